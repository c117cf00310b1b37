"""Layout: sequences of different lengths as one array that a recurrent layer walks step by step.

Rows are ordered by position first: the first tokens of all sequences, longest sequence first, then
all second tokens, and so on, without padding. At step t the sequences that still run are the first
`sizes[t]` of the batch, and their rows stand together from `firsts[t]` on.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indexes = NDArray[np.int64]


class Layout:
    """Where the tokens of a batch stand in packed order.

    N tokens in B sequences of `lengths`, shape (B,). `to_packed`, shape (N,), holds for each packed
    row the token's number in plain order (sequence after sequence); `to_plain` is its inverse.
    """

    def __init__(self, lengths: Indexes) -> None:
        self.lengths = np.asarray(lengths, np.int64)
        self.n_sequences = len(self.lengths)
        self.n_rows = int(self.lengths.sum())
        by_length = np.argsort(-self.lengths, kind="stable")
        longest_first = self.lengths[by_length]
        longest = int(longest_first[0]) if self.n_sequences else 0
        ascending = longest_first[::-1]
        # how many sequences are longer than t, for each step t
        self._sizes = self.n_sequences - np.searchsorted(ascending, np.arange(longest), "right")
        self._firsts = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._sizes)])
        self.sizes: list[int] = self._sizes.tolist()
        self.firsts: list[int] = self._firsts.tolist()
        starts = np.cumsum(self.lengths) - self.lengths
        step = np.repeat(np.arange(longest), self._sizes)
        place = np.arange(self.n_rows) - self._firsts[step]
        self._step, self._place = step, place
        self.sequence_of_row: Indexes = by_length[place]
        self._row_lengths = longest_first[place]
        self.to_packed: Indexes = starts[self.sequence_of_row] + step

    @cached_property
    def to_plain(self) -> Indexes:
        """For each token in plain order its packed row, shape (N,)."""
        inverse = np.empty_like(self.to_packed)
        inverse[self.to_packed] = np.arange(self.n_rows)
        return inverse

    @cached_property
    def reverse(self) -> Indexes:
        """For each packed row the row of the token that mirrors it in its sequence, shape (N,).

        A sequence read through it comes from its end to its start. It is its own inverse.
        """
        mirrored: Indexes = self._firsts[self._row_lengths - 1 - self._step] + self._place
        return mirrored

    @cached_property
    def before(self) -> tuple[Indexes, Indexes]:
        """The rows that have a neighbour to the left, and those neighbours: two index arrays."""
        rows = np.arange(self.sizes[0] if self.sizes else 0, self.n_rows)
        return rows, self._firsts[self._step[rows] - 1] + self._place[rows]
