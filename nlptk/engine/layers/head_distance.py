"""Scores of arcs by how far away, and on which side, the head would stand.

Few sentences teach which word a word belongs to slowly, but soon that it is mostly the next one.
After Qi et al. (2018), "Universal dependency parsing from scratch", who score order and distance;
here a token scores classes of distances, which costs nothing that grows with the encoding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.model import Model

from .initial import drawn_from, zeros

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from thinc.api import Ops

    from .arrays import Array

_FIRST = (1, 2, 3, 4, 5, 7, 10, 15, 25)
"""The least distance of each class; the last has no end."""
N_CLASSES = 2 * len(_FIRST) + 1
"""Distances to the right and to the left, and none."""


def head_distance(width: int, *, rng: np.random.Generator, ops: Ops) -> Model[Array, Array]:
    """A layer from dependents (B, L, width) to scores of arcs (B, L, 1 + L); the root's are 0."""
    model: Model[Array, Array] = Model(
        "head_distance",
        forward,
        init=drawn_from(rng, init),
        dims={"nI": width},
        params={"W": None, "b": None},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:  # noqa: ARG001 - as others
    """Start with all distances alike."""
    model.set_param("W", zeros(model.ops, model.get_dim("nI"), N_CLASSES))
    model.set_param("b", model.ops.alloc1f(N_CLASSES))


def forward(
    model: Model[Array, Array],
    dependents: Array,
    is_train: bool,  # noqa: ARG001 - thinc passes it
) -> tuple[Array, Callable[[Array], Array]]:
    """(d W + b) at the class of each place's distance from dependent d."""
    xp, width = model.ops.xp, model.get_dim("nI")
    size, length = dependents.shape[:2]
    flat = dependents.reshape((-1, width))
    by_class = score_distances(model, flat).reshape((size, length, N_CLASSES))
    scores = model.ops.alloc3f(size, length, 1 + length)
    add_distances(xp, scores, by_class)

    def backprop(d_scores: Array) -> Array:
        is_class = xp.asarray(distance_classes(length)[:, :, None] == np.arange(N_CLASSES))
        by_place = xp.matmul(d_scores[:, :, 1:].transpose((1, 0, 2)), is_class.astype("float32"))
        d_classes = xp.ascontiguousarray(by_place.transpose((1, 0, 2))).reshape((-1, N_CLASSES))
        model.inc_grad("W", xp.matmul(flat.T, d_classes))
        model.inc_grad("b", d_classes.sum(axis=0))
        return xp.matmul(d_classes, model.get_param("W").T).reshape(dependents.shape)

    return scores, backprop


def score_distances(model: Model[Any, Any], dependents: Array) -> Array:
    """Scores of the classes of distances for dependents in rows: (N, width) to (N, classes)."""
    scores: Array = model.ops.xp.matmul(dependents, model.get_param("W"))
    scores += model.get_param("b")
    return scores


def add_distances(xp: Any, scores: Array, by_class: Array) -> None:
    """Add the scores of distances (B, L, classes) to those of arcs (B, L, 1 + L), in place."""
    size, length = by_class.shape[:2]
    if not length:
        return
    places = distance_classes(length) + np.arange(length)[:, None] * N_CLASSES
    rows = by_class.reshape((size, length * N_CLASSES))
    scores[:, :, 1:] += xp.take(rows, xp.asarray(places), axis=1)


def distance_classes(length: int) -> NDArray[np.int64]:
    """The class of each distance: shape (length, length), dependents by heads."""
    places = np.arange(length)
    distances = places - places[:, None]
    classes: NDArray[np.int64] = np.searchsorted(_FIRST, np.abs(distances), side="right")
    classes[distances < 0] += len(_FIRST)
    return classes
