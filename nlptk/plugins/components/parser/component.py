"""The dependency parser: labelled trees, non-projective ones too, and the sentences they span."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.columns import MISSING_HEAD
from nlptk.engine.data.label_table import LabelTable
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.padding import Padding
from nlptk.engine.layers.softmax_head import cross_entropy, grow_head
from nlptk.engine.runtime import choose_ops
from nlptk.plugins.components.specs import ParserSettings

from .decode import decode_arcs, decode_labels
from .model import ParserInput, ParserScores, parser_model
from .segments import gold_starts, sentence_starts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.data.example import Example
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

_GOES_ON, _STARTS = 0, 1


class Parser:
    """Learns heads, labels and sentence starts; gives each sentence its best single-root tree."""

    model: Model[ParserInput, ParserScores]

    def __init__(self, settings: ParserSettings) -> None:
        self.settings = settings
        self._table = LabelTable()

    @property
    def labels(self) -> list[str]:
        """The labels of arcs."""
        return self._table.labels

    @property
    def whole_docs(self) -> bool:
        """Whether trees span whole documents, which must then not be cut for training."""
        return not self.settings.segment

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Collect labels; returns how many arcs there are to learn."""
        heads = example.gold.column("head") >= 0
        ids, counts = np.unique(example.gold.column("dep")[heads], return_counts=True)
        strings = example.reference.vocab.strings
        for label in strings.texts(ids[ids != 0]):
            self._table.add(label)
        return int(counts.sum())

    def add_label(self, label: str) -> bool:
        """Make a label known; the model grows when it is built again."""
        return self._table.add(label)

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model, or grow it to the labels known.

        Raises:
            UsageError: there are no labels.
        """
        if not self.labels:
            raise UsageError(
                "the parser has no labels to learn",
                expected="annotated arcs in the training data (HEAD and DEPREL)",
                hint="leave it out with -p, or add heads and labels",
            )
        if hasattr(self, "model"):
            grow_head(self.model.layers[2], len(self.labels), rng)
            return
        self._table.sort()
        self.model = self._make(width, rng)
        self.model.initialize()

    def _make(self, width: int, rng: np.random.Generator) -> Model[ParserInput, ParserScores]:
        return parser_model(
            width,
            len(self.labels),
            arc_width=self.settings.arc_width,
            label_width=self.settings.label_width,
            rng=rng,
            ops=choose_ops(),
        )

    def update(self, batch: Batch, encoded: Array) -> tuple[float, Array]:
        """Learn arcs, labels of gold arcs and sentence starts.

        Arcs are normalized over the whole stretch, whatever its sentences: so the model learns
        which words are not in its sentence.
        """
        ops, padding = self.model.ops, Padding(batch.lengths)
        heads = batch.gold_heads()
        tokens = np.arange(batch.n_tokens)
        known = heads != MISSING_HEAD
        is_root = heads == tokens
        rows = np.where(known & ~is_root, heads + 1, 0)
        scores, backprop = self.model.begin_update(ParserInput(encoded, padding, rows))
        within = heads - np.repeat(batch.offsets[:-1], batch.lengths) + 1
        arc_loss, d_arcs = _arc_loss(
            ops, scores.arcs, padding, np.where(known, np.where(is_root, 0, within), -1)
        )
        labels = np.where(known, self._table.classes(batch.gold("dep")), -1)
        label_loss, d_labels = cross_entropy(scores.labels, labels, ops=ops)
        start_loss, d_starts = cross_entropy(scores.starts, self._starts(batch, heads), ops=ops)
        weight = self.settings.loss_weight
        d_scores = ParserScores(d_arcs * weight, d_labels * weight, d_starts * weight)
        return arc_loss + label_loss + start_loss, backprop(d_scores)

    def _starts(self, batch: Batch, heads: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sentence starts as classes; nothing is learned from the first token of a stretch."""
        marks = gold_starts(batch, heads)
        classes = np.where(marks == 1, _STARTS, np.where(marks == -1, _GOES_ON, -1))
        classes[batch.offsets[:-1][batch.lengths > 0]] = -1
        return classes if self.settings.segment else np.full_like(classes, -1)

    # ------------------------------------------------------------------ prediction

    def annotate(self, batch: Batch, encoded: Array) -> None:
        """Set head, dep and sent_start."""
        project, _, _, score_starts, _ = self.model.layers
        hidden = project.predict((encoded, batch.owners))
        scores = score_starts.predict(encoded) if self.settings.segment else None
        starts = sentence_starts(batch, scores, bias=self.settings.start_bias)
        heads = decode_arcs(self.model, hidden, starts)
        labels = decode_labels(self.model, hidden, heads)
        batch.write("head", heads - np.repeat(batch.offsets[:-1], batch.lengths))
        batch.write("dep", self._table.ids[labels], self.labels)
        batch.write("sent_start", np.where(starts, 1, -1).astype(np.int8))

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """The labels."""
        return {"labels": list(self.labels)}

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Take labels, and make a model of the right shapes."""
        self._table = LabelTable(state["labels"])
        self.model = self._make(width, np.random.default_rng(0))
        self.model.initialize()


def _arc_loss(
    ops: Any, arcs: Array, padding: Padding, heads: NDArray[np.int64]
) -> tuple[float, Array]:
    """Cross-entropy of heads, shape (N,), 0 the root and -1 missing, and its gradient."""
    xp = ops.xp
    block = np.full(arcs.shape[:2], -1, np.int64)
    block[padding.sequences, padding.places] = heads
    can_be_head = np.concatenate(
        [np.ones((len(padding.lengths), 1), bool), padding.is_token], axis=1
    )
    open_arcs = arcs + ops.asarray(np.where(can_be_head, 0, -1e9).astype(np.float32))[:, None]
    flat = open_arcs.reshape((-1, arcs.shape[2]))
    loss, d_flat = cross_entropy(flat, xp.asarray(block.reshape(-1)), ops=ops)
    return loss, d_flat.reshape(arcs.shape)
