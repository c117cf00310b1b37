"""A bidirectional LSTM over packed rows, with `squash` in place of tanh.

Hochreiter and Schmidhuber (1997), "Long short-term memory"; Gers, Schmidhuber and Cummins (2000)
for the forget gate; Schuster and Paliwal (1997) for the two directions. Both directions take each
step together: the second one reads its sequences through `Layout.reverse`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
from thinc.model import Model

from .initial import drawn_from, fan_in_uniform, uniform
from .predicting import no_way_back
from .squash import gate_slope, squash, squash_slope, squash_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from thinc.api import Ops

    from .arrays import Array
    from .layout import Layout

_GATES = 4
"""Output, input and forget gate, and candidate, side by side in this order."""
_ROWS_AT_ONCE = 512
"""Rows whose inputs are computed together when predicting: 2 MB at a width of 128."""
_FORGET_BIAS = 0.5
"""Half of 1, as the gates' inputs are halved: see `_gate_scale`."""


def bilstm(
    width: int, n_in: int, *, rng: np.random.Generator, ops: Ops
) -> Model[tuple[Array, Layout], Array]:
    """A layer from packed rows, shape (N, n_in), and their layout to shape (N, 2 * width)."""
    model: Model[tuple[Array, Layout], Array] = Model(
        "bilstm",
        forward,
        init=drawn_from(rng, init),
        dims={"nH": width, "nI": n_in, "nO": 2 * width},
        params={"W": None, "b": None, "U": None},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights; gates start out remembering."""
    ops: Any = model.ops
    width, n_in = model.get_dim("nH"), model.get_dim("nI")
    scale = _gate_scale(width)
    inputs = fan_in_uniform(rng, n_in, 2 * _GATES * width)
    model.set_param("W", ops.asarray(inputs * np.tile(scale, 2)))
    recurrent = uniform(rng, (2, width, _GATES * width), width**-0.5)
    model.set_param("U", ops.asarray(recurrent * scale))
    bias = ops.alloc2f(2, _GATES * width)
    bias[:, 2 * width : 3 * width] = _FORGET_BIAS
    model.set_param("b", bias)


def _gate_scale(width: int) -> Any:
    """A half for gates: they are twice as steep as logistic ones."""
    return np.repeat(np.array([0.5, 0.5, 0.5, 1.0], np.float32), width)


def forward(
    model: Model[tuple[Array, Layout], Array],
    given: tuple[Array, Layout],
    is_train: bool,
) -> tuple[Array, Callable[[Array], Array]]:
    """The hidden states of both directions side by side."""
    x, layout = given
    if not is_train:
        return _predict(model, x, layout), no_way_back
    xp, width = model.ops.xp, model.get_dim("nH")
    gates = _inputs(model, x, layout)
    cells, squashed, hidden = _run(model, gates, layout)
    y = model.ops.alloc2f(len(x), 2 * width, zeros=False)
    y[:, :width] = hidden[0]
    y[:, width:] = hidden[1][layout.reverse]

    def backprop(d_y: Array) -> Array:
        d_hidden = xp.stack([d_y[:, :width], d_y[layout.reverse, width:]])
        d_gates = _run_back(model, (gates, cells, squashed), d_hidden, layout)
        rows, left = layout.before
        d_recurrent = [xp.matmul(hidden[i][left].T, d_gates[i][rows]) for i in (0, 1)]
        model.inc_grad("U", xp.stack(d_recurrent))
        model.inc_grad("b", d_gates.sum(axis=1))
        d_inputs = xp.concatenate([d_gates[0], d_gates[1][layout.reverse]], axis=1)
        model.inc_grad("W", xp.matmul(x.T, d_inputs))
        return xp.matmul(d_inputs, model.get_param("W").T)

    return y, backprop


def _predict(model: Model[Any, Any], x: Array, layout: Layout) -> Array:
    """The hidden states, shape (N, 2 * nH), with nothing kept for a way back.

    Some steps at a time, so that what is between input and output stays in the processor's cache.
    """
    ops, width = model.ops, model.get_dim("nH")
    most = layout.sizes[0] if layout.sizes else 0
    hidden: Array = ops.alloc3f(2, len(x), width, zeros=False)
    cell: Array = ops.alloc3f(2, most, width)
    spare: Array = ops.alloc3f(2, most, _GATES * width, zeros=False)
    change: Array = ops.alloc3f(2, most, width, zeros=False)
    squashed: Array = ops.alloc3f(2, most, width, zeros=False)
    for steps in _portions(layout):
        begin, end = layout.firsts[steps.start], layout.firsts[steps.stop]
        inputs = _inputs_between(model, x, layout.reverse, range(begin, end))
        for step in steps:
            first, size = layout.firsts[step], layout.sizes[step]
            last = layout.firsts[step - 1]
            _step(
                model,
                inputs[:, first - begin : first - begin + size],
                hidden[:, last : last + size] if step else None,
                cell[:, :size],
                hidden[:, first : first + size],
                (spare[:, :size], change[:, :size], squashed[:, :size]),
            )
    y: Array = ops.alloc2f(len(x), 2 * width, zeros=False)
    y[:, :width] = hidden[0]
    y[:, width:] = hidden[1][layout.reverse]
    return y


def _inputs_between(model: Model[Any, Any], x: Array, reverse: Array, rows: range) -> Array:
    """What the gates of some rows get from the input, each direction in its own order."""
    xp, bias = model.ops.xp, cast("Array", model.get_param("b"))
    weights = cast("Array", model.get_param("W"))
    span, part = _GATES * model.get_dim("nH"), slice(rows.start, rows.stop)
    inputs: Array = model.ops.alloc3f(2, len(rows), span, zeros=False)
    xp.matmul(x[part], weights[:, :span], out=inputs[0])
    xp.matmul(x[reverse[part]], weights[:, span:], out=inputs[1])
    inputs += bias[:, None]
    return inputs


def _step(
    model: Model[Any, Any],
    values: Array,
    before: Array | None,
    cell: Array,
    hidden: Array,
    room: tuple[Array, Array, Array],
) -> None:
    """One step of both directions: from `values`, the gates' inputs, to `cell` and `hidden`.

    `room` is of the shapes of `values`, `cell` and `cell` again, for what is between.
    """
    xp, width = model.ops.xp, model.get_dim("nH")
    spare, change, squashed = room
    if before is not None:
        xp.matmul(before, model.get_param("U"), out=spare)
        values += spare
    squash_with(xp, values, spare)
    opened = values[..., : 3 * width]
    opened += 1  # twice the gates: halved where they are used
    xp.multiply(values[..., width : 2 * width], values[..., 3 * width :], out=change)
    cell *= values[..., 2 * width : 3 * width]
    cell += change
    cell *= 0.5
    squashed[...] = cell
    squash_with(xp, squashed, change)
    squashed *= 0.5
    xp.multiply(values[..., :width], squashed, out=hidden)


def _portions(layout: Layout) -> Iterator[range]:
    """The steps, some at a time: as many as have `_ROWS_AT_ONCE` rows."""
    start, firsts = 0, layout.firsts
    for step in range(1, len(layout.sizes) + 1):
        if firsts[step] - firsts[start] >= _ROWS_AT_ONCE or step == len(layout.sizes):
            yield range(start, step)
            start = step


def _inputs(model: Model[Any, Any], x: Array, layout: Layout) -> Array:
    """What the gates get from the input, shape (2, N, 4 * nH), each direction in its own order."""
    bias: Array = model.get_param("b")
    span = _GATES * model.get_dim("nH")
    flat = model.ops.xp.matmul(x, model.get_param("W"))
    inputs = model.ops.alloc3f(2, len(x), span, zeros=False)
    inputs[0] = flat[:, :span]
    inputs[1] = flat[layout.reverse, span:]
    inputs += bias[:, None]
    return inputs


def _run(model: Model[Any, Any], gates: Array, layout: Layout) -> tuple[Array, Array, Array]:
    """Run the steps: cells, their tanh and the hidden states, each of shape (2, N, nH).

    `gates` holds the gates' inputs and is left with their activations.
    """
    xp, width, recurrent = model.ops.xp, model.get_dim("nH"), model.get_param("U")
    cells, squashed, hidden = (
        model.ops.alloc3f(2, gates.shape[1], width, zeros=False) for _ in range(3)
    )
    last = 0
    for step, (first, size) in enumerate(zip(layout.firsts, layout.sizes, strict=False)):
        now, before = slice(first, first + size), slice(last, last + size)
        values = gates[:, now]
        if step:
            values += xp.matmul(hidden[:, before], recurrent)
        squash(xp, values)
        opened = values[..., : 3 * width]
        opened *= 0.5
        opened += 0.5
        cell = cells[:, now]
        xp.multiply(values[..., width : 2 * width], values[..., 3 * width :], out=cell)
        if step:
            cell += values[..., 2 * width : 3 * width] * cells[:, before]
        squashed[:, now] = cell
        squash(xp, squashed[:, now])
        xp.multiply(values[..., :width], squashed[:, now], out=hidden[:, now])
        last = first
    return cells, squashed, hidden


def _run_back(
    model: Model[Any, Any],
    activations: tuple[Array, Array, Array],
    d_hidden: Array,
    layout: Layout,
) -> Array:
    """The gradient of the gates' inputs, shape (2, N, 4 * nH); d_hidden is used up."""
    gates, cells, squashed = activations
    xp, width = model.ops.xp, model.get_dim("nH")
    backwards = xp.ascontiguousarray(model.get_param("U").transpose((0, 2, 1)))
    output, into, forget, candidate = (
        gates[..., i * width : (i + 1) * width] for i in range(_GATES)
    )
    rows, left = layout.before
    earlier = cells * 0
    earlier[:, rows] = cells[:, left]
    # what the gradient of the cell, or of the hidden state, is multiplied with for each gate
    factors = xp.empty_like(gates)
    factors[..., :width] = squashed
    factors[..., width : 2 * width] = candidate
    factors[..., 2 * width : 3 * width] = earlier
    factors[..., : 3 * width] *= gate_slope(xp, gates[..., : 3 * width])
    factors[..., 3 * width :] = into * squash_slope(xp, candidate)
    to_cell = output * squash_slope(xp, squashed)
    n_after, d_after, d_cell_after = 0, None, None
    for first, size in zip(layout.firsts[-2::-1], layout.sizes[::-1], strict=True):
        now = slice(first, first + size)
        d_state = d_hidden[:, now]
        if n_after:
            d_state[:, :n_after] += d_after
        d_cell = d_state * to_cell[:, now]
        if n_after:
            d_cell[:, :n_after] += d_cell_after
        d_gate = factors[:, now]
        d_gate[..., :width] *= d_state
        parts = d_gate.reshape((2, size, _GATES, width))[:, :, 1:]
        parts *= d_cell[:, :, None]
        d_after = xp.matmul(d_gate, backwards)
        d_cell_after = d_cell * forget[:, now]
        n_after = size
    return factors
