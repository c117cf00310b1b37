"""Adam's rule, for whole arrays and for single rows of a table.

Kingma and Ba (2015), "Adam: A method for stochastic optimization". Both moments are kept without
the factors 1 - beta of the paper, which saves two passes over all weights: the factors are part of
the bias correction instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.util import get_array_module

from .pieces import Scratch, in_pieces, read_rows, rows_a_piece, write_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from thinc.api import Ops

    from nlptk.engine.layers.arrays import Array

_NEGLIGIBLE = 2.0**-30
"""A power of beta below this is nothing beside 1 in single precision."""


@dataclass(slots=True)
class Moments:
    """What Adam remembers of a parameter.

    `first` and `second` have its shape: decaying sums of gradients and of their squares. `count`
    holds the updates so far, shape (): one number, or (rows,) for a table whose rows are updated
    on their own.
    """

    first: Array
    second: Array
    count: Array


@dataclass(frozen=True, slots=True)
class Pace:
    """How far an update goes: the learning rate, and what gradients are multiplied by first."""

    rate: float
    shrink: float = 1.0


class Adam:
    """The rule with its constants; it changes parameters, moments and gradients in place.

    `l2` times the parameter is added to its gradient, as L2 regularization is in the peers.
    """

    def __init__(self, beta1: float, beta2: float, epsilon: float, l2: float) -> None:
        self._beta1, self._beta2, self._l2 = beta1, beta2, l2
        self._steps, self._floors = _corrections(beta1, beta2, epsilon)
        self._on_device: tuple[Any, Array, Array] | None = None
        self._change = Scratch()
        self._rows = Scratch(), Scratch(), Scratch()

    def update(self, param: Array, gradient: Array, moments: Moments, pace: Pace) -> None:
        """One step of a whole parameter; arrays of one shape. Uses up the gradient."""
        moments.count += 1
        which = min(int(moments.count), len(self._steps) - 1)
        step = float(np.float32(-pace.rate) * self._steps[which])
        floor = float(self._floors[which])
        for piece in in_pieces(param, gradient, moments.first, moments.second):
            values, slope, first, second = piece
            change = self._change.like(values)
            self._prepare(values, slope, change, pace)
            self._advance(slope, first, second, change)
            self._finish(first, change, step, floor)
            values += change

    def update_rows(
        self, table: Array, rows: Array, gradient: Array, moments: Moments, pace: Pace
    ) -> None:
        """One step of some distinct rows of a table, shape (k,), with gradients (k, width).

        Every row has its own count, and rows that are not named keep their moments as they were.
        Uses up the gradient.
        """
        steps, floors = self._of_rows(rows, moments, pace)
        room = rows_a_piece(table)
        for start in range(0, len(rows), room):
            here = slice(start, start + room)
            which, slope = rows[here], gradient[here]
            values, first, second = (
                read_rows(source, which, out=scratch.like(slope))
                for source, scratch in zip(
                    (table, moments.first, moments.second), self._rows, strict=True
                )
            )
            change = self._change.like(slope)
            self._prepare(values, slope, change, pace)
            self._advance(slope, first, second, change)
            write_rows(moments.first, which, first)
            write_rows(moments.second, which, second)
            self._finish(first, change, steps[here], floors[here])
            values += change
            write_rows(table, which, values)

    def _prepare(self, values: Array, slope: Array, change: Array, pace: Pace) -> None:
        """Shrink the gradient when all are clipped, and add the penalty."""
        if pace.shrink != 1.0:
            slope *= pace.shrink
        if self._l2:
            np.multiply(values, self._l2, out=change)
            slope += change

    def _advance(self, slope: Array, first: Array, second: Array, change: Array) -> None:
        """Take a gradient into the moments; `change` then holds the root of the second."""
        first *= self._beta1
        first += slope
        second *= self._beta2
        np.multiply(slope, slope, out=change)
        second += change
        np.sqrt(second, out=change)

    def _finish(self, first: Array, change: Array, step: Any, floor: Any) -> None:
        """Turn the root of the second moment into what is added to the parameter."""
        change += floor
        np.divide(first, change, out=change)
        change *= step

    def _of_rows(self, rows: Array, moments: Moments, pace: Pace) -> tuple[Array, Array]:
        """Step and floor of each row, shape (k, 1), after counting this update."""
        xp, steps, floors = self._tables(moments.count)
        count = moments.count[rows] + 1
        moments.count[rows] = count
        which = xp.minimum(count, len(steps) - 1)
        return (steps[which] * np.float32(-pace.rate))[:, None], floors[which][:, None]

    def _tables(self, like: Array) -> tuple[Any, Array, Array]:
        """The array library of `like`, and the corrections in its memory."""
        if isinstance(like, np.ndarray):
            return np, self._steps, self._floors
        if self._on_device is None:
            xp = get_array_module(like)  # type: ignore[no-untyped-call]
            self._on_device = xp, xp.asarray(self._steps), xp.asarray(self._floors)
        return self._on_device


def start_moments(param: Array, ops: Ops, *, by_row: bool) -> Moments:
    """Moments of a parameter that was never updated."""
    xp = ops.xp
    count = xp.zeros(len(param), "int32") if by_row else np.zeros((), np.int64)
    return Moments(xp.zeros_like(param), xp.zeros_like(param), count)


def _corrections(
    beta1: float, beta2: float, epsilon: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """By number of updates: what first / (sqrt(second) + floor) is multiplied by, and the floor.

    The last entry stands for every larger number.
    """
    longest = max(ceil(log(_NEGLIGIBLE) / log(beta)) if beta else 1 for beta in (beta1, beta2))
    number = np.maximum(np.arange(longest + 1), 1).astype(np.float64)
    first = (1 - beta1) / (1 - beta1**number)
    root_of_second = np.sqrt((1 - beta2) / (1 - beta2**number))
    steps = first / root_of_second
    return steps.astype(np.float32), (epsilon / root_of_second).astype(np.float32)
