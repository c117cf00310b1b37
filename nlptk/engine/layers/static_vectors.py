"""Static vectors as input: a learned linear map of word vectors that are themselves not trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thinc.model import Model

from .initial import drawn_from, fan_in_uniform

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array

STATIC_VECTORS = "static_vectors"
"""The name of the layer."""
_LENGTH = 2.5
"""What the length of each vector is made: tables differ, and frequent words have short vectors."""
_SHORTEST = 1e-8


def static_vectors(
    width: int, n_out: int, *, rng: np.random.Generator, ops: Ops
) -> Model[Array, Array]:
    """A layer from the vectors of U words, shape (U, width), to shape (U, n_out), without bias.

    A word whose vector is zero adds nothing.
    """
    model: Model[Array, Array] = Model(
        STATIC_VECTORS,
        forward,
        init=drawn_from(rng, init),
        dims={"nI": width, "nO": n_out},
        params={"W": None},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights."""
    ops: Any = model.ops
    shape = model.get_dim("nI"), model.get_dim("nO")
    model.set_param("W", ops.asarray(fan_in_uniform(rng, *shape)))


def forward(
    model: Model[Array, Array],
    vectors: Array,
    is_train: bool,  # noqa: ARG001  # as thinc calls it
) -> tuple[Array, Callable[[Array], None]]:
    """Vectors at one length, mapped; the way back leaves the gradient of the map and no other."""
    xp = model.ops.xp
    lengths = xp.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    scaled = vectors * (_LENGTH / xp.maximum(lengths, _SHORTEST)).astype("float32")

    def backprop(d_mapped: Array) -> None:
        model.inc_grad("W", xp.matmul(scaled.T, d_mapped))

    return xp.matmul(scaled, model.get_param("W")), backprop
