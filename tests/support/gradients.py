"""Gradients of layers against finite differences.

Layers compute in single precision, so that a difference of one weight drowns in rounding. What is
compared instead are derivatives along random directions that move many weights at once, at several
step sizes: the best of them has little of both rounding and curvature. Sums are made in double
precision. An error as large as `TOLERANCE` of the length of a gradient is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from thinc.api import Model

from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.layers.weights import clear_gradients, named_params, take_gradient

TOLERANCE = 0.01
STEPS = (3e-2, 1e-2, 3e-3, 1e-3, 3e-4)
N_DIRECTIONS = 6
_ROUNDING = 16 * float(np.finfo(np.float32).eps) / STEPS[0]
"""By how much a slope of nothing may differ from 0, for an output of length 1."""

Arrays = Callable[[Any], Sequence[NDArray[Any]]]


@dataclass(frozen=True)
class _Checked:
    """An array that is moved, and what its layer says of it."""

    name: str
    values: NDArray[Any]
    gradient: NDArray[np.float64]


def float_arrays(value: Any) -> list[NDArray[Any]]:
    """A value if it is an array of floats; of a tuple or dataclass those parts that are."""
    if isinstance(value, np.ndarray):
        return [value] if value.dtype.kind == "f" else []
    if is_dataclass(value) and not isinstance(value, type):
        value = tuple(getattr(value, field.name) for field in fields(value))
    if isinstance(value, (tuple, list)):
        return [part for part in value if isinstance(part, np.ndarray) and part.dtype.kind == "f"]
    return []


def check_gradients(
    model: Model[Any, Any],
    x: Any,
    *,
    rng: np.random.Generator,
    inputs: Arrays = float_arrays,
    d_inputs: Arrays = float_arrays,
    tolerance: float = TOLERANCE,
) -> None:
    """Fail unless a model's gradients of all parameters and of its input are right.

    The model's output is an array. `inputs` finds the arrays in `x` that have a gradient, and
    `d_inputs` those gradients, in the same order, in what the way back gives; a model that gives
    none for its input needs `inputs=no_arrays`. Dropout is switched off. Weights and input are
    afterwards what they were.
    """
    set_noise(model, 0.0, None)
    clear_gradients(model)
    y, backprop = model(x, is_train=True)
    weights = rng.standard_normal(y.shape)
    d_x = backprop(weights.astype(y.dtype))
    checked = [*_params(model), *_inputs(inputs(x), d_inputs(d_x))]
    assert checked, "there is nothing to check"
    rounding = _ROUNDING * float(np.sqrt(((weights * y) ** 2).sum()))

    def loss() -> float:
        return float((weights * model(x, is_train=True)[0]).sum())

    wrong = [
        f"{one.name}: {found}"
        for one in checked
        for found in _differences(one, loss, rng, tolerance, rounding)
    ]
    clear_gradients(model)
    assert not wrong, "wrong gradients:\n" + "\n".join(wrong)


def no_arrays(value: Any) -> list[NDArray[Any]]:
    """For `inputs` of a model whose input has no gradient."""
    return []


def _params(model: Model[Any, Any]) -> Iterator[_Checked]:
    for key, node, name in named_params(model):
        param = node.get_param(name)
        gradient = np.zeros(param.shape)
        dense = take_gradient(node, name)
        if dense is not None:
            assert dense.shape == param.shape, f"{key}: a gradient of shape {dense.shape}"
            gradient += dense
        by_row = row_gradients(node).get(name)
        if by_row:
            rows, values = by_row.take(node.ops)
            gradient[rows] += values
        yield _Checked(key, param, gradient)


def _inputs(
    arrays: Sequence[NDArray[Any]], gradients: Sequence[NDArray[Any]]
) -> Iterator[_Checked]:
    if not arrays:
        return
    assert len(arrays) == len(gradients), f"{len(gradients)} gradients of {len(arrays)} inputs"
    for number, (values, gradient) in enumerate(zip(arrays, gradients, strict=True)):
        assert gradient.shape == values.shape, f"input {number}: a gradient of {gradient.shape}"
        yield _Checked(f"input {number}", values, gradient.astype(np.float64))


def _differences(
    one: _Checked,
    loss: Callable[[], float],
    rng: np.random.Generator,
    tolerance: float,
    rounding: float,
) -> Iterator[str]:
    """What is wrong with a gradient along some random directions."""
    for number in range(N_DIRECTIONS):
        direction = _direction(one.values.shape, rng, sparse=number % 2 == 1)
        told = float((one.gradient * direction).sum())
        length = float(np.sqrt((one.gradient**2 * (direction != 0)).sum()))
        slopes = [_slope(one.values, direction, step, loss) for step in STEPS]
        if min(abs(slope - told) for slope in slopes) > tolerance * length + rounding:
            shown = ", ".join(f"{slope:.6g}" for slope in slopes)
            yield f"along direction {number}: the layer says {told:.6g}, differences say {shown}"
            return


def _direction(
    shape: tuple[int, ...], rng: np.random.Generator, *, sparse: bool
) -> NDArray[np.float64]:
    """Moves all numbers of an array, or about a quarter of them and at least one."""
    direction = rng.standard_normal(shape)
    if sparse:
        chosen = rng.random(shape) < 0.25
        chosen.reshape(-1)[rng.integers(chosen.size)] = True
        direction *= chosen
    return direction


def _slope(
    values: NDArray[Any],
    direction: NDArray[np.float64],
    step: float,
    loss: Callable[[], float],
) -> float:
    """The central difference along a direction; values are moved and put back."""
    before = values.copy()
    try:
        values[...] = before + step * direction
        above = loss()
        values[...] = before - step * direction
        below = loss()
    finally:
        values[...] = before
    return (above - below) / (2 * step)
