"""One update of pretraining: words of a batch are hidden, asked for, and learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.layers.encoder import EncoderInput
from nlptk.engine.layers.hidden_layer import hidden_layer
from nlptk.engine.layers.layout import Layout
from nlptk.engine.layers.masked_types import masked_encoder
from nlptk.engine.layers.noise import set_noise

from .hiding import hide, used_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.pipeline.encoder import Encoder
    from nlptk.engine.stream.batch import Batch

    from .objectives import Objective

HIDDEN_WIDTH = 128
JUDGING = 5
"""What a generator is for, beside the purposes of `training.loop`: words hidden to judge by."""


class Learner:
    """An encoder with weights, and what is put on top of it to pretrain it."""

    def __init__(self, encoder: Encoder, objective: Objective, rng: np.random.Generator) -> None:
        self.encoder = encoder
        self.objective = objective
        ops = encoder.ops
        self._masked = masked_encoder(encoder.built, rng=rng, ops=ops)
        self._masked.layers[0].initialize()  # its own vector: what is in it has weights
        self._hidden = hidden_layer(encoder.width, HIDDEN_WIDTH, rng=rng, ops=ops)
        self._hidden.initialize()

    def models(self) -> dict[str, Model[Any, Any]]:
        """All layers that learn."""
        return {"encoder": self._masked, "hidden": self._hidden, "head": self.objective.model}

    def learn(self, batch: Batch, *, rng: np.random.Generator, dropout: float) -> float:
        """Leave the gradients of a batch in all layers, and return its mean loss."""
        set_noise(self._masked, dropout, rng)
        rows, given = self._hide(batch, self.encoder.draw_words(batch, rng), rng)
        if not len(rows):
            return 0.0
        encoded, backprop = self._masked.begin_update(given)
        hidden, backprop_hidden = self._hidden.begin_update(encoded[rows])
        loss, d_hidden = self.objective.learn(hidden, batch, rows, rng)
        d_encoded: Array = self.encoder.ops.alloc2f(*encoded.shape)
        d_encoded[rows] = backprop_hidden(d_hidden)
        backprop(d_encoded)
        return loss

    def judge(self, batches: Iterable[Batch]) -> float:
        """The mean loss over batches of which nothing is learned, with the same words hidden."""
        total = count = 0.0
        lexicon = self.encoder.lexicon
        for number, batch in enumerate(batches):
            rng = np.random.default_rng([JUDGING, number])
            words, index = lexicon.words(batch)
            drawn = words, lexicon.frequency(words) == 0, index
            rows, given = self._hide(batch, drawn, rng)
            if len(rows):
                hidden = self._hidden.predict(self._masked.predict(given)[rows])
                total += len(rows) * self.objective.judge(hidden, batch, rows)
                count += len(rows)
        return total / count if count else 0.0

    def _hide(
        self,
        batch: Batch,
        drawn: tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]],
        rng: np.random.Generator,
    ) -> tuple[NDArray[np.int64], EncoderInput]:
        """The tokens that are asked for, and what the encoder is shown."""
        words, unknown, index = drawn
        rows, shown = hide(index, self.objective.can_ask(batch), len(words), rng)
        used, shown = used_types(shown, len(words))
        types = self.encoder.types(words[used], unknown[used])
        return rows, EncoderInput(types, shown, Layout(batch.lengths))
