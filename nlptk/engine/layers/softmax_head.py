"""Scores of classes over an encoding, and the loss they are trained with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.model import Model

from .initial import drawn_from, fan_in_uniform
from .noise import NOISE_ATTRIBUTES, draw_mask

if TYPE_CHECKING:
    from collections.abc import Callable

    from thinc.api import Ops

    from .arrays import Array


def softmax_head(
    width: int, n_classes: int, *, rng: np.random.Generator, ops: Ops, noisy: bool = True
) -> Model[Array, Array]:
    """A linear layer from N rows, shape (N, width), to scores, shape (N, n_classes).

    Scores are logits. A `noisy` head drops features of its input in training.
    """
    model: Model[Array, Array] = Model(
        "softmax_head",
        forward,
        init=drawn_from(rng, init),
        dims={"nI": width, "nO": n_classes},
        params={"W": None, "b": None},
        attrs=dict(NOISE_ATTRIBUTES) if noisy else {},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights."""
    ops: Any = model.ops
    n_in, n_out = model.get_dim("nI"), model.get_dim("nO")
    model.set_param("W", ops.asarray(fan_in_uniform(rng, n_in, n_out)))
    model.set_param("b", ops.alloc1f(n_out))


def grow_head(model: Model[Array, Array], n_classes: int, rng: np.random.Generator) -> None:
    """Give a head more classes, in place; the scores of those it has stay as they are."""
    n_in, n_old = model.get_dim("nI"), model.get_dim("nO")
    if n_classes == n_old:
        return
    ops: Any = model.ops
    more = ops.asarray(fan_in_uniform(rng, n_in, n_classes - n_old))
    weights = ops.xp.concatenate([model.get_param("W"), more], axis=1)
    bias = ops.xp.concatenate([model.get_param("b"), ops.alloc1f(n_classes - n_old)])
    for name in ("W", "b"):
        model.set_param(name, None)  # thinc lets no dimension change that a parameter has
    model.set_dim("nO", n_classes, force=True)
    model.set_param("W", weights)
    model.set_param("b", bias)


def forward(
    model: Model[Array, Array], x: Array, is_train: bool
) -> tuple[Array, Callable[[Array], Array]]:
    """Scores x W + b, of an x with gaps in training."""
    xp, weights = model.ops.xp, model.get_param("W")
    mask = draw_mask(model, x.shape) if is_train and "rng" in model.attrs else None
    if mask is not None:
        x = x * mask
    scores = xp.matmul(x, weights)
    scores += model.get_param("b")

    def backprop(d_scores: Array) -> Array:
        model.inc_grad("W", xp.matmul(x.T, d_scores))
        model.inc_grad("b", d_scores.sum(axis=0))
        d_x = xp.matmul(d_scores, weights.T)
        if mask is not None:
            d_x *= mask
        return d_x

    return scores, backprop


def softmax(xp: Any, scores: Array) -> Array:
    """Probabilities of classes, row by row."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    xp.exp(shifted, out=shifted)
    shifted /= shifted.sum(axis=-1, keepdims=True)
    return shifted


def cross_entropy(
    scores: Array,
    classes: Array,
    *,
    ops: Ops,
    smoothing: float = 0.0,
    class_weights: Array | None = None,
) -> tuple[float, Array]:
    """The mean loss of rows whose class is known, and the gradient of the scores.

    `scores` has shape (N, n_classes); `classes`, shape (N,), holds -1 where the class is missing:
    such a row has no gradient. With `smoothing` that much of the probability is wanted for all
    classes alike: Szegedy et al. (2016), "Rethinking the inception architecture". `class_weights`,
    shape (n_classes,), say how much a row of each class counts; without them each counts 1.
    """
    xp = ops.xp
    gradient = xp.zeros_like(scores)
    rows = xp.flatnonzero(xp.asarray(classes) >= 0)
    n_rows, n_classes = len(rows), scores.shape[1]
    if not n_rows:
        return 0.0, gradient
    wanted = xp.asarray(classes)[rows]
    probabilities = softmax(xp, scores[rows])
    places = xp.arange(n_rows)
    losses = _surprise(xp, probabilities[places, wanted])
    if smoothing:
        losses *= 1 - smoothing
        losses += smoothing * _surprise(xp, probabilities).mean(axis=1)
    probabilities[places, wanted] -= 1 - smoothing
    if smoothing:
        probabilities -= smoothing / n_classes
    if class_weights is not None:
        counts = xp.asarray(class_weights, dtype=scores.dtype)[wanted]
        losses *= counts
        probabilities *= counts[:, None]
    probabilities /= n_rows
    gradient[rows] = probabilities
    return float(losses.mean()), gradient


def _surprise(xp: Any, probabilities: Array) -> Array:
    """-log p, finite where p has become 0 in single precision."""
    return -xp.log(xp.maximum(probabilities, np.finfo(np.float32).tiny))
