"""Sequences of rows as a padded block and back, for layers that compare all tokens of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from thinc.api import Ops

    from .arrays import Array


class Padding:
    """Where N rows, in sequences of `lengths`, stand in a block of shape (B, longest)."""

    def __init__(self, lengths: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        self.lengths = lengths
        self.longest = int(lengths.max()) if len(lengths) else 0
        self.sequences = np.repeat(np.arange(len(lengths)), lengths)
        starts = np.cumsum(lengths) - lengths
        self.places = np.arange(int(lengths.sum())) - np.repeat(starts, lengths)

    def pad(self, rows: Array, ops: Ops) -> Array:
        """Rows, shape (N, width), as a block, shape (B, longest, width), with zeros behind."""
        block: Array = ops.alloc3f(len(self.lengths), self.longest, rows.shape[1])
        block[self.sequences, self.places] = rows
        return block

    def unpad(self, block: Array) -> Array:
        """The rows of a block again, shape (N, ...)."""
        return block[self.sequences, self.places]

    @property
    def is_token(self) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
        """Which places of the block hold a token, shape (B, longest)."""
        return np.arange(self.longest) < self.lengths[:, None]
