"""The named entity recognizer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.label_table import LabelTable
from nlptk.engine.data.soft_links import set_soft_links, soft_links
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.soft_targets import soft_cross_entropy
from nlptk.engine.layers.softmax_head import cross_entropy, grow_head, softmax, softmax_head
from nlptk.engine.runtime import choose_ops
from nlptk.plugins.components.specs import NerSettings

from .scheme import OUTSIDE, gold_classes, iob_and_labels, n_classes
from .viterbi import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example
    from nlptk.engine.data.span import Span
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch


class EntityRecognizer:
    """Learns a BILUO tag for each token, and finds the best sequence that is made of entities.

    Tokens that nobody annotated are not learned from; entities that are in a document already, as
    those of a ruler before it, stay, and what would overlap them is dropped.
    """

    model: Model[Array, Array]

    def __init__(self, settings: NerSettings) -> None:
        self.settings = settings
        self._table = LabelTable()

    @property
    def labels(self) -> list[str]:
        """The types of entities."""
        return self._table.labels

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Collect labels; returns how many entities there are."""
        ents = example.gold.ents
        for ent in ents:
            self._table.add(ent.label)
        return len(ents)

    def add_label(self, label: str) -> bool:
        """Make a type known; the model grows when it is built again."""
        return self._table.add(label)

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model, or grow it to the types known.

        Raises:
            UsageError: there are no types.
        """
        if not self.labels:
            raise UsageError(
                "the entity recognizer has no entity types to learn",
                expected="annotated entities in the training data",
                hint="leave it out with -p, or add entities",
            )
        if hasattr(self, "model"):
            grow_head(self.model, n_classes(len(self.labels)), rng)
            return
        self._table.sort()
        self.model = self._make(width, rng)

    def _make(self, width: int, rng: np.random.Generator) -> Model[Array, Array]:
        model = softmax_head(width, n_classes(len(self.labels)), rng=rng, ops=choose_ops())
        model.initialize()
        return model

    def update(self, batch: Batch, encoded: Array) -> tuple[float, Array]:
        """Learn the tags of a batch."""
        scores, backprop = self.model.begin_update(encoded)
        classes = gold_classes(batch, self._table.classes(batch.gold("ent_type")))
        loss, d_scores = cross_entropy(scores, classes, ops=self.model.ops)
        return loss, backprop(d_scores * self.settings.loss_weight)

    # ------------------------------------------------------------------ rehearsal

    def beliefs(self, batch: Batch, encoded: Array) -> Array:  # noqa: ARG002 - by encoding alone
        """The probabilities of BILUO tags, shape (N, classes)."""
        return softmax(self.model.ops.xp, self.model.predict(encoded))

    def rehearse(
        self,
        batch: Batch,  # noqa: ARG002 - the encoding says it all
        encoded: Array,
        beliefs: Array,
    ) -> tuple[float, Array]:
        """Learn what an earlier recognizer believed.

        Where it saw no entity it says nothing of new types.
        """
        scores, backprop = self.model.begin_update(encoded)
        loss, d_scores = soft_cross_entropy(scores, beliefs, ops=self.model.ops, open_class=OUTSIDE)
        return loss, backprop(d_scores * self.settings.loss_weight)

    # ------------------------------------------------------------------ prediction

    def annotate(self, batch: Batch, encoded: Array) -> None:
        """Set the entities of documents."""
        scores = self.model.predict(encoded)
        scores = scores.get() if hasattr(scores, "get") else scores
        classes = decode(scores, self._sequence_lengths(batch))
        iob, labels = iob_and_labels(classes)
        types = np.append(self._table.ids, np.uint64(0))[labels]
        preset = {
            number: (stretch.doc.ents, soft_links(stretch.doc))
            for number, stretch in enumerate(batch.stretches)
            if stretch.doc.ents
        }
        batch.write("ent_iob", iob)
        batch.write("ent_type", types, self.labels)
        for number, stretch in enumerate(batch.stretches):
            stretch.doc.drop_column("kb_id")
            if number in preset:
                ents, soft = preset[number]
                _keep(stretch.doc, ents)
                set_soft_links(stretch.doc, soft)

    def _sequence_lengths(self, batch: Batch) -> NDArray[np.int64]:
        """The lengths of the pieces of a batch that entities stay within."""
        if not self.settings.within_sentences:
            return batch.lengths
        starts = batch.column("sent_start") == 1
        starts[batch.offsets[:-1][batch.lengths > 0]] = True
        return np.diff(np.flatnonzero(starts), append=batch.n_tokens)

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """The labels."""
        return {"labels": list(self.labels)}

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Take labels, and make a model of the right shape."""
        self._table = LabelTable(state["labels"])
        self.model = self._make(width, np.random.default_rng(0))


def _keep(doc: Doc, preset: tuple[Span, ...]) -> None:
    """Put entities back that were there before, in place of those that overlap them."""
    taken: NDArray[np.bool_] = np.zeros(len(doc), bool)
    for span in preset:
        taken[span.start : span.end] = True
    found = [span for span in doc.ents if not taken[span.start : span.end].any()]
    doc.set_ents([*preset, *found])
