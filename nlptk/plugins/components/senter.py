"""The senter: learned sentence starts, for pipelines without a parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.layers.softmax_head import cross_entropy, softmax_head
from nlptk.engine.runtime import choose_ops
from nlptk.plugins.components.specs import SenterSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thinc.api import Model

    from nlptk.engine.data.example import Example
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

_GOES_ON, _STARTS = 0, 1


class Senter:
    """Learns whether a token starts a sentence; documents whose sentences are set keep them."""

    model: Model[Array, Array]
    labels: list[str]

    def __init__(self, settings: SenterSettings) -> None:
        self.settings = settings
        self.labels = ["goes on", "starts"]

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> int:
        """Return how many tokens are known to start a sentence or not to, but for the first."""
        return int(np.count_nonzero(example.gold.column("sent_start")[1:]))

    def add_label(self, label: str) -> bool:
        """Return False: there are no others. Raises `ValueError` for any."""
        if label not in self.labels:
            raise ValueError(f"sentence starts have no label {label!r}")
        return False

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model, unless there is one."""
        if not hasattr(self, "model"):
            self.model = softmax_head(width, len(self.labels), rng=rng, ops=choose_ops())
            self.model.initialize()

    def update(self, batch: Batch, encoded: Array) -> tuple[float, Array]:
        """Learn the sentence starts of a batch; the first token of a stretch teaches nothing."""
        scores, backprop = self.model.begin_update(encoded)
        marks = batch.gold("sent_start")
        classes = np.where(marks == 1, _STARTS, np.where(marks == -1, _GOES_ON, -1))
        classes[batch.offsets[:-1][batch.lengths > 0]] = -1
        loss, d_scores = cross_entropy(scores, classes, ops=self.model.ops)
        return loss, backprop(d_scores * self.settings.loss_weight)

    # ------------------------------------------------------------------ prediction

    def annotate(self, batch: Batch, encoded: Array) -> None:
        """Set `sent_start` where nobody has."""
        best = self.model.predict(encoded).argmax(axis=1)
        best = best.get() if hasattr(best, "get") else best
        marks = np.where(best == _STARTS, 1, -1).astype(np.int8)
        marks[batch.offsets[:-1][batch.lengths > 0]] = 1
        for stretch, own in zip(batch.stretches, batch.split(marks), strict=True):
            if not stretch.doc.is_sentenced:
                stretch.doc.set_column("sent_start", own)

    # ------------------------------------------------------------------ keeping

    def state(self) -> dict[str, Any]:
        """Nothing but settings and weights make a senter."""
        return {}

    def restore(self, state: Mapping[str, Any], width: int) -> None:  # noqa: ARG002 - there is none
        """Make a model of the right shape."""
        self.build(width, np.random.default_rng(0))
