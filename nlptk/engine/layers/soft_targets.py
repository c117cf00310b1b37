"""The loss towards what another model believes: a distribution over classes for each row.

Hinton, Vinyals and Dean (2015), "Distilling the knowledge in a neural network"; towards the model's
own past, Li and Hoiem (2017), "Learning without forgetting".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .softmax_head import softmax

if TYPE_CHECKING:
    from thinc.api import Ops

    from .arrays import Array


OPENNESS = 0.75
"""How much of an open row leaves later classes alone. With 1 they were found too often."""


def soft_cross_entropy(
    scores: Array, wanted: Array, *, ops: Ops, open_class: int = -1
) -> tuple[float, Array]:
    """The mean loss of rows towards wanted probabilities, and the gradient of the scores.

    `scores` has shape (N, n_classes). `wanted`, shape (N, n), is about the first n of them: of
    classes that came later it says that they do not hold. Rows where `open_class` is the likeliest
    say so with little weight: for the rest, their probabilities are among the first n alone.
    """
    xp = ops.xp
    n_rows, n_known = wanted.shape
    if not n_rows:
        return 0.0, xp.zeros_like(scores)
    losses, gradient = _rows(xp, scores, wanted)
    if open_class >= 0 and n_known < scores.shape[1]:
        is_open = wanted.argmax(axis=1) == open_class
        among, narrow = _rows(xp, scores[:, :n_known], wanted)
        losses += (OPENNESS * is_open) * (among - losses)
        gradient *= (1 - OPENNESS * is_open)[:, None]
        gradient[:, :n_known] += (OPENNESS * is_open)[:, None] * narrow
    return float(losses.sum()) / n_rows, (gradient / n_rows).astype(scores.dtype)


def _rows(xp: Any, scores: Array, wanted: Array) -> tuple[Array, Array]:
    """The loss of each row, and the gradient of its scores."""
    n_known = wanted.shape[1]
    probabilities = softmax(xp, scores)
    tiny = np.finfo(np.float32).tiny
    surprise = -xp.log(xp.maximum(probabilities[:, :n_known], tiny))
    probabilities[:, :n_known] -= wanted
    return (wanted * surprise).sum(axis=1), probabilities
