"""Roles of a token in an arc: its encoding seen as dependent and as head, for arc and for label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thinc.model import Model

from .initial import drawn_from, fan_in_uniform, uniform
from .noise import NOISE_ATTRIBUTES, draw_mask
from .predicting import no_way_back

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array

_LEAK = 0.1
_ROOT_LIMIT = 0.1
_ROWS_AT_ONCE = 256
"""Rows that stay in the processor's cache."""


def projection(
    n_in: int, n_out: int, *, rng: np.random.Generator, ops: Ops
) -> Model[tuple[Array, Array], Array]:
    """A layer from N encodings, shape (N, n_in), and each one's sequence, shape (N,).

    Gives a hidden layer of shape (1 + N, n_out), whose first row is that of the root: a learned
    vector stands for it. Dropout masks are the same within a sequence.
    """
    model: Model[tuple[Array, Array], Array] = Model(
        "projection",
        forward,
        init=drawn_from(rng, init),
        dims={"nI": n_in, "nO": n_out},
        params={"W": None, "b": None, "root": None},
        attrs=dict(NOISE_ATTRIBUTES),
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights."""
    ops: Any = model.ops
    n_in, n_out = model.get_dim("nI"), model.get_dim("nO")
    model.set_param("W", ops.asarray(fan_in_uniform(rng, n_in, n_out)))
    model.set_param("b", ops.alloc1f(n_out))
    model.set_param("root", ops.asarray(uniform(rng, (1, n_in), _ROOT_LIMIT)))


def forward(
    model: Model[tuple[Array, Array], Array], given: tuple[Array, Array], is_train: bool
) -> tuple[Array, Callable[[Array], Array]]:
    """LeakyReLU(x W + b); the way back gives the gradient of the encodings, without the root's."""
    encoded, sequences = given
    if not is_train:
        return _predict(model, encoded), no_way_back
    xp, weights = model.ops.xp, model.get_param("W")
    x = xp.concatenate([model.get_param("root"), encoded])
    z = xp.matmul(x, weights)
    z += model.get_param("b")
    y = xp.maximum(z, _LEAK * z)
    mask = _mask(model, sequences, y.shape[1])
    if mask is not None:
        y *= mask

    def backprop(d_y: Array) -> Array:
        if mask is not None:
            d_y = d_y * mask
        d_z = xp.where(z > 0, d_y, _LEAK * d_y)
        model.inc_grad("W", xp.matmul(x.T, d_z))
        model.inc_grad("b", d_z.sum(axis=0))
        d_x = xp.matmul(d_z, weights.T)
        model.inc_grad("root", d_x[:1])
        return d_x[1:]

    return y, backprop


def _predict(model: Model[Any, Any], encoded: Array) -> Array:
    """The hidden layer, in one array."""
    xp, weights = model.ops.xp, model.get_param("W")
    y: Any = model.ops.alloc2f(1 + len(encoded), model.get_dim("nO"), zeros=False)
    xp.matmul(model.get_param("root"), weights, out=y[:1])
    xp.matmul(encoded, weights, out=y[1:])
    y += model.get_param("b")
    for start in range(0, len(y), _ROWS_AT_ONCE):
        rows = y[start : start + _ROWS_AT_ONCE]
        xp.maximum(rows, _LEAK * rows, out=rows)
    return y


def _mask(model: Model[Any, Any], sequences: Array, width: int) -> Array | None:
    """A dropout mask for each sequence; the root is never dropped."""
    n_sequences = int(sequences[-1]) + 1 if len(sequences) else 0
    drawn = draw_mask(model, (n_sequences, width))
    if drawn is None:
        return None
    return model.ops.xp.concatenate([model.ops.alloc2f(1, width) + 1, drawn[sequences]])
