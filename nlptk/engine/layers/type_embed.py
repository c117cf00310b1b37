"""Type vectors: each distinct word of a batch, from its hashed features, without context.

A type's features are rows of one table: two hashes of its lower-cased form, whose vectors are
added, its prefix, suffix and shape, and its character n-grams, whose vectors are averaged. The five
vectors are put side by side and mixed by a maxout layer, to which a map of the type's static vector
may be added before the maximum is taken. Hashing: Weinberger et al. (2009),
"Feature hashing for large scale multitask learning"; n-grams: Bojanowski et al. (2017), "Enriching
word vectors with subword information"; two hashes: Svenstrup, Hansen and Winther (2017), "Hash
embeddings for efficient word representations".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thinc.model import Model

from .initial import drawn_from, fan_in_uniform, init_layers, uniform
from .noise import NOISE_ATTRIBUTES, draw_mask
from .norm import layer_norm
from .rows import ROW_GRADIENTS, RowGradients
from .static_vectors import static_vectors

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from .arrays import Array

N_FEATURES = 5
"""Form, prefix, suffix, shape, n-grams."""
_NGRAM_SCALE = 3.0
"""A mean of many vectors is short; this makes it about as long as the others."""
_TABLE_LIMIT = 0.1
_PIECES = 2


@dataclass(frozen=True, slots=True)
class TypeRows:
    """The rows of the table that each of U types uses.

    `single`, shape (U, 5), holds the rows of form, form again, prefix, suffix and shape. `ngrams`,
    shape (K,), holds those of the first type's n-grams, then of the second's; `n_ngrams`, shape
    (U,), counts them, and each type has at least one. `static`, shape (U, width of the table), are
    their vectors in a table that is not trained; None for a layer without.
    """

    single: Array
    ngrams: Array
    n_ngrams: Array
    static: Array | None = None


def type_embed(
    rows: int,
    *,
    width: int,
    n_out: int,
    rng: np.random.Generator,
    ops: Ops,
    static_width: int = 0,
) -> Model[TypeRows, Array]:
    """A layer that takes the `TypeRows` of U types to their vectors, shape (U, n_out).

    The table has `rows` rows of `width` numbers. Static vectors of `static_width` numbers are
    mapped by a layer of their own; 0 for none.
    """
    static = static_vectors(static_width, n_out * _PIECES, rng=rng, ops=ops)
    model: Model[TypeRows, Array] = Model(
        "type_embed",
        forward,
        init=drawn_from(rng, init),
        dims={"rows": rows, "width": width, "nO": n_out},
        params={"E": None, "W": None, "b": None, "gain": None, "shift": None},
        layers=[static] if static_width else [],
        attrs={**NOISE_ATTRIBUTES, ROW_GRADIENTS: {"E": RowGradients()}},
        ops=ops,
    )
    return model


def init(model: Model[Any, Any], rng: np.random.Generator) -> None:
    """Draw the weights."""
    ops: Any = model.ops
    rows, width, n_out = (model.get_dim(name) for name in ("rows", "width", "nO"))
    model.set_param("E", ops.asarray(uniform(rng, (rows, width), _TABLE_LIMIT)))
    mix = fan_in_uniform(rng, N_FEATURES * width, n_out * _PIECES)
    model.set_param("W", ops.asarray(mix))
    model.set_param("b", ops.alloc1f(n_out * _PIECES))
    model.set_param("gain", ops.alloc1f(n_out) + 1)
    model.set_param("shift", ops.alloc1f(n_out))
    init_layers(model)


def forward(
    model: Model[TypeRows, Array], types: TypeRows, is_train: bool
) -> tuple[Array, Callable[[Array], None]]:
    """The vectors of types, shape (U, nO); the way back leaves gradients only."""
    ops: Any = model.ops
    n_out, width = model.get_dim("nO"), model.get_dim("width")
    features = _look_up(model, types)
    weights = model.get_param("W")
    mixed = ops.xp.matmul(features, weights)
    mixed += model.get_param("b")
    backprop_static = None
    if model.layers:
        mapped, backprop_static = model.layers[0](types.static, is_train)
        mixed += mapped
    best, which = ops.maxout(mixed.reshape((len(mixed), n_out, _PIECES)))
    vectors, backprop_norm = layer_norm(best, model.get_param("gain"), model.get_param("shift"))
    mask = draw_mask(model, vectors.shape) if is_train else None
    if mask is not None:
        vectors = vectors * mask

    def backprop(d_vectors: Array) -> None:
        if not len(d_vectors):
            return  # a batch of empty documents, which thinc's kernels refuse
        if mask is not None:
            d_vectors = d_vectors * mask
        d_best, d_gain, d_shift = backprop_norm(d_vectors)
        d_mixed = ops.backprop_maxout(d_best, which, _PIECES).reshape((len(d_best), -1))
        model.inc_grad("gain", d_gain)
        model.inc_grad("shift", d_shift)
        model.inc_grad("W", ops.xp.matmul(features.T, d_mixed))
        model.inc_grad("b", d_mixed.sum(axis=0))
        if backprop_static is not None:
            backprop_static(d_mixed)
        _give_back(model, types, ops.xp.matmul(d_mixed, weights.T).reshape((-1, N_FEATURES, width)))

    return vectors, backprop


def _look_up(model: Model[TypeRows, Array], types: TypeRows) -> Array:
    """The vectors of all features side by side, shape (U, 5 * width)."""
    table: Array = model.get_param("E")
    width = model.get_dim("width")
    features = model.ops.alloc3f(len(types.single), N_FEATURES, width, zeros=False)
    features[:, 0] = table[types.single[:, 0]]
    features[:, 0] += table[types.single[:, 1]]
    features[:, 1:4] = table[types.single[:, 2:]]
    mean = model.ops.reduce_mean(table[types.ngrams], types.n_ngrams)
    features[:, 4] = mean * _NGRAM_SCALE
    return features.reshape((-1, N_FEATURES * width))


def _give_back(model: Model[TypeRows, Array], types: TypeRows, d_features: Array) -> None:
    """Leave the gradient of the table's rows; d_features has shape (U, 5, width)."""
    width = model.get_dim("width")
    gradients: RowGradients = model.attrs[ROW_GRADIENTS]["E"]
    gradients.add(types.single[:, :2].T.reshape(-1), _twice(model, d_features[:, 0]))
    gradients.add(types.single[:, 2:].reshape(-1), d_features[:, 1:4].reshape((-1, width)))
    share = d_features[:, 4] * (_NGRAM_SCALE / types.n_ngrams[:, None])
    owners = model.ops.xp.repeat(model.ops.xp.arange(len(share)), _counts(types.n_ngrams))
    gradients.add(types.ngrams, share.astype("float32")[owners])


def _twice(model: Model[TypeRows, Array], values: Array) -> Array:
    return model.ops.xp.concatenate([values, values])


def _counts(lengths: Array) -> Any:
    """Lengths as `repeat` wants them: CuPy takes a list, NumPy an array."""
    return lengths.tolist() if hasattr(lengths, "get") else lengths
