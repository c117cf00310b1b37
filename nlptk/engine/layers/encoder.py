"""The encoder: from distinct words and where they stand to a vector for each token in context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thinc.model import Model

from .bilstm import bilstm
from .initial import init_layers
from .noise import NOISE_ATTRIBUTES, draw_mask
from .predicting import no_way_back
from .sru import TypedTokens, windowed_sru
from .type_embed import TypeRows, type_embed

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array
    from .layout import Layout


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The sizes of an encoder: rows and width of the feature table, and widths of the layers.

    `static_width` is that of the static vectors which words have besides; 0 for none.
    """

    rows: int
    embed_width: int = 96
    type_width: int = 128
    hidden_width: int = 96
    static_width: int = 0

    @property
    def width(self) -> int:
        """The width of the encoding: both directions of the LSTM, and the type vector."""
        return 2 * self.hidden_width + self.type_width


@dataclass(frozen=True, slots=True)
class EncoderInput:
    """The distinct words of a batch, and the tokens that are made of them.

    `types` are the features of U words; `index`, shape (N,), holds each token's word in plain
    order; `vectors`, shape (U, type width), are given instead of `types` when they are known.
    """

    types: TypeRows | None
    index: Array
    layout: Layout
    vectors: Array | None = None


def encoder(shape: EncoderShape, *, rng: np.random.Generator, ops: Ops) -> Model[Any, Array]:
    """A model from the words of a batch to the encoding of its N tokens, (N, shape.width).

    A windowed SRU and a BiLSTM over the type vectors, with a connection past the BiLSTM and
    another for the type vectors themselves, which all heads can see.
    """
    embed = type_embed(
        shape.rows,
        width=shape.embed_width,
        n_out=shape.type_width,
        rng=rng,
        ops=ops,
        static_width=shape.static_width,
    )
    first = windowed_sru(shape.hidden_width, shape.type_width, rng=rng, ops=ops)
    second = bilstm(shape.hidden_width, 2 * shape.hidden_width, rng=rng, ops=ops)
    model: Model[Any, Array] = Model(
        "encoder",
        forward,
        init=init_layers,
        layers=[embed, first, second],
        dims={"nO": shape.width},
        attrs=dict(NOISE_ATTRIBUTES),
        ops=ops,
    )
    return model


def forward(
    model: Model[Any, Array], given: EncoderInput, is_train: bool
) -> tuple[Array, Callable[[Array], None]]:
    """The encoding in plain order; the way back leaves gradients only."""
    return _learn(model, given) if is_train else (_predict(model, given), no_way_back)


def _learn(model: Model[Any, Array], given: EncoderInput) -> tuple[Array, Callable[[Array], None]]:
    embed, first, second = model.layers
    xp, layout = model.ops.xp, given.layout
    vectors: Array = given.vectors
    backprop_types = None
    if given.types is not None:
        vectors, backprop_types = embed.begin_update(given.types)
    index = given.index[layout.to_packed]
    x = vectors[index]
    y, backprop_first = first.begin_update(TypedTokens(vectors, index, layout))
    mask = _mask(model, layout, y.shape[1])
    if mask is not None:
        y *= mask
    z, backprop_second = second.begin_update((y, layout))
    z += y
    mask_out = _mask(model, layout, z.shape[1])
    if mask_out is not None:
        z *= mask_out

    def backprop(d_encoded: Array) -> None:
        d_packed = d_encoded[layout.to_packed]
        d_z, d_x = d_packed[:, : z.shape[1]], d_packed[:, z.shape[1] :]
        if mask_out is not None:
            d_z = d_z * mask_out
        d_y = backprop_second(d_z) + d_z
        if mask is not None:
            d_y *= mask
        d_vectors = backprop_first(d_y)
        model.ops.scatter_add(d_vectors, index.astype("int32"), model.ops.as_contig(d_x))
        if backprop_types is not None:
            backprop_types(d_vectors)

    return xp.concatenate([z, x], axis=1)[layout.to_plain], backprop


def _predict(model: Model[Any, Array], given: EncoderInput) -> Array:
    """The encoding, with nothing kept for a way back."""
    embed, first, second = model.layers
    xp, layout = model.ops.xp, given.layout
    vectors: Array = given.vectors
    if given.types is not None:
        vectors = embed.predict(given.types)
    y = first.predict(TypedTokens(vectors, given.index[layout.to_packed], layout))
    z = second.predict((y, layout))
    z += y
    encoded: Array = model.ops.alloc2f(len(z), model.get_dim("nO"), zeros=False)
    encoded[:, : z.shape[1]] = xp.take(z, layout.to_plain, axis=0)
    encoded[:, z.shape[1] :] = xp.take(vectors, given.index, axis=0)
    return encoded


def _mask(model: Model[Any, Any], layout: Layout, width: int) -> Array | None:
    """A dropout mask that all tokens of a sequence share, shape (N, width) in packed order."""
    mask = draw_mask(model, (layout.n_sequences, width))
    return None if mask is None else mask[layout.sequence_of_row]


def type_vectors(model: Model[Any, Array], types: TypeRows) -> Array:
    """The vectors of words by themselves, shape (U, type width), to be kept while weights rest."""
    embed: Model[TypeRows, Array] = model.layers[0]
    return embed.predict(types)
