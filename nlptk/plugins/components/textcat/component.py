"""The text classifier: learns categories of whole documents, and gives each a probability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.label_table import LabelTable
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.ngram_bag import Bags
from nlptk.engine.layers.pooled_text import EncodedTexts
from nlptk.engine.layers.softmax_head import softmax
from nlptk.engine.layers.weights import to_cpu
from nlptk.engine.runtime import choose_ops
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.specs import TEXTCAT_ALIASES, TextcatSettings

from .lowered import LowerCase
from .model import TextInput, TextShape, grow_textcat, textcat_model
from .ngrams import NgramIndex, NgramSets, ngram_sets
from .observed import Observed
from .targets import balanced_weights, loss_of, make_targets, sigmoid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.example import Example
    from nlptk.engine.layers.arrays import Array


class TextCategorizer:
    """Learns which categories hold of a document; gives each of them a probability.

    `multilabel` says whether categories are independent; it is decided when the model is made.
    """

    model: Model[TextInput, Array]

    def __init__(self, settings: TextcatSettings) -> None:
        self.settings = settings
        self.architecture = TEXTCAT_ALIASES.get(settings.architecture, settings.architecture)
        self.multilabel = settings.multilabel
        self._notes: list[str] = []
        self._table = LabelTable()
        self._index = NgramIndex(np.zeros(0, np.uint32))
        self._class_weights: dict[str, list[float]] = {}
        self._observed = Observed()
        self._lower_case = LowerCase()

    @property
    def labels(self) -> list[str]:
        """The categories."""
        return self._table.labels

    @property
    def notes(self) -> list[str]:
        """What was noticed about the examples shown so far, or those of the last `build`."""
        observed = self._observed
        if not observed.n_texts:
            return list(self._notes)
        multilabel = self._is_multilabel(observed)
        wanted = self.settings.multilabel
        return list(observed.notes(self.labels, multilabel=multilabel, wanted=wanted))

    def _is_multilabel(self, observed: Observed) -> bool:
        """Whether categories are independent; once there is a model, what it was made for."""
        if hasattr(self, "model"):
            return self.multilabel
        return self.settings.multilabel or observed.n_not_exclusive > 0

    @property
    def reads_encoding(self) -> bool:
        """Whether the architecture wants the encoding."""
        return self.architecture != "bow"

    @property
    def _reads_ngrams(self) -> bool:
        return self.architecture != "pooled"

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Collect categories and n-grams; returns 1 for a text that has categories."""
        cats = example.gold.cats
        if not cats:
            return 0
        for label in cats:
            self._table.add(label)
        ngrams = None
        if self._reads_ngrams:
            ngrams = self._ngrams(Batch.of_docs([example.predicted])).keys
        self._observed.add(cats, ngrams)
        return 1

    def add_label(self, label: str) -> bool:
        """Make a category known; the model grows when it is built again."""
        return self._table.add(label)

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model, or grow it to the categories and n-grams known.

        Raises:
            UsageError: there is nothing to tell apart, or `positive_label` does not fit.
        """
        is_new = not hasattr(self, "model")
        if is_new:
            self._table.sort()
            self.multilabel = self._is_multilabel(self._observed)
        self._check_labels()
        self._notes = self.notes
        observed, self._observed = self._observed, Observed()
        self._balance(observed)
        scale = self._add_ngrams(observed)
        if is_new:
            self._make(width, scale, rng)
        else:
            grow_textcat(self.model, scale, len(self.labels), rng)

    def _check_labels(self) -> None:
        labels, positive = self.labels, self.settings.positive_label
        if len(labels) < (1 if self.multilabel else 2):
            raise UsageError(
                "the text classifier has nothing to tell apart",
                expected="two categories, or texts of which a category does not hold",
                found=f"only {labels[0]!r}, in all texts" if labels else "no categories",
                hint="leave it out with -p, or add cats to the training data",
            )
        if positive and (len(labels) != 2 or positive not in labels):
            raise UsageError(
                f"{positive!r} cannot be the positive label",
                expected="one of two categories",
                found=f"{len(labels)} categories: {', '.join(labels[:5])}",
            )

    def _balance(self, observed: Observed) -> None:
        if self.settings.balance and observed.n_texts:
            counts = observed.counts(self.labels)
            weights = balanced_weights(counts, multilabel=self.multilabel)
            for label, pair in zip(self.labels, weights.T.tolist(), strict=True):
                self._class_weights[label] = pair

    def _add_ngrams(self, observed: Observed) -> NDArray[np.float32] | None:
        """Give rows to n-grams that have none, while there are any left; the scale of all rows.

        What tells more now than it did has the larger scale.
        """
        if not self._reads_ngrams:
            return None
        settings, known = self.settings, self._index
        found = observed.ngrams.informative(min_count=settings.min_count, most=settings.rows)
        places = known.rows(found.keys)
        room = max(0, settings.rows - len(known))
        fresh = np.flatnonzero(places < 0)[:room]
        scale = np.zeros(len(known) + len(fresh), np.float32)
        if len(known):
            bag = self.model.layers[0]
            scale[: len(known)] = to_cpu(bag.get_param("scale"))
        old = places >= 0
        scale[places[old]] = np.maximum(scale[places[old]], found.scale[old])
        scale[len(known) :] = found.scale[fresh]
        self._index = NgramIndex(np.concatenate([known.keys, found.keys[fresh]]))
        return scale

    def _make(
        self, width: int, scale: NDArray[np.float32] | None, rng: np.random.Generator
    ) -> None:
        shape = TextShape(
            n_classes=len(self.labels),
            scale=scale,
            width=width if self.reads_encoding else 0,
            hidden_width=self.settings.hidden_width,
        )
        self.model = textcat_model(shape, rng=rng, ops=choose_ops())
        self.model.initialize()

    def update(self, batch: Batch, encoded: Array | None) -> tuple[float, Array | None]:
        """Learn the categories of a batch."""
        xp, weight = self.model.ops.xp, self.settings.loss_weight
        scores, backprop = self.model.begin_update(self._input(batch, encoded))
        targets = make_targets(
            [{} if stretch.gold is None else stretch.gold.cats for stretch in batch.stretches],
            self.labels,
            multilabel=self.multilabel,
            class_weights=self._weights_of_labels(),
        )
        loss, d_scores = loss_of(scores, targets, multilabel=self.multilabel, xp=xp)
        return loss, backprop(d_scores * weight)

    def _weights_of_labels(self) -> NDArray[np.float32]:
        pairs = [self._class_weights.get(label, [1.0, 1.0]) for label in self.labels]
        return np.array(pairs, np.float32).T

    def _input(self, batch: Batch, encoded: Array | None) -> TextInput:
        return TextInput(
            bags=self._bags(batch) if self._reads_ngrams else None,
            texts=EncodedTexts(encoded, self.model.ops.xp.asarray(batch.lengths))
            if self.reads_encoding
            else None,
        )

    def _ngrams(self, batch: Batch) -> NgramSets:
        return ngram_sets(batch, self._lower_case.ids(batch), self.settings.ngrams)

    def _bags(self, batch: Batch) -> Bags:
        xp, found = self.model.ops.xp, self._ngrams(batch)
        rows = self._index.rows(found.keys)
        known = rows >= 0
        n_rows = np.bincount(found.owners[known], minlength=found.n_texts).astype(np.int32)
        return Bags(xp.asarray(rows[known]), xp.asarray(n_rows), xp.asarray(found.sizes))

    # ------------------------------------------------------------------ prediction

    def annotate(self, batch: Batch, encoded: Array | None) -> None:
        """Set the probabilities of all categories in `doc.cats`, beside what else is there."""
        xp = self.model.ops.xp
        scores = self.model.predict(self._input(batch, encoded))
        chances = to_cpu(sigmoid(xp, scores) if self.multilabel else softmax(xp, scores))
        learned = self.labels[: chances.shape[1]]  # one that was added has no output yet
        for doc, row in zip(batch.docs, chances.tolist(), strict=True):
            doc.cats = {**doc.cats, **dict(zip(learned, row, strict=True))}

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """Categories, whether they are independent, their weights, and the n-grams with a row."""
        return {
            "labels": list(self.labels),
            "multilabel": self.multilabel,
            "class_weights": self._class_weights,
            "ngrams": self._index.dump(),
        }

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Take categories and n-grams, and make a model of the right shapes.

        Raises:
            DataError: the n-grams cannot be read.
        """
        self._table = LabelTable(state["labels"])
        self.multilabel = bool(state["multilabel"])
        self._class_weights = {key: list(pair) for key, pair in state["class_weights"].items()}
        self._index = NgramIndex.load(state["ngrams"])
        scale = np.zeros(len(self._index), np.float32) if self._reads_ngrams else None
        self._make(width, scale, np.random.default_rng(0))
