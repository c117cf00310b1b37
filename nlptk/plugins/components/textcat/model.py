"""The layers of the text categorizer: n-grams, encodings, or the sum of what both say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thinc.api import Model

from nlptk.engine.layers.initial import init_layers
from nlptk.engine.layers.ngram_bag import Bags, grow_bag, ngram_bag
from nlptk.engine.layers.pooled_text import pooled_text
from nlptk.engine.layers.softmax_head import grow_head, softmax_head

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from nlptk.engine.layers.arrays import Array

    Layer = Model[Any, Array]
    Way = Callable[[Array], Array | None]


@dataclass(frozen=True, slots=True)
class TextInput:
    """What is known of B documents: their n-grams, and the encoding of N tokens.

    `bags` is None for a model that reads none; so is `encoded`, shape (N, width). `lengths`, shape
    (B,), counts the tokens of each document.
    """

    lengths: Array
    bags: Bags | None = None
    encoded: Array | None = None


@dataclass(frozen=True, slots=True)
class TextShape:
    """The sizes of a model: rows of its table (0 for none) and widths (0 for no encoding)."""

    n_classes: int
    rows: int = 0
    width: int = 0
    hidden: int = 64
    rate_scale: float = 1.0


def text_scorer(shape: TextShape, *, rng: np.random.Generator, ops: Ops) -> Model[TextInput, Array]:
    """A model from a `TextInput` to scores, shape (B, n_classes), which are logits.

    With both a table and an encoding, scores are the sum of both. The way back gives the gradient
    of the encoding, or None without one.
    """
    layers: list[Layer] = []
    if shape.rows:
        layers.append(
            ngram_bag(shape.rows, shape.n_classes, ops=ops, rate_scale=shape.rate_scale)
        )
    if shape.width:
        layers.append(pooled_text(shape.width, shape.hidden, rng=rng, ops=ops))
        layers.append(softmax_head(shape.hidden, shape.n_classes, rng=rng, ops=ops, noisy=False))
    model: Model[TextInput, Array] = Model(
        "text_scorer", forward, init=init_layers, layers=layers, ops=ops
    )
    return model


def grow_scorer(
    model: Model[TextInput, Array], rows: int, n_classes: int, rng: np.random.Generator
) -> None:
    """Give a model more rows and classes, in place; the scores that it gives stay as they are."""
    for layer in model.layers:
        if layer.name == "ngram_bag":
            grow_bag(layer, rows, n_classes)
        elif layer.name == "softmax_head":
            grow_head(layer, n_classes, rng)


def forward(
    model: Model[TextInput, Array], given: TextInput, is_train: bool
) -> tuple[Array, Way]:
    """The scores of documents."""
    by_name: dict[str, Layer] = {layer.name: layer for layer in model.layers}
    scores: Array | None = None
    ways: list[Way] = []
    if "ngram_bag" in by_name:
        scores, way = by_name["ngram_bag"](given.bags, is_train)
        ways.append(way)
    if "pooled_text" in by_name:
        hidden, unpool = by_name["pooled_text"]((given.encoded, given.lengths), is_train)
        more, unscore = by_name["softmax_head"](hidden, is_train)
        scores = more if scores is None else scores + more
        ways.append(lambda d_scores: unpool(unscore(d_scores)))

    def backprop(d_scores: Array) -> Array | None:
        return [way(d_scores) for way in ways][-1]

    return scores, backprop
