"""A linear layer over bags: each document is a few weighted rows of a large table.

The table is the weight matrix of a linear model over sparse features. Joulin et al. (2017), "Bag of
tricks for efficient text classification".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thinc.api import Model

from .noise import NOISE_ATTRIBUTES, draw_mask
from .rows import ROW_GRADIENTS, RowGradients

if TYPE_CHECKING:
    from collections.abc import Callable

    from thinc.api import Ops

    from .arrays import Array


@dataclass(frozen=True, slots=True)
class Bags:
    """The features of B documents, those of the first, then of the second, and so on.

    `rows`, shape (K,), are rows of the table, and `weights`, shape (K,), how much each counts.
    `lengths`, shape (B,), says how many features each document has; it may have none.
    """

    rows: Array
    weights: Array
    lengths: Array


def ngram_bag(rows: int, n_classes: int, *, ops: Ops, rate_scale: float = 1.0) -> Model[Bags, Array]:
    """A layer from the `Bags` of B documents to scores, shape (B, n_classes).

    Scores are logits: a bias and the weighted sum of a document's rows, times `rate_scale`. That
    lets the layer learn so many times as fast as others that share its optimizer. All weights start
    at zero. In training features are dropped.
    """
    model: Model[Bags, Array] = Model(
        "ngram_bag",
        forward,
        init=init,
        dims={"rows": rows, "nO": n_classes},
        params={"W": None, "b": None},
        attrs={
            **NOISE_ATTRIBUTES,
            ROW_GRADIENTS: {"W": RowGradients()},
            "rate_scale": rate_scale,
        },
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> Model[Any, Any]:  # noqa: N803, ARG001
    """Start with weights that say nothing: a linear model needs no noise to learn from."""
    ops: Any = model.ops
    model.set_param("W", ops.alloc2f(model.get_dim("rows"), model.get_dim("nO")))
    model.set_param("b", ops.alloc1f(model.get_dim("nO")))
    return model


def grow_bag(model: Model[Bags, Array], rows: int, n_classes: int) -> None:
    """Give a layer more rows and classes, in place; the scores that it gives stay as they are."""
    ops: Any = model.ops
    old, bias = model.get_param("W"), model.get_param("b")
    if old.shape == (rows, n_classes):
        return
    weights, more_bias = ops.alloc2f(rows, n_classes), ops.alloc1f(n_classes)
    weights[: old.shape[0], : old.shape[1]] = old
    more_bias[: len(bias)] = bias
    for name in ("W", "b"):
        model.set_param(name, None)  # thinc lets no dimension change that a parameter has
    model.set_dim("rows", rows, force=True)
    model.set_dim("nO", n_classes, force=True)
    model.set_param("W", weights)
    model.set_param("b", more_bias)


def forward(
    model: Model[Bags, Array], bags: Bags, is_train: bool
) -> tuple[Array, Callable[[Array], None]]:
    """Scores of documents; the way back leaves gradients only."""
    ops: Any = model.ops
    scale = model.attrs["rate_scale"]
    weights = bags.weights
    mask = draw_mask(model, weights.shape) if is_train else None
    if mask is not None:
        weights = weights * mask
    scores = ops.reduce_sum(model.get_param("W")[bags.rows] * weights[:, None], bags.lengths)
    scores += model.get_param("b")
    scores *= scale

    def backprop(d_scores: Array) -> None:
        scaled = d_scores * scale
        model.inc_grad("b", scaled.sum(axis=0))
        gradients: RowGradients = model.attrs[ROW_GRADIENTS]["W"]
        d_rows = ops.xp.repeat(scaled, _counts(bags.lengths), axis=0)
        d_rows *= weights[:, None]
        gradients.add(bags.rows, d_rows)

    return scores, backprop


def _counts(lengths: Array) -> Any:
    """Lengths as `repeat` wants them: CuPy takes a list, NumPy an array."""
    return lengths.tolist() if hasattr(lengths, "get") else lengths
