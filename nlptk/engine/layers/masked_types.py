"""An encoder that some words are hidden from: one more type vector stands in their place.

Devlin et al. (2019), "BERT: Pre-training of deep bidirectional transformers for language
understanding". The vector replaces that of the whole type, so that nothing of the word is seen:
not its form, nor its affixes, shape or n-grams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thinc.model import Model

from . import encoder
from .initial import drawn_from, uniform
from .noise import NOISE_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array
    from .type_embed import TypeRows

_LIMIT = 1.0
"""Type vectors come out of a layer norm: this one starts about as long."""


def masked_encoder(
    encoded: Model[Any, Array], *, rng: np.random.Generator, ops: Ops
) -> Model[Any, Array]:
    """The layers of an encoder, with all their weights, behind a type vector for hidden words.

    Takes what the encoder takes, but for U types the index may also be U: a hidden word. The
    layers of `encoded` are used, not copied: what this one learns, it knows.
    """
    embed, *contextual = encoded.layers
    model: Model[Any, Array] = Model(
        "masked_encoder",
        encoder.forward,
        layers=[masked_types(embed, rng=rng, ops=ops), *contextual],
        dims={"nO": encoded.get_dim("nO")},
        attrs=dict(NOISE_ATTRIBUTES),
        ops=ops,
    )
    return model


def masked_types(
    embed: Model[TypeRows, Array], *, rng: np.random.Generator, ops: Ops
) -> Model[TypeRows, Array]:
    """A layer from U types to U + 1 vectors: those of `embed`, and that of a hidden word."""
    model: Model[TypeRows, Array] = Model(
        "masked_types",
        forward,
        init=drawn_from(rng, init),
        layers=[embed],
        dims={"nO": embed.get_dim("nO")},
        params={"hidden": None},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the vector; the layer inside has its weights."""
    ops: Any = model.ops
    model.set_param("hidden", ops.asarray(uniform(rng, (1, model.get_dim("nO")), _LIMIT)))


def forward(
    model: Model[TypeRows, Array], types: TypeRows, is_train: bool
) -> tuple[Array, Callable[[Array], None]]:
    """The vectors, shape (U + 1, nO); the way back leaves gradients only."""
    vectors, backprop_types = model.layers[0](types, is_train)
    hidden = model.get_param("hidden")

    def backprop(d_vectors: Array) -> None:
        model.inc_grad("hidden", d_vectors[-1:])
        backprop_types(d_vectors[:-1])

    return model.ops.xp.concatenate([vectors, hidden]), backprop
