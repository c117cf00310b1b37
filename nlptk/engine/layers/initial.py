"""First weights of layers, drawn from a generator that is passed in."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from thinc.api import Model, Ops

    from .arrays import Array

    Floats = NDArray[np.float32]


_room: ContextVar[int | None] = ContextVar("room", default=None)
"""How many numbers may still be made for weights that are known; None where they are drawn."""


@contextmanager
def weights_to_come(numbers: int) -> Iterator[None]:
    """Within the block weights are zeros, to be filled in: so many numbers, and no more.

    A description of a model that asks for more is wrong, and must not cost any memory. Raises
    `DataError` where that is met.
    """
    token = _room.set(numbers)
    try:
        yield
    finally:
        _room.reset(token)


def _is_drawn(shape: tuple[int, ...]) -> bool:
    """Whether weights are to be drawn; if not, there is room for them."""
    left = _room.get()
    if left is None:
        return True
    left -= prod(shape)
    if left < 0:
        raise DataError(
            "settings that ask for more weights than the model has",
            found=f"one of {' x '.join(map(str, shape))}",
        )
    _room.set(left)
    return False


def drawn_from(
    rng: np.random.Generator, init: Callable[[Model[Any, Any], np.random.Generator], None]
) -> Callable[..., Model[Any, Any]]:
    """A layer's `init`, bound to its generator, as thinc calls it.

    thinc passes samples of input and output to find out sizes; ours are known from the start.
    """

    def start(model: Model[Any, Any], X: Any = None, Y: Any = None) -> Model[Any, Any]:  # noqa: N803, ARG001
        init(model, rng)
        return model

    return start


def init_layers(model: Model[Any, Any], X: Any = None, Y: Any = None) -> Model[Any, Any]:  # noqa: N803, ARG001
    """The `init` of a model that has layers and no weights of its own."""
    for layer in model.layers:
        layer.initialize()
    return model


def fan_in_uniform(rng: np.random.Generator, n_in: int, n_out: int) -> Floats:
    """Weights of a linear map, shape (n_in, n_out), between -1 and 1 over the root of n_in.

    Small enough that scores start near zero: with the usual larger ones the first hundreds of
    steps go into shrinking them, four points of LAS after one epoch.
    """
    return uniform(rng, (n_in, n_out), n_in**-0.5)


def uniform(rng: np.random.Generator, shape: tuple[int, ...], limit: float) -> Floats:
    """Numbers between -limit and limit."""
    if not _is_drawn(shape):
        return np.zeros(shape, np.float32)
    return ((rng.random(shape, dtype=np.float32) * 2 - 1) * np.float32(limit)).astype(np.float32)


def zeros(ops: Ops, *shape: int) -> Array:
    """Weights that start with zeros, where the arrays of `ops` live."""
    _is_drawn(shape)
    start: Any = np.zeros(shape, np.float32)
    return ops.asarray(start)
