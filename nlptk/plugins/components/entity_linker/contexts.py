"""The encoding around mentions: the mean of that of the tokens in a window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from thinc.api import Ops

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

    Windows = Sequence[tuple[int, int]]


class Contexts:
    """Means of the encoding of a batch, shape (N, width), over windows; or nothing without it."""

    def __init__(self, ops: Ops, batch: Batch, encoded: Array | None) -> None:
        self._ops: Any = ops
        self._offsets = batch.offsets
        self._encoded = encoded

    def of(self, number: int, windows: Windows) -> Array | None:
        """The means over the windows of a document in the batch, shape (M, width)."""
        if self._encoded is None:
            return None
        rows, lengths = self._rows(number, windows)
        means: Array = self._ops.reduce_mean(self._encoded[rows], lengths)
        return means

    def gradient(self, parts: Sequence[tuple[int, Windows, Array | None]]) -> Array | None:
        """The gradient of the encoding, from those of the means of some documents."""
        if self._encoded is None:
            return None
        d_encoded: Array = self._ops.alloc2f(*self._encoded.shape)
        for number, windows, d_means in parts:
            if d_means is not None:
                rows, lengths = self._rows(number, windows)
                d_rows = self._ops.backprop_reduce_mean(d_means, lengths)
                self._ops.scatter_add(d_encoded, rows, d_rows)
        return d_encoded

    def _rows(self, number: int, windows: Windows) -> tuple[NDArray[Any], Any]:
        offset = self._offsets[number]
        rows = np.concatenate([np.arange(start, end) for start, end in windows]) + offset
        lengths = np.array([end - start for start, end in windows], np.int32)
        return self._ops.asarray(rows), self._ops.asarray1i(lengths)
