"""Large arrays a piece at a time.

A rule that takes ten passes over its arrays is faster when each piece makes all ten while it is in
the processor's cache. On a GPU every pass is a launch, and arrays stay whole.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.layers.arrays import Array

PIECE = 32_768
"""Numbers in a piece: 128 kB of each array. Half and twice as many were no faster."""


def in_pieces(*arrays: Array) -> Iterator[tuple[Array, ...]]:
    """Views of the same pieces of arrays of one shape, which together are the whole arrays."""
    if not all(map(_is_plain, arrays)):
        yield arrays
        return
    flat = [array.reshape(-1) for array in arrays]
    for start in range(0, len(flat[0]), PIECE):
        yield tuple(array[start : start + PIECE] for array in flat)


def rows_a_piece(table: Array) -> int:
    """How many rows of a table make a piece."""
    if not isinstance(table, np.ndarray):
        return max(1, len(table))
    return max(1, int(PIECE // table.shape[1]))


def read_rows(table: Array, rows: Array, *, out: Array) -> Array:
    """Rows of a table, in `out` where the library can write there. No row is negative."""
    if not (_is_plain(table) and _is_plain(out)):
        return table[rows]
    np.take(_as_items(table), rows, out=_as_items(out), mode="clip")  # "raise" would need a copy
    return out


def write_rows(table: Array, rows: Array, values: Array) -> None:
    """Set rows of a table, none of them twice. No row is negative."""
    if _is_plain(table) and _is_plain(values):
        np.put(_as_items(table), rows, _as_items(values), mode="clip")
    else:
        table[rows] = values


class Scratch:
    """Memory for what is computed in between, so that an update allocates next to nothing."""

    def __init__(self) -> None:
        self._memory = np.empty(PIECE, np.float32)

    def like(self, piece: Array) -> Array:
        """An array of a piece's shape and type with anything in it, until the next call."""
        if (
            not isinstance(piece, np.ndarray)
            or piece.size > PIECE
            or piece.dtype != self._memory.dtype
        ):
            return np.empty_like(piece)
        return self._memory[: piece.size].reshape(piece.shape)


def _is_plain(array: Array) -> bool:
    return isinstance(array, np.ndarray) and array.flags.c_contiguous


def _as_items(table: Array) -> Any:
    """A view of a table that has each row for one item, which NumPy copies faster than numbers."""
    return table.view(_item_type(table.shape[1] * table.itemsize)).reshape(-1)


@lru_cache(maxsize=64)
def _item_type(size: int) -> np.dtype[np.void]:
    return np.dtype((np.void, size))
