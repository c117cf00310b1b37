"""The layers of the linker: rankers of candidates, and a softmax over those of each mention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from thinc.api import Model

from nlptk.engine.layers.initial import init_layers
from nlptk.engine.layers.softmax_head import softmax_head

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from thinc.api import Ops

    from nlptk.engine.layers.arrays import Array


class Ranked(NamedTuple):
    """What a ranker sees: R rows of candidates of M mentions.

    `rows`, shape (R, n_features); where it reads the encoding also `contexts`, shape (M, width),
    `owners`, shape (R,), the mention of each row, and `entities`, shape (R, entity width).
    """

    rows: Array
    contexts: Array | None = None
    owners: NDArray[np.int64] | None = None
    entities: Array | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide a ranker is. `context` and `entity` are 0 where it does not read the encoding."""

    n_features: int
    hidden: int
    context: int = 0
    entity: int = 0
    common: int = 32
    """The width of the room in which contexts and entities meet."""


def ranker(shape: Shape, *, rng: np.random.Generator, ops: Ops, name: str) -> Model[Any, Any]:
    """A model from `Ranked` to scores, shape (R,).

    A score is what a hidden layer makes of the features and, where there are contexts, the product
    of context and entity in a common room. All scores are 0 in the beginning.
    """
    widths = [(shape.n_features, shape.hidden), (shape.hidden, 1)]
    if shape.context and shape.entity:
        widths += [(shape.context, shape.common), (shape.entity, shape.common)]
    layers = [softmax_head(n_in, n_out, rng=rng, ops=ops, noisy=False) for n_in, n_out in widths]
    model: Model[Ranked, Array] = Model(name, forward, init=init, layers=layers, ops=ops)
    return model


def init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> Model[Any, Any]:  # noqa: ARG001, N803
    """Draw the weights, but for those that give scores: all candidates are alike at first."""
    init_layers(model)
    for last in model.layers[1::2]:
        weights = last.get_param("W")
        last.set_param("W", model.ops.alloc2f(*weights.shape))
    return model


def forward(
    model: Model[Ranked, Array], given: Ranked, is_train: bool
) -> tuple[Array, Callable[[Array], Array | None]]:
    """Scores; the way back gives the gradient of the contexts, or None where there are none."""
    hidden, score = model.layers[:2]
    raw, backprop_raw = hidden(given.rows, is_train)
    positive = raw > 0
    column, backprop_column = score(raw * positive, is_train)

    def backprop_rows(d_scores: Array) -> None:
        backprop_raw(backprop_column(d_scores[:, None]) * positive)

    if len(model.layers) == 2:
        return column[:, 0], backprop_rows
    met, backprop_met = _meet(model, given, is_train)

    def backprop(d_scores: Array) -> Array:
        backprop_rows(d_scores)
        return backprop_met(d_scores)

    return column[:, 0] + met, backprop


def _meet(
    model: Model[Ranked, Array], given: Ranked, is_train: bool
) -> tuple[Array, Callable[[Array], Array]]:
    """The products of contexts and entities in their common room."""
    of_context, of_entity = model.layers[2:]
    contexts, backprop_contexts = of_context(given.contexts, is_train)
    entities, backprop_entities = of_entity(given.entities, is_train)
    owned = contexts[given.owners]

    def backprop(d_scores: Array) -> Array:
        backprop_entities(owned * d_scores[:, None])
        d_contexts = model.ops.alloc2f(*contexts.shape)
        ops: Any = model.ops
        ops.scatter_add(d_contexts, given.owners, entities * d_scores[:, None])
        found: Array = backprop_contexts(d_contexts)
        return found

    return (owned * entities).sum(axis=1), backprop


def linker_model(
    first: Shape,
    second: Shape | None,
    *,
    halves: bool = False,
    rng: np.random.Generator,
    ops: Ops,
) -> Model[Any, Any]:
    """The rankers of a linker under one roof, for whoever moves, keeps or updates weights.

    They are called one by one: the first stage, and where there is a second one, or with `halves`,
    two more of the first stage, each trained on half of the documents, and the second stage,
    trained on what they say of the other half.
    """
    layers = [ranker(first, rng=rng, ops=ops, name="first")]
    if halves or second is not None:
        layers += [ranker(first, rng=rng, ops=ops, name=f"half-{half}") for half in range(2)]
    if second is not None:
        layers.append(ranker(second, rng=rng, ops=ops, name="second"))
    model: Model[Any, Any] = Model(
        "entity_linker", _nothing, init=init_layers, layers=layers, ops=ops
    )
    model.initialize()
    return model


def _nothing(model: Model[Any, Any], given: Any, is_train: bool) -> Any:  # noqa: ARG001
    raise TypeError("the rankers of a linker are called one by one")


def chances(scores: NDArray[np.float32], sizes: NDArray[np.int64]) -> NDArray[np.float32]:
    """A softmax within each mention: scores, shape (R,), of which `sizes` belong together."""
    starts = np.cumsum(sizes) - sizes
    owners = np.repeat(np.arange(len(sizes)), sizes)
    raised: NDArray[np.float32] = np.exp(scores - np.maximum.reduceat(scores, starts)[owners])
    totals: NDArray[np.float32] = np.add.reduceat(raised, starts)[owners]
    return (raised / totals).astype(np.float32)
