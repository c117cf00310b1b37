"""A hidden layer that ends in a layer norm: LN(LeakyReLU(x W + b))."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thinc.model import Model

from .initial import drawn_from, fan_in_uniform
from .norm import layer_norm

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array

_LEAK = 0.1


def hidden_layer(
    n_in: int, n_out: int, *, rng: np.random.Generator, ops: Ops
) -> Model[Array, Array]:
    """A layer from N rows, shape (N, n_in), to shape (N, n_out)."""
    model: Model[Array, Array] = Model(
        "hidden_layer",
        forward,
        init=drawn_from(rng, init),
        dims={"nI": n_in, "nO": n_out},
        params={"W": None, "b": None, "gain": None, "shift": None},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights."""
    ops: Any = model.ops
    n_in, n_out = model.get_dim("nI"), model.get_dim("nO")
    model.set_param("W", ops.asarray(fan_in_uniform(rng, n_in, n_out)))
    model.set_param("b", ops.alloc1f(n_out))
    model.set_param("gain", ops.alloc1f(n_out) + 1)
    model.set_param("shift", ops.alloc1f(n_out))


def forward(
    model: Model[Array, Array],
    x: Array,
    is_train: bool,  # noqa: ARG001 - thinc passes it
) -> tuple[Array, Callable[[Array], Array]]:
    """The hidden rows, and the way back to the gradient of x."""
    xp, weights = model.ops.xp, model.get_param("W")
    z = xp.matmul(x, weights)
    z += model.get_param("b")
    y, backprop_norm = layer_norm(
        xp.maximum(z, _LEAK * z), model.get_param("gain"), model.get_param("shift")
    )

    def backprop(d_y: Array) -> Array:
        d_z, d_gain, d_shift = backprop_norm(d_y)
        d_z = xp.where(z > 0, d_z, _LEAK * d_z)
        model.inc_grad("gain", d_gain)
        model.inc_grad("shift", d_shift)
        model.inc_grad("W", xp.matmul(x.T, d_z))
        model.inc_grad("b", d_z.sum(axis=0))
        return xp.matmul(d_z, weights.T)

    return y, backprop
