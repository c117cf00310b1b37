"""Fewer rows for the same words: those that lose theirs get the nearest one that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .vectors import BLOCK, Vectors, unit_length

if TYPE_CHECKING:
    from numpy.typing import NDArray


def prune(vectors: Vectors, most: int) -> Vectors:
    """A table of the first `most` rows, in which all words have a row.

    Tables begin with the most frequent words. A word whose row is all zeros resembles none, and is
    left out. The table is looked at in blocks; the new one shares the memory of the old.
    """
    if vectors.hashing is not None or len(vectors.data) <= most:
        return vectors
    kept = vectors.data[:most]
    nearest = np.arange(len(vectors.data), dtype=np.int32)
    nearest[most:] = _nearest(vectors.data[most:], kept)
    return Vectors(kept, vectors.keys.with_rows(nearest[vectors.keys.rows]), name=vectors.name)


def _nearest(data: NDArray[np.float32], kept: NDArray[np.float32]) -> NDArray[np.int32]:
    """The row of `kept` that points most in the direction of each row; -1 for rows of zeros."""
    directions = np.ascontiguousarray(unit_length(kept).T)
    found = np.full(len(data), -1, np.int32)
    size = max(1, BLOCK // max(1, len(kept), data.shape[1]))
    for start in range(0, len(data), size):
        block = unit_length(data[start : start + size])
        best = np.argmax(block @ directions, axis=1)
        found[start : start + len(block)] = np.where(block.any(axis=1), best, -1)
    return found


def truncated(vectors: Vectors, most: int) -> Vectors:
    """A table of the first `most` rows, and the words that have them."""
    if vectors.hashing is not None or len(vectors.data) <= most:
        return vectors
    rows = np.asarray(vectors.keys.rows)
    keys = vectors.keys.with_rows(np.where(rows < most, rows, -1).astype(np.int32))
    return Vectors(vectors.data[:most], keys, name=vectors.name)
