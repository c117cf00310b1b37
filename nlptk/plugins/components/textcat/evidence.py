"""Which n-grams there are in training, and how much each of them says about the category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_MOST_PENDING = 2_000_000
"""Pairs that wait to be counted, some 16 MB."""

_HASH_BITS = np.uint64(32)


class Evidence:
    """In how many documents of each category each n-gram was seen.

    Memory is bounded by the number of distinct pairs of category and n-gram.
    """

    def __init__(self) -> None:
        self._pairs = np.zeros(0, np.uint64)
        self._counts = np.zeros(0, np.int64)
        self._pending: list[NDArray[np.uint64]] = []
        self._n_pending = 0

    def add(self, hashes: NDArray[np.uint32], categories: Iterable[int]) -> None:
        """Count the distinct n-grams of a document for each of its categories, by their numbers.

        What is in no category is of a category of its own.
        """
        ngrams = hashes.astype(np.uint64)
        for category in categories:
            self._pending.append(ngrams | np.uint64(category) << _HASH_BITS)
            self._n_pending += len(ngrams)
        if self._n_pending > _MOST_PENDING:
            self._settle()

    def summed_up(self) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
        """N-gram, category and number of documents of each distinct pair, sorted by n-gram."""
        self._settle()
        ngrams = self._pairs.astype(np.uint32)
        order = np.argsort(ngrams, kind="stable")
        categories = (self._pairs >> _HASH_BITS).astype(np.int64)
        return ngrams[order], categories[order], self._counts[order]

    def _settle(self) -> None:
        pairs = np.concatenate([self._pairs, *self._pending])
        weights = np.ones(len(pairs), np.int64)
        weights[: len(self._counts)] = self._counts
        self._pairs, places = np.unique(pairs, return_inverse=True)
        self._counts = np.bincount(places, weights, minlength=len(self._pairs)).astype(np.int64)
        self._pending, self._n_pending = [], 0


def information(
    first: NDArray[np.int64],
    categories: NDArray[np.int64],
    counts: NDArray[np.int64],
    priors: NDArray[np.float64],
) -> NDArray[np.float32]:
    """How much n-grams say about the category: what is gained, in nats, by knowing of one.

    That is the Kullback-Leibler divergence of the distribution over categories given the n-gram
    from `priors`, shape (C,), smoothed by one document of that distribution. Pairs are sorted by
    n-gram, and those of each n-gram start at `first`, shape (G,); the result has the same shape.
    It takes the part of the log-count ratios of Wang and Manning (2012), "Baselines and bigrams:
    simple, good sentiment and topic classification", and is one number for any number of
    categories.
    """
    totals = np.add.reduceat(counts, first) if len(first) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(first, len(counts)))
    total = np.repeat(totals, sizes) + 1.0
    prior = priors[categories]
    share = (counts + prior) / total
    unseen = prior / total
    # of the categories that an n-gram was not seen with, all are at once prior * log(1 / total)
    gained = share * np.log(share / prior) - unseen * np.log(1.0 / total)
    summed = np.add.reduceat(gained, first) if len(first) else np.zeros(0)
    rest = -np.log(totals + 1.0) / (totals + 1.0)
    return np.maximum(summed + rest, 0.0).astype(np.float32)
