"""The layers of the text classifier: a bag of n-grams, pooled encodings, or both added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thinc.model import Model

from nlptk.engine.layers.initial import init_layers
from nlptk.engine.layers.ngram_bag import Bags, grow_bag, ngram_bag
from nlptk.engine.layers.pooled_text import EncodedTexts, pooled_text
from nlptk.engine.layers.softmax_head import grow_head, softmax_head

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from nlptk.engine.layers.arrays import Array


@dataclass(frozen=True, slots=True)
class TextInput:
    """B texts as the layers want them; None for layers that are not there."""

    bags: Bags | None
    texts: EncodedTexts | None


@dataclass(frozen=True, slots=True)
class TextShape:
    """The sizes of the layers.

    `scale`, shape (rows,), is that of the n-grams (see `layers/ngram_bag.py`), None without a bag.
    A `width` of 0 is for a model that reads no encoding.
    """

    n_classes: int
    scale: Array | None
    width: int
    hidden_width: int


def textcat_model(
    shape: TextShape, *, rng: np.random.Generator, ops: Ops
) -> Model[TextInput, Array]:
    """A model from `TextInput` to scores, shape (B, n_classes); logits."""
    layers: list[Model[Any, Any]] = []
    if shape.scale is not None:
        layers.append(ngram_bag(shape.scale, shape.n_classes, ops=ops))
    if shape.width:
        layers.append(pooled_text(shape.width, shape.hidden_width, rng=rng, ops=ops))
        layers.append(softmax_head(shape.hidden_width, shape.n_classes, rng=rng, ops=ops))
    model: Model[TextInput, Array] = Model(
        "textcat", forward, init=init_layers, layers=layers, ops=ops
    )
    return model


def grow_textcat(
    model: Model[TextInput, Array], scale: Array | None, n_classes: int, rng: np.random.Generator
) -> None:
    """Give a model more classes and n-grams, in place; the scores that it gave stay as they are."""
    for layer in model.layers:
        if layer.name == "ngram_bag":
            grow_bag(layer, scale, n_classes)
        elif layer.name == "softmax_head":
            grow_head(layer, n_classes, rng)


def forward(
    model: Model[TextInput, Array], given: TextInput, is_train: bool
) -> tuple[Array, Callable[[Array], Array | None]]:
    """The sum of all scores; the way back gives the gradient of the encodings, or None."""
    layers = list(model.layers)
    scores: Array = 0.0
    if given.bags is not None:
        scores, backprop_bag = layers.pop(0)(given.bags, is_train)
    if given.texts is not None:
        pool, head = layers
        hidden, backprop_pool = pool(given.texts, is_train)
        more, backprop_head = head(hidden, is_train)
        scores = scores + more

    def backprop(d_scores: Array) -> Array | None:
        if given.bags is not None:
            backprop_bag(d_scores)
        if given.texts is None:
            return None
        return backprop_pool(backprop_head(d_scores))

    return scores, backprop
