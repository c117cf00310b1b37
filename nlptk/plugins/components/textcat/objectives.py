"""What scores mean: categories that exclude each other, or each on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.layers.softmax_head import cross_entropy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from thinc.api import Ops

    from nlptk.engine.layers.arrays import Array

POSITIVE = 0.5
"""The probability from which on a document is taken to be in a category."""


def positives(cats: Mapping[str, float]) -> list[str]:
    """The categories that a document is in."""
    return [label for label, value in cats.items() if value >= POSITIVE]


def exclusive_loss(
    scores: Array, golds: Sequence[Mapping[str, float]], numbers: Mapping[str, int], *, ops: Ops
) -> tuple[float, Array]:
    """The loss of documents that are in one category each, and the gradient of their scores.

    `scores` has shape (B, C) and `numbers` maps labels to columns. A document that is not in
    exactly one category that is known has no gradient.
    """
    wanted = np.full(len(golds), -1, np.int64)
    for row, cats in enumerate(golds):
        found = positives(cats)
        if len(found) == 1:
            wanted[row] = numbers.get(found[0], -1)
    return cross_entropy(scores, wanted, ops=ops)


def independent_loss(
    scores: Array, golds: Sequence[Mapping[str, float]], numbers: Mapping[str, int], *, ops: Ops
) -> tuple[float, Array]:
    """The loss of categories each on its own, and the gradient of the scores.

    It is the mean cross-entropy of what is annotated. A category of which a document says nothing
    has no gradient there.
    """
    gold, known = _table(golds, numbers)
    n_known = int(known.sum())
    xp = ops.xp
    if not n_known:
        return 0.0, xp.zeros_like(scores)
    gold, known = xp.asarray(gold), xp.asarray(known)
    # log(1 + e^x) - gold x, which neither overflows nor loses what is small
    losses = xp.maximum(scores, 0) + xp.log1p(xp.exp(-xp.abs(scores))) - gold * scores
    gradient = (sigmoid(xp, scores) - gold) * known / np.float32(n_known)
    return float((losses * known).sum()) / n_known, gradient


def sigmoid(xp: Any, scores: Array) -> Array:
    """Probabilities of scores, each on its own."""
    return (1 + xp.tanh(scores / 2)) / 2


def _table(
    golds: Sequence[Mapping[str, float]], numbers: Mapping[str, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The gold probabilities, shape (B, C), and 1 where there is one, else 0."""
    gold = np.zeros((len(golds), len(numbers)), np.float32)
    known = np.zeros_like(gold)
    for row, cats in enumerate(golds):
        for label, value in cats.items():
            column = numbers.get(label)
            if column is not None:
                gold[row, column], known[row, column] = value, 1
    return gold, known
