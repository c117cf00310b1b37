"""What the text classifier learns from gold categories, and the losses for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.layers.softmax_head import softmax

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.layers.arrays import Array

POSITIVE = 0.5
"""The least probability with which a gold category holds."""
_ROUNDING = 0.01


@dataclass(frozen=True, slots=True)
class Targets:
    """The probabilities of C categories that B texts should get, and how much each counts.

    Both have shape (B, C); a weight of 0 is for what nobody said.
    """

    values: NDArray[np.float32]
    weights: NDArray[np.float32]


def positive_labels(cats: Mapping[str, float]) -> list[str]:
    """The categories that hold."""
    return [label for label, value in cats.items() if value >= POSITIVE]


def is_exclusive(cats: Mapping[str, float]) -> bool:
    """Whether exactly one category holds, or the probabilities are those of one that holds."""
    return len(positive_labels(cats)) == 1 or abs(sum(cats.values()) - 1) < _ROUNDING


def make_targets(
    cats: Sequence[Mapping[str, float]],
    labels: Sequence[str],
    *,
    multilabel: bool,
    class_weights: NDArray[np.float32],
) -> Targets:
    """The targets of texts from their gold categories, of which some may be missing.

    `class_weights`, shape (2, C), multiply what is learned where a category does not hold, and
    where it does. Of exclusive categories a text without exactly one teaches nothing.
    """
    values = np.zeros((len(cats), len(labels)), np.float32)
    known = np.zeros(values.shape, bool)
    places = {label: place for place, label in enumerate(labels)}
    for row, given in enumerate(cats):
        if multilabel or is_exclusive(given):
            for label in given.keys() & places.keys():
                values[row, places[label]] = given[label]
                known[row, places[label]] = True
    if multilabel:
        negative, positive = class_weights
        return Targets(values, known * (values * positive + (1 - values) * negative))
    sums = values.sum(axis=1, keepdims=True)
    values /= np.where(sums > 0, sums, 1)
    weights = (values * class_weights[1]).sum(axis=1, keepdims=True)
    return Targets(values, np.broadcast_to(weights, values.shape))


def balanced_weights(counts: NDArray[np.int64], *, multilabel: bool) -> NDArray[np.float32]:
    """Weights that make all classes count alike, shape (2, C), from counts of the same shape.

    `counts` are of texts of which a category does not hold, and of those of which it does. What
    never occurs has weight 1.
    """
    totals = counts.sum(axis=0) if multilabel else counts[1].sum()
    n_classes = 2 if multilabel else max(1, int(np.count_nonzero(counts[1])))
    balanced = totals / (n_classes * np.maximum(counts, 1))
    return np.where(counts > 0, balanced, 1).astype(np.float32)


def loss_of(scores: Array, targets: Targets, *, multilabel: bool, xp: Any) -> tuple[float, Array]:
    """The mean cross-entropy of what is known, and the gradient of the scores, shape (B, C).

    The mean is over texts for exclusive categories, and over single categories of texts otherwise.
    """
    values, weights = xp.asarray(targets.values), xp.asarray(targets.weights)
    known = targets.weights > 0 if multilabel else targets.weights[:, :1] > 0
    n_known = max(1, int(np.count_nonzero(known)))
    weights = weights / n_known
    if multilabel:
        losses, gradient = _of_each(xp, scores, values)
    else:
        losses, gradient = _of_one(xp, scores, values)
    return float((losses * weights).sum()), gradient * weights


def _of_one(xp: Any, scores: Array, values: Array) -> tuple[Array, Array]:
    """The softmax loss, by category that should be chosen, and its gradient."""
    probabilities = softmax(xp, scores)
    logs = xp.log(xp.maximum(probabilities, np.finfo(np.float32).tiny))
    return -values * logs, probabilities - values


def _of_each(xp: Any, scores: Array, values: Array) -> tuple[Array, Array]:
    """The logistic loss of each category, and its gradient."""
    losses = xp.maximum(scores, 0) - scores * values + xp.log1p(xp.exp(-xp.abs(scores)))
    return losses, sigmoid(xp, scores) - values


def sigmoid(xp: Any, scores: Array) -> Array:
    """Probabilities from logits, without overflow."""
    return 0.5 * (xp.tanh(0.5 * scores) + 1)
