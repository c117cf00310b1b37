"""Scores of some of very many classes, and the loss over all of them estimated from those.

To compare a row with every class would cost more than the rest of a network: Jean et al. (2015),
"On using very large target vocabulary for neural machine translation". The most frequent classes
are always among the candidates, and a sample of the rare ones stands for all of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.model import Model

from .initial import drawn_from, uniform
from .rows import ROW_GRADIENTS, RowGradients

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from thinc.api import Ops

    from .arrays import Array

    Classes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The classes that rows are compared with: S of C, in order.

    `classes`, shape (S,); the first `n_frequent` stand for themselves, and each of the others for
    as many as exp(`log_share`) rare ones.
    """

    classes: Classes
    n_frequent: int
    log_share: float

    def columns(self, wanted: Classes) -> Classes:
        """Where wanted classes, which are all among the candidates, stand in `classes`."""
        found: Classes = np.searchsorted(self.classes, wanted)
        return found

    def corrected(self, scores: Array, columns: Classes, *, xp: Any) -> Array:
        """Scores as if rare candidates came as often as what they stand for, in place.

        A row's own class, which is certain to be there, stands for itself alone.
        """
        if self.log_share:
            scores[:, self.n_frequent :] += self.log_share
            rare = np.flatnonzero(columns >= self.n_frequent)
            scores[xp.asarray(rare), xp.asarray(columns[rare])] -= self.log_share
        return scores


def draw_candidates(
    wanted: Classes, *, n_classes: int, n_frequent: int, n_rare: int, rng: np.random.Generator
) -> Candidates:
    """The `n_frequent` first classes, the wanted ones, and others up to about `n_rare` rare ones.

    Classes are in order of frequency. All are candidates where that is hardly more.
    """
    if n_classes <= n_frequent + 2 * n_rare:
        return Candidates(np.arange(n_classes), n_classes, 0.0)
    drawn = rng.integers(n_frequent, n_classes, n_rare)
    rare = np.unique(np.concatenate([wanted[wanted >= n_frequent], drawn]))
    classes = np.concatenate([np.arange(n_frequent), rare])
    return Candidates(classes, n_frequent, log((n_classes - n_frequent) / len(rare)))


def class_scores(
    width: int, n_classes: int, *, rng: np.random.Generator, ops: Ops
) -> Model[tuple[Array, Array], Array]:
    """A layer from N rows, shape (N, width), and S distinct classes to scores, shape (N, S)."""
    model: Model[tuple[Array, Array], Array] = Model(
        "class_scores",
        forward,
        init=drawn_from(rng, init),
        dims={"nI": width, "nO": n_classes},
        params={"E": None, "b": None},
        attrs={ROW_GRADIENTS: {"E": RowGradients()}},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights."""
    ops: Any = model.ops
    n_in, n_out = model.get_dim("nI"), model.get_dim("nO")
    vectors = uniform(rng, (n_out, n_in), n_in**-0.5)
    model.set_param("E", ops.asarray(vectors))
    model.set_param("b", ops.alloc1f(n_out))


def forward(
    model: Model[tuple[Array, Array], Array],
    given: tuple[Array, Array],
    is_train: bool,  # noqa: ARG001 - thinc passes it
) -> tuple[Array, Callable[[Array], tuple[Array, Array]]]:
    """The scores x E' + b of the classes; the way back gives the gradient of the rows."""
    x, classes = given
    xp = model.ops.xp
    vectors: Array = model.get_param("E")[classes]
    scores = xp.matmul(x, vectors.T)
    scores += model.get_param("b")[classes]

    def backprop(d_scores: Array) -> tuple[Array, Array]:
        gradients: RowGradients = model.attrs[ROW_GRADIENTS]["E"]
        gradients.add(classes, xp.matmul(d_scores.T, x))
        d_bias = model.ops.alloc1f(model.get_dim("nO"))
        d_bias[classes] = d_scores.sum(axis=0)
        model.inc_grad("b", d_bias)
        return xp.matmul(d_scores, vectors), classes

    return scores, backprop
