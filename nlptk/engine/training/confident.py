"""Confident learning: which labels are probably wrong, by probabilities that did not see them.

Northcutt, Jiang and Chuang (2021), "Confident learning: estimating uncertainty in dataset labels".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SURE = 0.8
"""Enough for any class: where a model is sure of nearly all, half of it lies below the mean."""


class Doubt(NamedTuple):
    """An item whose label is in doubt, the label proposed, and the probabilities of both."""

    item: int
    proposed: int
    given_probability: float
    proposed_probability: float

    @property
    def margin(self) -> float:
        """How much more probable the proposed label is."""
        return self.proposed_probability - self.given_probability


def find_doubts(given: NDArray[np.int64], probabilities: NDArray[np.float32]) -> list[Doubt]:
    """The items off the diagonal of the confident joint, the largest margin first.

    `given`, shape (N,), are classes, -1 for an item to be left out; `probabilities`, shape (N, C),
    are out of fold. An item counts for a class if its probability is at least the mean of those of
    the items that were given this class, or `_SURE`; where several are, for the most probable.
    """
    n_classes = probabilities.shape[1]
    known = np.flatnonzero(given >= 0)
    own = probabilities[known, given[known]]
    counts = np.bincount(given[known], minlength=n_classes)
    sums = np.bincount(given[known], weights=own, minlength=n_classes)
    means = np.minimum(sums / np.maximum(counts, 1), _SURE)
    thresholds = np.where(counts > 0, means, np.inf)
    confident = np.where(probabilities[known] >= thresholds, probabilities[known], -1.0)
    best = confident.argmax(axis=1)
    highest = confident[np.arange(len(known)), best]
    doubted = np.flatnonzero((best != given[known]) & (highest > own))
    found = [
        Doubt(int(known[at]), int(best[at]), float(own[at]), float(highest[at])) for at in doubted
    ]
    return sorted(found, key=lambda one: (-one.margin, one.item))
