"""A document as one vector: the mean and the maximum of its tokens' encodings, and a hidden layer.

Shen et al. (2018), "Baseline needs more love: On simple word-embedding-based models and associated
pooling mechanisms".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thinc.api import Model

from .initial import drawn_from, fan_in_uniform
from .noise import NOISE_ATTRIBUTES, draw_mask

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array

_LEAK = 0.1


def pooled_text(
    n_in: int, n_out: int, *, rng: np.random.Generator, ops: Ops
) -> Model[tuple[Array, Array], Array]:
    """A layer from N encodings, shape (N, n_in), and the lengths of B documents, shape (B,).

    Gives a hidden layer of shape (B, n_out). A document without tokens is pooled to zeros.
    """
    model: Model[tuple[Array, Array], Array] = Model(
        "pooled_text",
        forward,
        init=drawn_from(rng, init),
        dims={"nI": n_in, "nO": n_out},
        params={"W": None, "b": None},
        attrs=dict(NOISE_ATTRIBUTES),
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights."""
    ops: Any = model.ops
    n_in, n_out = model.get_dim("nI"), model.get_dim("nO")
    model.set_param("W", ops.asarray(fan_in_uniform(rng, 2 * n_in, n_out)))
    model.set_param("b", ops.alloc1f(n_out))


def forward(
    model: Model[tuple[Array, Array], Array], given: tuple[Array, Array], is_train: bool
) -> tuple[Array, Callable[[Array], Array]]:
    """LeakyReLU(x W + b) of pooled x; the way back gives the gradient of the encodings."""
    xp, weights = model.ops.xp, model.get_param("W")
    x, backprop_pool = _pool(model.ops, *given)
    z = xp.matmul(x, weights)
    z += model.get_param("b")
    y = xp.maximum(z, _LEAK * z)
    mask = draw_mask(model, y.shape) if is_train else None
    if mask is not None:
        y *= mask

    def backprop(d_y: Array) -> Array:
        if mask is not None:
            d_y = d_y * mask
        d_z = xp.where(z > 0, d_y, _LEAK * d_y)
        model.inc_grad("W", xp.matmul(x.T, d_z))
        model.inc_grad("b", d_z.sum(axis=0))
        return backprop_pool(xp.matmul(d_z, weights.T))

    return y, backprop


def _pool(ops: Any, encoded: Array, lengths: Array) -> tuple[Array, Callable[[Array], Array]]:
    """Mean and maximum side by side, shape (B, 2 * width), and their way back."""
    xp, width = ops.xp, encoded.shape[1]
    filled = xp.flatnonzero(lengths > 0)
    counts = lengths[filled].astype("int32")
    pooled = ops.alloc2f(len(lengths), 2 * width)
    if not len(filled):
        return pooled, lambda _: xp.zeros_like(encoded)
    pooled[filled, :width] = ops.reduce_mean(encoded, counts)
    pooled[filled, width:], which = ops.reduce_max(encoded, counts)

    def backprop(d_pooled: Array) -> Array:
        d_mean = ops.as_contig(d_pooled[filled, :width])
        d_most = ops.as_contig(d_pooled[filled, width:])
        d_encoded: Array = ops.backprop_reduce_mean(d_mean, counts)
        d_encoded += ops.backprop_reduce_max(d_most, which, counts)
        return d_encoded

    return pooled, backprop
