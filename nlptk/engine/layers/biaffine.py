"""Scores of all arcs of a sequence at once.

After Dozat and Manning (2017), "Deep biaffine attention for neural dependency parsing".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thinc.model import Model

from .initial import drawn_from, zeros

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array


def biaffine(
    width: int, *, rng: np.random.Generator, ops: Ops
) -> Model[tuple[Array, Array], Array]:
    """A layer from dependents (B, L, width) and heads (B, M, width) to scores (B, L, M)."""
    model: Model[tuple[Array, Array], Array] = Model(
        "biaffine",
        forward,
        init=drawn_from(rng, init),
        dims={"nI": width},
        params={"U": None, "u": None},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:  # noqa: ARG001 - as others
    """Start with all arcs alike."""
    width = model.get_dim("nI")
    model.set_param("U", zeros(model.ops, width, width))
    model.set_param("u", model.ops.alloc1f(width))


def forward(
    model: Model[tuple[Array, Array], Array],
    given: tuple[Array, Array],
    is_train: bool,  # noqa: ARG001 - thinc passes it
) -> tuple[Array, Callable[[Array], tuple[Array, Array]]]:
    """(d U + u) h for each dependent d and head h; `u` scores a head by itself."""
    dependents, heads = given
    xp, width = model.ops.xp, model.get_dim("nI")
    weights = model.get_param("U")
    mapped = map_dependents(model, dependents.reshape((-1, width))).reshape(dependents.shape)
    scores = xp.matmul(mapped, heads.transpose((0, 2, 1)))

    def backprop(d_scores: Array) -> tuple[Array, Array]:
        d_mapped = xp.matmul(d_scores, heads)
        d_heads = xp.matmul(d_scores.transpose((0, 2, 1)), mapped)
        flat = d_mapped.reshape((-1, width))
        model.inc_grad("U", xp.matmul(dependents.reshape((-1, width)).T, flat))
        model.inc_grad("u", flat.sum(axis=0))
        return xp.matmul(d_mapped, weights.T), d_heads

    return scores, backprop


def map_dependents(model: Model[Any, Any], dependents: Array) -> Array:
    """D U + u for dependents in rows, shape (N, width): what is multiplied with heads."""
    mapped: Array = model.ops.xp.matmul(dependents, model.get_param("U"))
    mapped += model.get_param("u")
    return mapped
