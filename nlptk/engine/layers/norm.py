"""Layer normalization, as functions that other layers build in.

Ba, Kiros and Hinton (2016), "Layer normalization".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .arrays import Array

_EPSILON = 1e-5

Backprop: TypeAlias = Callable[[Array], tuple[Array, Array, Array]]


def layer_norm(x: Array, gain: Array, bias: Array) -> tuple[Array, Backprop]:
    """Rows of x, shape (N, width), with mean 0 and variance 1, times `gain`, plus `bias`.

    The way back takes the gradient of the output to those of x, gain and bias.
    """
    width = x.shape[1]
    centred = x - x.mean(axis=1, keepdims=True)
    variance = (centred * centred).sum(axis=1, keepdims=True) / width
    scale = (variance + _EPSILON) ** -0.5
    centred *= scale
    normal = centred

    def backprop(d_y: Array) -> tuple[Array, Array, Array]:
        d_gain = (d_y * normal).sum(axis=0)
        d_bias = d_y.sum(axis=0)
        d_normal = d_y * gain
        mean = d_normal.mean(axis=1, keepdims=True)
        along = (d_normal * normal).mean(axis=1, keepdims=True)
        return (d_normal - mean - normal * along) * scale, d_gain, d_bias

    return normal * gain + bias, backprop


def normalize(x: Array, gain: Array, bias: Array) -> Array:
    """What `layer_norm` gives, computed in place of x, without a way back."""
    width = x.shape[1]
    x -= x.mean(axis=1, keepdims=True)
    x *= ((x * x).sum(axis=1, keepdims=True) / width + _EPSILON) ** -0.5
    x *= gain
    x += bias
    return x
