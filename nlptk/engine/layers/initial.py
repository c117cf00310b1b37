"""First weights of layers, drawn from a generator that is passed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from thinc.api import Model

    Floats = NDArray[np.float32]


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
    return ((rng.random(shape, dtype=np.float32) * 2 - 1) * np.float32(limit)).astype(np.float32)
