"""Averages of parameters over the course of training, which are better than the last values.

An exponential moving average: Polyak and Juditsky (1992), "Acceleration of stochastic approximation
by averaging", with weights that fade. The decay starts low, so that the first values are soon
forgotten.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.util import get_array_module

from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.layers.weights import named_params, to_cpu

from .grown import grown
from .pieces import Scratch, in_pieces, read_rows, rows_a_piece, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray
    from thinc.api import Model

    from nlptk.engine.layers.arrays import Array

_VALUES, _TOUCHED = "/average", "/touched"


@dataclass(frozen=True, slots=True)
class AverageSettings:
    """How far back averages reach: the decay of update t is min(max_decay, (1 + t) / (10 + t)).

    To save time the parameters are looked at after every `every`-th update only, with the decays
    of the updates since multiplied: each value that is looked at stands for those before it.

    Raises:
        UsageError: a value that cannot be.
    """

    max_decay: float = 0.999
    every: int = 8

    def __post_init__(self) -> None:
        if not 0 < self.max_decay < 1:
            raise UsageError(
                "bad decay of the averages", expected="0 < x < 1", found=str(self.max_decay)
            )
        if self.every < 1:
            raise UsageError(
                "bad interval of the averages", expected="1 or more", found=str(self.every)
            )


@dataclass(slots=True)
class _Average:
    """The average of one parameter.

    `touched` is None for one that is averaged as a whole. For a table, shape (rows,), it holds the
    logarithm of the total decay when each row was last brought up to date: a row that does not
    change needs no work, since its average after any number of updates follows from one formula.
    """

    values: Array
    touched: Array | None


class Averages:
    """Averages of the parameters of models, by the keys of `Optimizer`.

    Call `start` before the first update, give `before_rows` to `Optimizer.step`, and call `update`
    after it.
    """

    def __init__(self, settings: AverageSettings) -> None:
        self.settings = settings
        self._steps = 0
        self._decay = 0.0  # logarithm of all decays until the parameters were last looked at
        self._pending = 0.0  # and of those since
        self._averages: dict[str, _Average] = {}
        self._scratch = Scratch(), Scratch()

    def start(self, models: Mapping[str, Model[Any, Any]]) -> None:
        """Take up parameters that are not known yet: the average starts with the present value.

        New rows and columns of a parameter that has grown start in the same way. What `update`
        meets first starts with its value then.
        """
        for key, param, is_table in _params(models):
            self._known(key, param, is_table=is_table)

    def before_rows(self, key: str, table: Array, rows: Array) -> None:
        """Bring distinct rows of a table up to date, before an update changes them."""
        average = self._known(key, table, is_table=True)
        touched: Array = average.touched
        stale = touched[rows] != self._decay
        rows = rows[stale]
        shares = self._shares(touched[rows])
        touched[rows] = self._decay
        room = rows_a_piece(table)
        for start in range(0, len(rows), room):
            which = rows[start : start + room]
            shape = table[: len(which)]
            values = read_rows(table, which, out=self._scratch[0].like(shape))
            mean = read_rows(average.values, which, out=self._scratch[1].like(shape))
            _approach(mean, values, shares[start : start + room])
            write_rows(average.values, which, mean)

    def update(self, models: Mapping[str, Model[Any, Any]]) -> None:
        """Take the values after an update into the averages."""
        self._steps += 1
        decay = min(self.settings.max_decay, (1 + self._steps) / (10 + self._steps))
        self._pending += log(decay)
        if self._steps % self.settings.every:
            return
        share = 1.0 - exp(self._pending)
        self._decay += self._pending
        self._pending = 0.0
        for key, param, is_table in _params(models):
            average = self._known(key, param, is_table=is_table)
            if is_table:
                continue
            for values, mean in in_pieces(param, average.values):
                change = self._scratch[0].like(values)
                np.subtract(values, mean, out=change)
                change *= share
                np.add(mean, change, out=mean)

    @contextmanager
    def use(self, models: Mapping[str, Model[Any, Any]]) -> Iterator[None]:
        """Within the block, parameters that are known have their averages for values, in place.

        Afterwards they are, bit for bit, what they were. Nothing here changes the averages.
        """
        kept: list[tuple[Array, Array]] = []
        try:
            for key, param, _ in _params(models):
                average = self._averages.get(key)
                if average is not None and average.values.shape == param.shape:
                    kept.append((param, param.copy()))
                    self._put(_beside(param, average), param)
            yield
        finally:
            for param, before in kept:
                param[...] = before

    def state(self) -> dict[str, NDArray[Any]]:
        """Copies of all that is remembered, in memory of the CPU."""
        arrays: dict[str, Array] = {
            "steps": np.array(self._steps),
            "decay": np.array(self._decay),
            "pending": np.array(self._pending),
        }
        for key, average in sorted(self._averages.items()):
            arrays[key + _VALUES] = average.values
            if average.touched is not None:
                arrays[key + _TOUCHED] = average.touched
        return {name: to_cpu(array) for name, array in arrays.items()}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Remember what the averages did that gave this state; forget all else.

        Raises:
            DataError: it is no such state.
        """
        try:
            self._steps = int(state["steps"])
            self._decay, self._pending = float(state["decay"]), float(state["pending"])
        except KeyError as error:
            raise DataError(f"the state of averages lacks {error}") from error
        self._averages = {}
        for name, values in state.items():
            key = name.removesuffix(_VALUES)
            if key != name:
                touched = state.get(key + _TOUCHED)
                self._averages[key] = _Average(
                    np.array(values), None if touched is None else np.array(touched)
                )

    def _known(self, key: str, param: Array, *, is_table: bool) -> _Average:
        known = self._averages.get(key)
        if known is not None and known.values.shape == param.shape:
            if type(known.values) is not type(param):
                self._averages[key] = known = _beside(param, known)
            return known
        touched = np.full_like(param[:, 0], self._decay, dtype=np.float64) if is_table else None
        fresh = _Average(param.copy(), touched)
        if known is not None:
            known = _beside(param, known)
            fresh.values = grown(known.values, fresh.values)
            if touched is not None and known.touched is not None:
                fresh.touched = grown(known.touched, touched)
        self._averages[key] = fresh
        return fresh

    def _put(self, average: _Average, param: Array) -> None:
        """Replace the values of a parameter by their average as of now."""
        if average.touched is None:
            param[...] = average.values
            return
        shares = self._shares(average.touched)
        room = rows_a_piece(param)
        for start in range(0, len(param), room):
            here = slice(start, start + room)
            mean = self._scratch[0].like(param[here])
            mean[...] = average.values[here]
            _approach(mean, param[here], shares[here])
            param[here] = mean

    def _shares(self, touched: Array) -> Array:
        """How much the averages of rows still count beside their values, shape (k, 1)."""
        return np.exp(self._decay - touched).astype(np.float32)[:, None]


def _approach(mean: Array, values: Array, share: Array) -> None:
    """Move averages to where they are after values stayed the same for some updates."""
    mean -= values
    mean *= share
    mean += values


def _params(models: Mapping[str, Model[Any, Any]]) -> Iterator[tuple[str, Array, bool]]:
    """Each parameter with its key, and whether it is a table that is updated in rows."""
    for model_name, model in models.items():
        for key, node, name in named_params(model):
            yield f"{model_name}/{key}", node.get_param(name), name in row_gradients(node)


def _beside(param: Array, average: _Average) -> _Average:
    """The average in the memory where its parameter is."""
    if type(average.values) is type(param):
        return average
    xp = get_array_module(param)  # type: ignore[no-untyped-call]
    touched = average.touched
    values = xp.asarray(to_cpu(average.values))
    return _Average(values, None if touched is None else xp.asarray(to_cpu(touched)))
