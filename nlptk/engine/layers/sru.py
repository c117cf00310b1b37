"""A windowed, bidirectional simple recurrent unit over type vectors.

What goes into its gates is a sum of linear maps of a token's type and those of its two neighbours:
each distinct type is mapped once, however often it occurs. What is left to do step by step is
elementwise. After Lei et al. (2018), "Simple recurrent units for highly parallelizable recurrence",
with a squashed state, a window, and a layer norm over the highway.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from thinc.model import Model

from .initial import drawn_from, fan_in_uniform
from .norm import layer_norm, normalize
from .predicting import no_way_back
from .squash import gate, gate_slope, squash, squash_slope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from thinc.api import Ops

    from .arrays import Array
    from .layout import Layout

_WINDOW = 3
"""The token before, the token, the token behind."""
_GATES = 3
"""Forget gate, candidate and carry gate, side by side in this order."""
_FORGET_BIAS = 0.5
_ROWS_AT_ONCE = 256
"""Rows worked on together: what is computed of them is still in the processor's cache."""


@dataclass(frozen=True, slots=True)
class TypedTokens:
    """Tokens by their types: vectors (U, nI) and, for each of N packed rows, its type's number."""

    vectors: Array
    index: Array
    layout: Layout


def windowed_sru(
    width: int, n_in: int, *, rng: np.random.Generator, ops: Ops
) -> Model[TypedTokens, Array]:
    """A layer from tokens to their states in both directions, shape (N, 2 * width), packed."""
    model: Model[TypedTokens, Array] = Model(
        "windowed_sru",
        forward,
        init=drawn_from(rng, init),
        dims={"nH": width, "nI": n_in, "nO": 2 * width},
        params={"W": None, "b": None, "gain": None, "shift": None},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights; gates start out remembering."""
    ops: Any = model.ops
    n_in, n_out = model.get_dim("nI"), model.get_dim("nO")
    span = _GATES * n_out
    window = fan_in_uniform(rng, _WINDOW * n_in, span).reshape((_WINDOW, n_in, span))
    # half of the usual size for the gates' inputs: a gate is twice as steep as a logistic one
    window[:, :, :n_out] *= 0.5
    window[:, :, 2 * n_out :] *= 0.5
    highway = fan_in_uniform(rng, n_in, n_out)
    model.set_param("W", ops.asarray(np.concatenate([*window, highway], axis=1)))
    bias = ops.alloc1f(span)
    bias[:n_out] = _FORGET_BIAS
    model.set_param("b", bias)
    model.set_param("gain", ops.alloc1f(n_out) + 1)
    model.set_param("shift", ops.alloc1f(n_out))


def forward(
    model: Model[TypedTokens, Array],
    tokens: TypedTokens,
    is_train: bool,
) -> tuple[Array, Callable[[Array], Array]]:
    """Y = LN(r s(h) + (1 - r) R x), where h_t = f h_(t-1) + (1 - f) c in both directions.

    s is `squash`. The way back gives the gradient of the types' vectors, shape (U, nI).
    """
    return _learn(model, tokens) if is_train else (_predict(model, tokens), no_way_back)


def _learn(
    model: Model[TypedTokens, Array], tokens: TypedTokens
) -> tuple[Array, Callable[[Array], Array]]:
    xp, n_out, layout = model.ops.xp, model.get_dim("nO"), tokens.layout
    u, highway = _inputs(model, tokens)
    forget = _aligned(gate(xp, u[:, :n_out]), layout)
    candidate = _aligned(u[:, n_out : 2 * n_out], layout)
    carry = gate(xp, u[:, 2 * n_out :])
    hidden = _scan(candidate * (1 - forget), forget, layout)
    squashed = squash(xp, _aligned(hidden, layout))
    mixed = highway + carry * (squashed - highway)
    y, backprop_norm = layer_norm(mixed, model.get_param("gain"), model.get_param("shift"))

    def backprop(d_y: Array) -> Array:
        d_mixed, d_gain, d_shift = backprop_norm(d_y)
        model.inc_grad("gain", d_gain)
        model.inc_grad("shift", d_shift)
        d_u = xp.empty_like(u)
        d_u[:, 2 * n_out :] = d_mixed * (squashed - highway) * gate_slope(xp, carry)
        d_carried = d_mixed * carry
        d_hidden = _aligned(d_carried * squash_slope(xp, squashed), layout)
        _scan_back(d_hidden, forget, layout)
        d_forget = d_hidden * (_previous(hidden, layout) - candidate) * gate_slope(xp, forget)
        d_u[:, :n_out] = _aligned(d_forget, layout)
        d_u[:, n_out : 2 * n_out] = _aligned(d_hidden * (1 - forget), layout)
        model.inc_grad("b", d_u.sum(axis=0))
        return _back_to_types(model, tokens, d_u, d_mixed - d_carried)

    return y, backprop


def _predict(model: Model[TypedTokens, Array], tokens: TypedTokens) -> Array:
    """The states, shape (N, nO), with nothing kept for a way back."""
    ops, xp, width = cast("Any", model.ops), model.ops.xp, model.get_dim("nO")
    half, reverse = width // 2, tokens.layout.reverse
    window = _Window(model, tokens)
    forget, hidden, carry = (
        ops.alloc2f(len(tokens.index), width, zeros=False) for _ in range(_GATES)
    )
    for part in _parts(len(tokens.index)):
        u = window.inputs(part)
        kept = gate(xp, u[:, :width])
        candidate = u[:, width : 2 * width]
        candidate -= kept * candidate
        for values, aligned in ((kept, forget), (candidate, hidden)):
            aligned[part, :half] = values[:, :half]
            aligned[reverse[part], half:] = values[:, half:]
        carry[part] = gate(xp, u[:, 2 * width :])
    _scan(hidden, forget, tokens.layout)
    y: Array = forget  # its room, which nothing needs any more
    for part in _parts(len(tokens.index)):
        squashed = hidden[part].copy()
        squashed[:, half:] = hidden[reverse[part], half:]
        highway = window.highway(part)
        squashed = squash(xp, squashed)
        squashed -= highway
        squashed *= carry[part]
        squashed += highway
        y[part] = normalize(squashed, model.get_param("gain"), model.get_param("shift"))
    return y


def _inputs(model: Model[TypedTokens, Array], tokens: TypedTokens) -> tuple[Array, Array]:
    """What the gates get, shape (N, 3 * nO), and the highway, shape (N, nO)."""
    window, n_rows = _Window(model, tokens), len(tokens.index)
    u: Any = model.ops.alloc2f(n_rows, _GATES * model.get_dim("nO"), zeros=False)
    for part in _parts(n_rows):
        u[part] = window.inputs(part)
    return u, window.highway(slice(None))


class _Window:
    """The types' vectors mapped for each place in the window, from which tokens take theirs."""

    def __init__(self, model: Model[TypedTokens, Array], tokens: TypedTokens) -> None:
        ops, span, index = model.ops, _GATES * model.get_dim("nO"), tokens.index
        n_types = len(tokens.vectors)
        mapped: Any = ops.alloc2f(n_types + 1, _WINDOW * span + model.get_dim("nO"))
        ops.xp.matmul(tokens.vectors, model.get_param("W"), out=mapped[:n_types])
        self._before, self._here, self._behind = (
            mapped[:, i * span : (i + 1) * span] for i in range(_WINDOW)
        )
        self._here += model.get_param("b")
        self._highway = mapped[:, _WINDOW * span :]
        self._index = index
        rows, left = tokens.layout.before
        # where there is no neighbour, the row of zeros behind those of the types
        self._previous = ops.xp.full_like(index, n_types)
        self._following = ops.xp.full_like(index, n_types)
        self._previous[rows], self._following[left] = index[left], index[rows]

    def inputs(self, part: slice) -> Array:
        """What the gates of some rows get, shape (rows, 3 * nO)."""
        u = self._here[self._index[part]]
        u += self._before[self._previous[part]]
        u += self._behind[self._following[part]]
        return u

    def highway(self, part: slice) -> Array:
        """What goes past the recurrence of some rows, shape (rows, nO)."""
        return self._highway[self._index[part]]


def _parts(n_rows: int) -> Iterator[slice]:
    return (slice(start, start + _ROWS_AT_ONCE) for start in range(0, n_rows, _ROWS_AT_ONCE))


def _back_to_types(
    model: Model[TypedTokens, Array], tokens: TypedTokens, d_u: Array, d_highway: Array
) -> Array:
    """Leave the gradient of the weights, and give that of the types' vectors."""
    ops, xp, index = model.ops, model.ops.xp, tokens.index.astype("int32")
    rows, left = tokens.layout.before
    n_types = len(tokens.vectors)
    parts = []
    for of_types, values in (
        (index[left], d_u[rows]),
        (index, d_u),
        (index[rows], d_u[left]),
        (index, d_highway),
    ):
        part = ops.alloc2f(n_types, values.shape[1])
        ops.scatter_add(part, of_types, ops.as_contig(values))
        parts.append(part)
    d_mapped = xp.concatenate(parts, axis=1)
    model.inc_grad("W", xp.matmul(tokens.vectors.T, d_mapped))
    return xp.matmul(d_mapped, model.get_param("W").T)


def _aligned(values: Array, layout: Layout) -> Array:
    """A copy with the right half of the columns mirrored, so that both directions run forwards.

    It is its own inverse.
    """
    half = values.shape[1] // 2
    aligned = values.copy()
    aligned[:, half:] = values[layout.reverse, half:]
    return aligned


def _scan(inputs: Array, forget: Array, layout: Layout) -> Array:
    """h_t = inputs_t + forget_t * h_(t-1), computed in place of the inputs."""
    hidden = inputs
    last = 0
    for first, size in zip(layout.firsts[1:], layout.sizes[1:], strict=False):
        hidden[first : first + size] += forget[first : first + size] * hidden[last : last + size]
        last = first
    return hidden


def _scan_back(d_hidden: Array, forget: Array, layout: Layout) -> None:
    """Add to the gradient of each step what comes from the next, in place."""
    firsts, sizes = layout.firsts, layout.sizes
    for step in range(len(sizes) - 1, 0, -1):
        first, size, before = firsts[step], sizes[step], firsts[step - 1]
        d_hidden[before : before + size] += (
            forget[first : first + size] * d_hidden[first : first + size]
        )


def _previous(hidden: Array, layout: Layout) -> Array:
    """The state before each step, zero before the first."""
    rows, left = layout.before
    previous = hidden * 0
    previous[rows] = hidden[left]
    return previous
