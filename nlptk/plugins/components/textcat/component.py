"""The text categorizer: the probability of each category for a whole document."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.label_table import LabelTable
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.ngram_bag import Bags
from nlptk.engine.layers.softmax_head import softmax
from nlptk.engine.layers.weights import to_cpu
from nlptk.engine.protocols import ComponentSpec
from nlptk.engine.runtime import choose_ops
from nlptk.engine.stream.batch import Batch

from .evidence import Evidence, information
from .model import TextInput, TextShape, grow_scorer, text_scorer
from .ngrams import distinct_ngrams, lower_ids
from .objectives import exclusive_loss, independent_loss, positives, sigmoid
from .vocabulary import NgramVocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.example import Example
    from nlptk.engine.layers.arrays import Array

_ALIASES = {"simple_cnn": "pooled"}
_ARCHITECTURES = ("bow", "pooled", "ensemble")
_NOWHERE = 0
"""The number that stands for no category at all, where n-grams are counted."""


@dataclass(frozen=True, slots=True)
class TextcatSettings:
    """What the text categorizer reads, and what its categories are.

    `architecture` is "bow" (a linear model of words and n-grams), "pooled" (of the encoding of all
    words) or "ensemble" (both). Categories exclude each other unless `multilabel`, or unless the
    training data says otherwise. `positive_label`, one of two, is the one that precision and recall
    are about. N-grams have up to `ngrams` words, and the table holds at most `rows` of them; those
    that few documents have are left out first. `hidden` is the width of the layer above the pooled
    encoding. The table learns `rate_scale` times as fast as other weights.
    """

    architecture: str = "bow"
    multilabel: bool = False
    positive_label: str = ""
    ngrams: int = 2
    rows: int = 262_144
    hidden: int = 64
    rate_scale: float = 30.0
    encoder: str = "own"
    loss_weight: float = 1.0

    def __post_init__(self) -> None:
        if _ALIASES.get(self.architecture, self.architecture) not in _ARCHITECTURES:
            raise UsageError(
                f"textcat has no architecture {self.architecture!r}",
                expected=f"one of: {', '.join(_ARCHITECTURES)}",
            )
        for name in ("ngrams", "rows", "hidden"):
            if getattr(self, name) < 1:
                raise UsageError(
                    f"bad {name} of textcat", expected="1 or more", found=str(getattr(self, name))
                )


class TextCategorizer:
    """Learns from whole documents which categories they are in.

    Annotation is `gold.cats`. For categories that exclude each other a document must be in exactly
    one; if an observed one is not, categories are taken for independent. A category that a
    document does not mention is then unknown there, not negative.
    """

    model: Model[TextInput, Array]

    def __init__(self, settings: TextcatSettings) -> None:
        self.settings = settings
        self.architecture = _ALIASES.get(settings.architecture, settings.architecture)
        self.multilabel = settings.multilabel
        self._table = LabelTable()
        self._vocabulary = NgramVocabulary(np.zeros(0, np.uint32), np.zeros(0, np.float32))
        self._evidence = Evidence()
        self._counted: dict[str, int] = {}
        self._n_positive: Counter[int] = Counter()

    @property
    def labels(self) -> list[str]:
        """The categories."""
        return self._table.labels

    @property
    def reads_encoding(self) -> bool:
        """Whether the encoding of words is read, or n-grams alone."""
        return self.architecture != "bow"

    @property
    def reads_ngrams(self) -> bool:
        """Whether n-grams are read."""
        return self.architecture != "pooled"

    @property
    def notes(self) -> list[str]:
        """What is to be said before training starts."""
        odd = sum(count for positive, count in self._n_positive.items() if positive != 1)
        if self.settings.multilabel or not odd:
            return []
        total = self._n_positive.total()
        return [f"{odd} of {total} documents are not in exactly one category: multilabel"]

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Collect categories and n-grams; returns how many categories are annotated."""
        cats = example.gold.cats
        if not cats:
            return 0
        for label in cats:
            self._table.add(label)
        found = positives(cats)
        self._n_positive[len(found)] += 1
        self.multilabel = self.multilabel or len(found) != 1
        if self.reads_ngrams:
            for label in found:
                self._counted.setdefault(label, len(self._counted) + 1)
            numbers = [self._counted[label] for label in found] or [_NOWHERE]
            hashes, _ = self._ngrams(Batch.of_examples([example]))
            self._evidence.add(hashes, numbers)
        return len(cats)

    def add_label(self, label: str) -> bool:
        """Make a category known; the model grows when it is built again."""
        return self._table.add(label)

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model, or grow it to the categories and n-grams known.

        Raises:
            UsageError: there is nothing to tell apart, or a positive label and not two categories.
        """
        if not hasattr(self, "model"):
            self._table.sort()
        self._check_labels()
        if self.reads_ngrams:
            self._learn_ngrams()
        rows = max(1, len(self._vocabulary))
        if hasattr(self, "model"):
            grow_scorer(self.model, rows, len(self.labels), rng)
        else:
            self._make_model(width, rng)

    def _check_labels(self) -> None:
        if len(self.labels) < (1 if self.multilabel else 2):
            raise UsageError(
                "textcat has no categories to tell apart",
                expected="documents of two categories or more",
                found=", ".join(self.labels) or "none",
            )
        positive = self.settings.positive_label
        if positive and (len(self.labels) != 2 or positive not in self.labels):  # noqa: PLR2004
            raise UsageError(
                f"{positive!r} cannot be the positive label",
                expected="one of exactly two categories",
                found=", ".join(self.labels),
            )

    def _learn_ngrams(self) -> None:
        """Take up the n-grams that were seen, those of most documents first."""
        ngrams, categories, counts = self._evidence.summed_up()
        if not len(ngrams):
            return
        first = np.flatnonzero(np.append(True, ngrams[1:] != ngrams[:-1]))
        totals = np.add.reduceat(counts, first)
        priors = np.bincount(categories, counts)
        weights = np.sqrt(information(first, categories, counts, priors / priors.sum()))
        by_total = np.argsort(-totals, kind="stable")
        self._vocabulary = self._vocabulary.grown(
            ngrams[first][by_total], weights[by_total], most=self.settings.rows
        )

    def _make_model(self, width: int, rng: np.random.Generator) -> None:
        shape = TextShape(
            n_classes=len(self.labels),
            rows=max(1, len(self._vocabulary)) if self.reads_ngrams else 0,
            width=width if self.reads_encoding else 0,
            hidden=self.settings.hidden,
            rate_scale=self.settings.rate_scale,
        )
        self.model = text_scorer(shape, rng=rng, ops=choose_ops())
        self.model.initialize()

    def update(self, batch: Batch, encoded: Array | None) -> tuple[float, Array | None]:
        """Learn the categories of a batch."""
        scores, backprop = self.model.begin_update(self._input(batch, encoded))
        golds = [{} if one.gold is None else one.gold.cats for one in batch.stretches]
        numbers = {label: number for number, label in enumerate(self.labels)}
        loss_of = independent_loss if self.multilabel else exclusive_loss
        loss, d_scores = loss_of(scores, golds, numbers, ops=self.model.ops)
        return loss, backprop(d_scores * self.settings.loss_weight)

    # ------------------------------------------------------------------ prediction

    def annotate(self, batch: Batch, encoded: Array | None) -> None:
        """Set `doc.cats`: the probability of each category."""
        scores = self.model.predict(self._input(batch, encoded))
        xp = self.model.ops.xp
        probabilities = sigmoid(xp, scores) if self.multilabel else softmax(xp, scores)
        for doc, row in zip(batch.docs, to_cpu(probabilities).tolist(), strict=True):
            doc.cats = dict(zip(self.labels, row, strict=True))

    def _input(self, batch: Batch, encoded: Array | None) -> TextInput:
        asarray = self.model.ops.asarray
        bags = None
        if self.reads_ngrams:
            hashes, lengths = self._ngrams(batch)
            rows = self._vocabulary.rows(hashes)
            known = rows >= 0
            owners = np.repeat(np.arange(len(lengths)), lengths)
            weights = self._vocabulary.weights[rows[known]]
            weights /= np.sqrt(lengths[owners[known]], dtype=np.float32)
            kept = np.bincount(owners[known], minlength=len(lengths))
            bags = Bags(asarray(rows[known]), asarray(weights), asarray(kept.astype(np.int32)))
        return TextInput(asarray(batch.lengths.astype(np.int32)), bags, encoded)

    def _ngrams(self, batch: Batch) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        return distinct_ngrams(
            lower_ids(batch),
            batch.owners,
            longest=self.settings.ngrams,
            n_docs=len(batch.stretches),
        )

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """Categories, what they mean, and the n-grams."""
        kept: dict[str, Any] = {"labels": list(self.labels), "multilabel": self.multilabel}
        if self.reads_ngrams:
            kept["ngrams"] = self._vocabulary.state()
        return kept

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Take categories and n-grams, and make a model of the right shape."""
        self._table = LabelTable(state["labels"])
        self.multilabel = bool(state["multilabel"])
        if self.reads_ngrams:
            self._vocabulary = NgramVocabulary.of_state(state["ngrams"])
        self._make_model(width, np.random.default_rng(0))


SPEC = ComponentSpec(
    name="textcat",
    summary="Categories of whole documents",
    factory=TextCategorizer,
    settings=TextcatSettings,
    gives=frozenset({Layer.CATEGORIES}),
    trainable=True,
    encoded=True,
    whole_docs=True,
    scores=("cats",),
    weights={"cats_score": 1.0},
)
