"""The lemmatizer: gives each token the edit tree that makes its base form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.strings import hash_string
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.softmax_head import cross_entropy, grow_head, softmax_head
from nlptk.engine.runtime import choose_ops
from nlptk.plugins.components.specs import LemmatizerSettings

from .edit_trees import EditTree, lowered
from .lexicon import PairCounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.example import Example
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

_NOT_LEARNED = -1
_MOST_KEPT = 200_000
"""Results that are kept for the next token of the same form, before all of them are dropped."""


class Lemmatizer:
    """Learns which edit tree makes the lemma of a token, from the token's encoding.

    Labels are edit trees in JSON. `exceptions` are the forms of the training data whose lemma none
    of them makes.
    """

    model: Model[Any, Any]

    def __init__(self, settings: LemmatizerSettings) -> None:
        self.settings = settings
        self.labels: list[str] = []
        self.exceptions: dict[str, str] = {}
        self._trees: list[EditTree] = []
        self._classes: dict[str, int] = {}
        self._pairs = PairCounts()
        self._targets: dict[tuple[int, int], int] = {}
        self._results: dict[tuple[int, int], tuple[str, int]] = {}

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Count forms and lemmas; returns how many tokens have a lemma."""
        lemmas = example.gold.texts("lemma")
        pairs = [
            (form, lemma)
            for form, lemma in zip(example.predicted.words, lemmas, strict=True)
            if lemma
        ]
        self._pairs.add(pairs)
        return len(pairs)

    def add_label(self, label: str) -> bool:
        """Make an edit tree known by its label; the model grows when it is built again.

        Raises:
            DataError: the label is not that of an edit tree.
        """
        tree = EditTree.parse(label)
        if tree.label in self._classes:
            return False
        self._classes[tree.label] = len(self.labels)
        self.labels.append(tree.label)
        self._trees.append(tree)
        self._targets.clear()
        return True

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model for the trees of the pairs observed, or grow it.

        Raises:
            UsageError: no tree is frequent enough.
        """
        for label in self._pairs.frequent_labels(self.settings.min_count):
            self.add_label(label)
        if not self.labels:
            raise UsageError(
                "the lemmatizer has nothing to learn",
                expected=f"lemmas that are made in the same way {self.settings.min_count} times",
                hint="leave it out with -p, add lemmas, or lower min_count",
            )
        self.exceptions |= self._pairs.exceptions(self._classes)
        self._results.clear()
        if hasattr(self, "model"):
            grow_head(self.model, len(self.labels), rng)
        else:
            self._make(width, rng)

    def _make(self, width: int, rng: np.random.Generator) -> None:
        self.model = softmax_head(width, len(self.labels), rng=rng, ops=choose_ops())
        self.model.initialize()

    def update(self, batch: Batch, encoded: Array) -> tuple[float, Array]:
        """Learn the trees of tokens whose lemma is known and made by a known tree."""
        scores, backprop = self.model.begin_update(encoded)
        loss, d_scores = cross_entropy(scores, self._gold_classes(batch), ops=self.model.ops)
        return loss, backprop(d_scores)

    def _gold_classes(self, batch: Batch) -> NDArray[np.int64]:
        """The number of each token's tree, shape (N,), -1 where there is none to learn."""
        pairs = list(zip(batch.orth.tolist(), batch.gold("lemma").tolist(), strict=True))
        for row, pair in enumerate(pairs):
            if pair not in self._targets:
                self._targets[pair] = self._gold_class(batch, row, pair[1])
        return np.fromiter(map(self._targets.__getitem__, pairs), np.int64, count=len(pairs))

    def _gold_class(self, batch: Batch, row: int, lemma: int) -> int:
        gold = batch.stretches[batch.owners[row]].gold
        if not lemma or gold is None:
            return _NOT_LEARNED
        (form,) = batch.texts_of(np.array([row]))
        label = self._pairs.label(form, gold.reference.vocab.strings[lemma])
        return self._classes.get(label, _NOT_LEARNED)

    # ------------------------------------------------------------------ prediction

    def annotate(self, batch: Batch, encoded: Array) -> None:
        """Set lemma."""
        scores = self.model.predict(encoded)
        best = _on_cpu(scores.argmax(axis=1))
        lemmas = self._made_by(batch, best)
        rows = np.array([row for row, (lemma, _) in enumerate(lemmas) if not lemma], np.int64)
        tried = _on_cpu(scores[rows].argsort(axis=1))[:, ::-1][:, 1 : self.settings.top_k]
        for row, form, classes in zip(
            rows.tolist(), batch.texts_of(rows), tried.tolist(), strict=True
        ):
            lemma = next(self._applied(form, classes), lowered(form))
            lemmas[row] = (lemma, hash_string(lemma))
        ids = np.fromiter((key for _, key in lemmas), np.uint64, count=len(lemmas))
        batch.write("lemma", ids, dict.fromkeys(lemma for lemma, _ in lemmas))

    def _made_by(self, batch: Batch, classes: NDArray[np.int64]) -> list[tuple[str, int]]:
        """The lemma of each token by its tree, and its id; "" where the tree does not apply."""
        if len(self._results) > _MOST_KEPT:
            self._results.clear()
        keys = list(zip(batch.orth.tolist(), classes.tolist(), strict=True))
        new = {key: row for row, key in enumerate(keys) if key not in self._results}
        forms = batch.texts_of(np.array(list(new.values()), np.int64))
        for (orth, number), form in zip(new, forms, strict=True):
            lemma = self.exceptions.get(form) or self._trees[number].apply(form) or ""
            self._results[orth, number] = (lemma, hash_string(lemma))
        return [self._results[key] for key in keys]

    def _applied(self, form: str, classes: list[int]) -> Iterator[str]:
        """What those of the trees that apply make of a form."""
        for number in classes:
            lemma = self._trees[number].apply(form)
            if lemma is not None:
                yield lemma

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """The edit trees, and the forms that they do not fit."""
        return {"labels": list(self.labels), "exceptions": dict(self.exceptions)}

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Take trees and exceptions, and make a model of the right shapes.

        Raises:
            DataError: a label is not that of an edit tree.
        """
        self.labels, self._trees, self._classes = [], [], {}
        for label in state["labels"]:
            self.add_label(label)
        self.exceptions = dict(state["exceptions"])
        self._results.clear()
        self._make(width, np.random.default_rng(0))


def _on_cpu(values: Array) -> Any:
    return values.get() if hasattr(values, "get") else values
