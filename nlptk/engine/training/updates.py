"""One update of all models: gradients are collected, checked, clipped together and applied."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from nlptk.engine.errors import DataError, NlptkError, UsageError
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.layers.weights import named_params, take_gradient, to_cpu

from .adam import Adam, Moments, Pace, start_moments
from .grown import fits, grown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray
    from thinc.api import Model, Ops

    from nlptk.engine.layers.arrays import Array

    BeforeRows: TypeAlias = Callable[[str, Array, Array], None]

_PARTS = ("first", "second", "count")


@dataclass(frozen=True, slots=True)
class OptimizerSettings:
    """The constants of Adam, and how long the gradient of everything may be.

    `clip` is the largest Euclidean norm of all gradients together; longer ones are scaled down to
    it (Pascanu, Mikolov and Bengio, 2013, "On the difficulty of training recurrent neural
    networks"), and 0 leaves all as they are. `l2` times a parameter is added to its gradient,
    after clipping; rows of a table get it when they are used.

    Raises:
        UsageError: a value that cannot be.
    """

    beta1: float = 0.9
    beta2: float = 0.95
    epsilon: float = 1e-8
    clip: float = 2.0
    l2: float = 0.0

    def __post_init__(self) -> None:
        for name, value in (("beta1", self.beta1), ("beta2", self.beta2)):
            if not 0 <= value < 1:
                raise UsageError(
                    f"bad {name} of the optimizer", expected="0 <= x < 1", found=str(value)
                )
        for name, value in (("clip", self.clip), ("l2", self.l2)):
            if not (isfinite(value) and value >= 0):
                raise UsageError(
                    f"bad {name} of the optimizer", expected="0 or more", found=str(value)
                )
        if not (isfinite(self.epsilon) and self.epsilon > 0):
            raise UsageError(
                "bad epsilon of the optimizer", expected="more than 0", found=str(self.epsilon)
            )


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What an update did: the norm of all gradients, whether they were clipped, and the rate."""

    grad_norm: float
    clipped: bool
    rate: float


@dataclass(frozen=True, slots=True)
class _Gradient:
    """The gradient of one parameter; of the named rows only, where `rows` is not None."""

    key: str
    ops: Ops
    param: Array
    values: Array
    rows: Array | None = None


class Optimizer:
    """Applies gradients to models, and remembers of each parameter what Adam needs.

    Parameters are known by the name of the model and their key in it (see `named_params`), so that
    models may come and go between updates.
    """

    def __init__(self, settings: OptimizerSettings) -> None:
        self.settings = settings
        self._adam = Adam(settings.beta1, settings.beta2, settings.epsilon, settings.l2)
        self._moments: dict[str, Moments] = {}

    def change(self, settings: OptimizerSettings) -> None:
        """Go on with other constants."""
        if settings != self.settings:
            self.settings = settings
            self._adam = Adam(settings.beta1, settings.beta2, settings.epsilon, settings.l2)

    def step(
        self,
        models: Mapping[str, Model[Any, Any]],
        *,
        rate: float,
        before_rows: BeforeRows | None = None,
    ) -> StepFacts:
        """Update all parameters that have a gradient, in place, and take the gradients away.

        A table with row gradients (see `layers/rows.py`) is updated in those rows only, each with
        a step count of its own. `before_rows` is called with the table's key, the table and the
        rows before they change.

        Raises:
            NlptkError: a gradient is not finite; no parameter was changed.
        """
        gradients = list(_taken(models))
        norm = _norm(gradients)
        clip = self.settings.clip
        clipped = bool(clip and norm > clip)
        pace = Pace(rate, clip / norm if clipped else 1.0)
        for gradient in gradients:
            moments = self._moments_for(gradient)
            param, values, rows = gradient.param, gradient.values, gradient.rows
            if rows is None:
                self._adam.update(param, values, moments, pace)
                continue
            if before_rows is not None:
                before_rows(gradient.key, param, rows)
            self._adam.update_rows(param, rows, values, moments, pace)
        return StepFacts(norm, clipped, rate)

    def state(self) -> dict[str, NDArray[Any]]:
        """Copies of all that is remembered, in memory of the CPU."""
        return {
            f"{key}/{part}": to_cpu(getattr(moments, part))
            for key, moments in sorted(self._moments.items())
            for part in _PARTS
        }

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Remember what another optimizer did when it gave this state; forget all else.

        Raises:
            DataError: it is no such state.
        """
        keys = sorted({name.rpartition("/")[0] for name in state})
        try:
            self._moments = {
                key: Moments(*(np.array(state[f"{key}/{part}"]) for part in _PARTS)) for key in keys
            }
        except KeyError as error:
            raise DataError(f"the state of an optimizer lacks {error}") from error

    def _moments_for(self, gradient: _Gradient) -> Moments:
        key, ops, param = gradient.key, gradient.ops, gradient.param
        by_row = gradient.rows is not None
        known = self._moments.get(key)
        if known is not None and type(known.first) is not type(param):
            self._moments[key] = known = _moved(known, ops, by_row=by_row)
        if known is not None and known.first.shape == param.shape:
            return known
        fresh = start_moments(param, ops, by_row=by_row)
        if known is not None and fits(known.first, param):  # labels were added
            fresh.first = grown(known.first, fresh.first)
            fresh.second = grown(known.second, fresh.second)
            fresh.count = grown(known.count, fresh.count)
        self._moments[key] = fresh
        return fresh


def _taken(models: Mapping[str, Model[Any, Any]]) -> Iterator[_Gradient]:
    """All gradients of all models, which lose them; a layer in two models gives them once."""
    for model_name, model in models.items():
        for param_key, node, name in named_params(model):
            key, ops, param = f"{model_name}/{param_key}", node.ops, node.get_param(name)
            values = take_gradient(node, name)
            if values is not None:
                yield _Gradient(key, ops, param, values)
            by_row = row_gradients(node).get(name)
            if by_row:
                rows, values = by_row.take(ops)
                yield _Gradient(key, ops, param, values, rows)


def _norm(gradients: list[_Gradient]) -> float:
    """The Euclidean norm of all gradients together."""
    squared = float(sum(_sum_of_squares(gradient) for gradient in gradients))
    if isfinite(squared):
        return sqrt(squared)
    for gradient in gradients:
        _check_finite(gradient)
    # single precision was too small for the squares, not for the gradients
    exact = sum(float((g.values.astype("float64") ** 2).sum()) for g in gradients)
    return sqrt(exact)


def _sum_of_squares(gradient: _Gradient) -> Any:
    """As a number of the array library: on a GPU, asking for its value would wait for it."""
    flat = gradient.values.reshape(-1)
    return gradient.ops.xp.vdot(flat, flat).astype("float64")


def _check_finite(gradient: _Gradient) -> None:
    bad = gradient.values.size - int(gradient.ops.xp.isfinite(gradient.values).sum())
    if bad:
        raise NlptkError(
            f"training diverged: the gradient of {gradient.key} is not finite",
            found=f"{bad} of {gradient.values.size} numbers are infinite or not numbers",
            hint="lower the learning rate, or clip gradients at a smaller norm",
        )


def _moved(moments: Moments, ops: Ops, *, by_row: bool) -> Moments:
    """Moments from a file or another device, in the memory where the parameter is."""
    place = ops.xp.asarray
    first, second, count = (to_cpu(getattr(moments, part)) for part in _PARTS)
    return Moments(place(first), place(second), place(count) if by_row else count)
