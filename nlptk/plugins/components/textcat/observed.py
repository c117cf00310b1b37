"""What is seen of categories before training: which there are, how often they hold, and n-grams."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from .counts import NgramCounts
from .targets import is_exclusive, positive_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from .ngrams import Keys


class Observed:
    """Counts over the texts that have categories."""

    def __init__(self) -> None:
        self.n_texts = 0
        self.n_not_exclusive = 0
        self.ngrams = NgramCounts()
        self._holds: Counter[str] = Counter()
        self._known: Counter[str] = Counter()

    def add(self, cats: Mapping[str, float], ngrams: Keys | None) -> None:
        """Count a text by its gold categories and, if they matter, its distinct n-grams."""
        self.n_texts += 1
        self.n_not_exclusive += not is_exclusive(cats)
        positive = positive_labels(cats)
        self._known.update(cats.keys())
        self._holds.update(positive)
        if ngrams is not None:
            self.ngrams.add(ngrams, positive)

    def counts(self, labels: Sequence[str]) -> NDArray[np.int64]:
        """Of how many texts each category is said not to hold, and to hold: shape (2, C)."""
        holds = [self._holds[label] for label in labels]
        fails = [self._known[label] - self._holds[label] for label in labels]
        return np.array([fails, holds], np.int64).reshape((2, len(labels)))

    def notes(self, labels: Sequence[str], *, multilabel: bool, wanted: bool) -> Iterator[str]:
        """What a user should know before training; `wanted` if multilabel was asked for."""
        if multilabel and not wanted:
            yield (
                f"{self.n_not_exclusive:,} of {self.n_texts:,} texts do not have exactly one "
                "category: categories are learned independently (multilabel)"
            )
        if not multilabel and self.n_not_exclusive:
            yield (
                f"{self.n_not_exclusive:,} of {self.n_texts:,} texts do not have exactly one "
                "category, and nothing is learned from them: the model was made for exclusive ones"
            )
        if multilabel and self.n_texts:
            fails, holds = self.counts(labels)
            for counts, what in ((fails, "not to hold"), (holds, "to hold")):
                one_sided = [x for x, n in zip(labels, counts.tolist(), strict=True) if not n]
                if one_sided:
                    yield f"never said {what}, so that nothing tells it apart: {_few(one_sided)}"


def _few(labels: Sequence[str], most: int = 5) -> str:
    more = f" and {len(labels) - most:,} more" if len(labels) > most else ""
    return ", ".join(labels[:most]) + more
