"""What is counted before training: which n-grams there are, and what they tell about categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .ngrams import Keys

_EVERY, _NO_LABEL = 0, 1
_FIRST_LABEL = 2
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_MOST_PENDING = 2_000_000
_MOST_KEPT = 8_000_000
_SMOOTHING = 1.0


@dataclass(frozen=True, slots=True)
class Informative:
    """N-grams worth a row, shape (n,) each: keys, by number of texts, and how much each tells."""

    keys: Keys
    scale: NDArray[np.float32]


class NgramCounts:
    """In how many texts of each category each n-gram occurs.

    Memory is bounded: when there are too many pairs of n-gram and category, the rarest are
    forgotten (lossy counting: Manku and Motwani, 2002, "Approximate frequency counts over data
    streams").
    """

    def __init__(self) -> None:
        self._labels: dict[str, int] = {}
        self._pairs = np.zeros(0, np.uint64)  # key and number of a label, in 32 bits each
        self._counts = np.zeros(0, np.int64)
        self._pending: list[NDArray[np.uint64]] = []
        self._n_pending = 0
        self._rare = 1

    def __bool__(self) -> bool:
        return bool(len(self._pairs) or self._pending)

    def add(self, keys: Keys, labels: Sequence[str]) -> None:
        """Count a text by its distinct n-grams and the categories that hold of it."""
        numbers = [self._labels.setdefault(x, len(self._labels) + _FIRST_LABEL) for x in labels]
        shifted = keys.astype(np.uint64) << _HALF
        for number in (_EVERY, *(numbers or [_NO_LABEL])):
            self._pending.append(shifted | np.uint64(number))
            self._n_pending += len(keys)
        if self._n_pending > _MOST_PENDING:
            self._merge()

    def _merge(self) -> None:
        pairs = np.concatenate([self._pairs, *self._pending])
        counts = np.ones(len(pairs), np.int64)
        counts[: len(self._counts)] = self._counts
        self._pending, self._n_pending = [], 0
        if not len(pairs):
            return
        order = np.argsort(pairs, kind="stable")
        pairs = pairs[order]
        firsts = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]]))
        self._pairs, self._counts = pairs[firsts], np.add.reduceat(counts[order], firsts)
        while len(self._pairs) > _MOST_KEPT:
            kept = self._counts > self._rare
            self._pairs, self._counts = self._pairs[kept], self._counts[kept]
            self._rare += 1

    def informative(self, *, min_count: int, most: int) -> Informative:
        """The n-grams of at least `min_count` texts, or of all if there are none; at most `most`.

        The scale of an n-gram is the mean, over the texts it occurs in, of the absolute logarithm
        of how much more frequent it is in texts of that category than in others: the ratio of
        Wang and Manning (2012), see `layers/ngram_bag.py`, for any number of categories.
        """
        self._merge()
        keys, labels = (self._pairs >> _HALF).astype(np.uint32), self._pairs & _LOW
        is_total = labels == _EVERY
        totals = self._counts[is_total]
        enough = totals >= min_count
        if not enough.any():
            enough[:] = True
        kept, totals = keys[is_total][enough], totals[enough]
        frequent = np.sort(np.argsort(-totals, kind="stable")[:most])
        kept, totals = kept[frequent], totals[frequent]
        if not len(kept):
            return Informative(kept, np.zeros(0, np.float32))
        near = np.minimum(np.searchsorted(kept, keys), len(kept) - 1)
        cells = (kept[near] == keys) & ~is_total
        scale = _scales(near[cells], labels[cells].astype(np.int64), self._counts[cells], totals)
        by_count = np.argsort(-totals, kind="stable")
        return Informative(kept[by_count], scale[by_count])


def _scales(
    rows: NDArray[np.int64],
    labels: NDArray[np.int64],
    counts: NDArray[np.int64],
    totals: NDArray[np.int64],
) -> NDArray[np.float32]:
    """The scale of each n-gram from the cells of a table of n-grams by labels that are not 0."""
    mass = _SMOOTHING * len(totals)
    of_label = np.bincount(labels, counts)
    inside = (counts + _SMOOTHING) / (of_label[labels] + mass)
    rest = np.maximum(totals[rows] - counts, 0)  # forgetting rare pairs may make it negative
    outside = (rest + _SMOOTHING) / (max(0.0, totals.sum()) - of_label[labels] + mass)
    told = counts * np.abs(np.log(inside / np.maximum(outside, np.finfo(float).tiny)))
    n_cells = np.maximum(np.bincount(rows, counts, minlength=len(totals)), 1)
    return (np.bincount(rows, told, minlength=len(totals)) / n_cells).astype(np.float32)
