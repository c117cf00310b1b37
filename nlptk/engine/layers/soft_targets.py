"""The loss towards what another model believes: a distribution over classes for each row.

Hinton, Vinyals and Dean (2015), "Distilling the knowledge in a neural network"; towards the model's
own past, Li and Hoiem (2017), "Learning without forgetting".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .softmax_head import softmax

if TYPE_CHECKING:
    from thinc.api import Ops

    from .arrays import Array


def soft_cross_entropy(
    scores: Array, wanted: Array, *, ops: Ops, open_class: int = -1
) -> tuple[float, Array]:
    """The mean loss of rows towards wanted probabilities, and the gradient of the scores.

    `scores` has shape (N, n_classes). `wanted`, shape (N, n), is about the first n of them: of
    classes that came later it says that they do not hold. Rows where `open_class` is the likeliest
    say nothing of later classes: their probabilities are then among the first n alone.
    """
    xp = ops.xp
    gradient = xp.zeros_like(scores)
    n_rows, n_known = wanted.shape
    if not n_rows:
        return 0.0, gradient
    bounded = scores.copy()
    if open_class >= 0 and n_known < scores.shape[1]:
        is_open = wanted.argmax(axis=1) == open_class
        bounded[:, n_known:][is_open] = -np.inf
    probabilities = softmax(xp, bounded)
    tiny = np.finfo(np.float32).tiny
    surprise = -xp.log(xp.maximum(probabilities[:, :n_known], tiny))
    loss = float((wanted * surprise).sum()) / n_rows
    gradient += probabilities
    gradient[:, :n_known] -= wanted
    gradient /= n_rows
    return loss, gradient
