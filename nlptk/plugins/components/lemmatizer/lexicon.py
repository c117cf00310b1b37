"""What training data say of lemmas: the edit trees there are, and forms that none of them fit."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .edit_trees import EditTree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class PairCounts:
    """Forms and their lemmas, and how often each form had each lemma."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._labels: dict[tuple[str, str], str] = {}

    def add(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Count more pairs of form and lemma."""
        self._counts.update(pairs)

    def label(self, form: str, lemma: str) -> str:
        """The label of the tree between form and lemma, which is kept."""
        pair = (form, lemma)
        known = self._labels.get(pair)
        if known is None:
            known = self._labels[pair] = EditTree.between(form, lemma).label
        return known

    def frequent_labels(self, min_count: int) -> list[str]:
        """The labels of trees that occur so many times, the most frequent first."""
        counts: Counter[str] = Counter()
        for (form, lemma), count in self._counts.items():
            counts[self.label(form, lemma)] += count
        chosen = [label for label, count in counts.items() if count >= min_count]
        return sorted(chosen, key=lambda label: (-counts[label], label))

    def exceptions(self, labels: Collection[str]) -> dict[str, str]:
        """The forms whose most frequent lemma has a tree that is none of `labels`; that lemma."""
        best: dict[str, tuple[int, str]] = {}
        for (form, lemma), count in self._counts.items():
            # of equally frequent lemmas one must win in every process
            best[form] = max(best.get(form, (0, "")), (count, lemma))
        chosen = {form: lemma for form, (_, lemma) in sorted(best.items())}
        return {
            form: lemma for form, lemma in chosen.items() if self.label(form, lemma) not in labels
        }
