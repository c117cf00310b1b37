"""A vector for each text, from the encodings of its tokens: their mean and their maximum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thinc.model import Model

from .initial import drawn_from, fan_in_uniform
from .noise import NOISE_ATTRIBUTES, draw_mask

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array

_LEAK = 0.1


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """N tokens of B texts: `encoded`, shape (N, width), and `lengths`, shape (B,), in tokens."""

    encoded: Array
    lengths: Array


def pooled_text(
    n_in: int, n_out: int, *, rng: np.random.Generator, ops: Ops
) -> Model[EncodedTexts, Array]:
    """A hidden layer over the pooled encodings, shape (N, n_in), of B texts: shape (B, n_out).

    A text without tokens is pooled to zeros.
    """
    model: Model[EncodedTexts, Array] = Model(
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
    n_in, n_out = model.get_dim("nI"), model.get_dim("nO")
    weights: Array = fan_in_uniform(rng, 2 * n_in, n_out)
    model.set_param("W", model.ops.asarray2f(weights))
    model.set_param("b", model.ops.alloc1f(n_out))


def forward(
    model: Model[EncodedTexts, Array], texts: EncodedTexts, is_train: bool
) -> tuple[Array, Callable[[Array], Array]]:
    """LeakyReLU([mean; max] W + b), of pooled vectors with gaps; back to the encodings."""
    xp, weights = model.ops.xp, model.get_param("W")
    pooled, backprop_pool = _pool(model.ops, texts)
    mask = draw_mask(model, pooled.shape) if is_train else None
    if mask is not None:
        pooled = pooled * mask
    z = xp.matmul(pooled, weights)
    z += model.get_param("b")

    def backprop(d_y: Array) -> Array:
        d_z = xp.where(z > 0, d_y, _LEAK * d_y)
        model.inc_grad("W", xp.matmul(pooled.T, d_z))
        model.inc_grad("b", d_z.sum(axis=0))
        d_pooled = xp.matmul(d_z, weights.T)
        if mask is not None:
            d_pooled *= mask
        return backprop_pool(d_pooled)

    return xp.maximum(z, _LEAK * z), backprop


def _pool(ops: Ops, texts: EncodedTexts) -> tuple[Array, Callable[[Array], Array]]:
    """Mean and maximum side by side, shape (B, 2 * width); thinc cannot pool nothing."""
    xp, encoded = ops.xp, ops.as_contig(texts.encoded)
    width = encoded.shape[1]
    pooled = ops.alloc2f(len(texts.lengths), 2 * width)
    full = xp.flatnonzero(texts.lengths)
    if not len(full):
        return pooled, lambda _: xp.zeros_like(encoded)
    lengths = texts.lengths[full].astype("int32")
    pooled[full, :width] = ops.reduce_mean(encoded, lengths)
    pooled[full, width:], which = ops.reduce_max(encoded, lengths)

    def backprop(d_pooled: Array) -> Array:
        d_mean = ops.as_contig(d_pooled[full, :width])
        d_max = ops.as_contig(d_pooled[full, width:])
        d_encoded = ops.backprop_reduce_mean(d_mean, lengths)
        d_encoded += ops.backprop_reduce_max(d_max, which, lengths)
        return d_encoded

    return pooled, backprop
