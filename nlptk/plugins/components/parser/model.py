"""The parser's layers: scores of arcs, of their labels, and of sentence starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from thinc.model import Model

from nlptk.engine.layers.biaffine import biaffine
from nlptk.engine.layers.head_distance import head_distance
from nlptk.engine.layers.initial import init_layers
from nlptk.engine.layers.projection import projection
from nlptk.engine.layers.softmax_head import softmax_head

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from thinc.api import Ops

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.layers.padding import Padding

N_STARTS = 2
"""Classes of a token: goes on with its sentence, starts one."""


@dataclass(frozen=True, slots=True)
class ParserInput:
    """The encoding of N tokens, shape (N, width), their sequences, and heads to label.

    `heads`, shape (N,), counts from 1; 0 is the root.
    """

    encoded: Array
    padding: Padding
    heads: Array


@dataclass(frozen=True, slots=True)
class ParserScores:
    """Arcs, shape (B, L, 1 + L), head 0 being the root; labels (N, labels); starts (N, 2)."""

    arcs: Array
    labels: Array
    starts: Array


@dataclass(frozen=True, slots=True)
class Roles:
    """The hidden layer of `projection` by role: rows for dependents, and for the root and heads.

    Dependents have shape (N, width), heads (1 + N, width).
    """

    arc_dependents: Array
    arc_heads: Array
    label_dependents: Array
    label_heads: Array


def parser_model(
    n_in: int,
    n_labels: int,
    *,
    arc_width: int,
    label_width: int,
    rng: np.random.Generator,
    ops: Ops,
) -> Model[ParserInput, ParserScores]:
    """A model over the encoding. Labels are scored for the given head only.

    A label's score is linear in dependent, head and their product: cheaper than the biaffine form
    for many labels, and as accurate.
    """
    roles = projection(n_in, 2 * (arc_width + label_width), rng=rng, ops=ops)
    model: Model[ParserInput, ParserScores] = Model(
        "parser",
        forward,
        init=init_layers,
        layers=[
            roles,
            biaffine(arc_width, rng=rng, ops=ops),
            softmax_head(3 * label_width, n_labels, rng=rng, ops=ops, noisy=False),
            softmax_head(n_in, N_STARTS, rng=rng, ops=ops),
            head_distance(arc_width, rng=rng, ops=ops),
        ],
        dims={"nI": n_in, "arc": arc_width, "label": label_width},
        ops=ops,
    )
    return model


def split_roles(model: Model[Any, Any], hidden: Array) -> Roles:
    """The four parts of the projection, shape (1 + N, ...)."""
    arc, label = model.get_dim("arc"), model.get_dim("label")
    return Roles(
        arc_dependents=hidden[1:, :arc],
        arc_heads=hidden[:, arc : 2 * arc],
        label_dependents=hidden[1:, 2 * arc : 2 * arc + label],
        label_heads=hidden[:, 2 * arc + label :],
    )


def label_features(xp: Any, dependents: Array, heads: Array) -> Array:
    """What the label scorer sees of an arc, shape (N, 3 * label width)."""
    return xp.concatenate([heads * dependents, heads, dependents], axis=1)


def forward(
    model: Model[ParserInput, ParserScores], given: ParserInput, is_train: bool
) -> tuple[ParserScores, Callable[[ParserScores], Array]]:
    """All scores; the way back takes their gradients to that of the encoding."""
    project, score_arcs, score_labels, score_starts, score_distances = model.layers
    xp, padding = model.ops.xp, given.padding
    hidden, backprop_hidden = project((given.encoded, padding.sequences), is_train)
    roles = split_roles(model, hidden)
    blocks = (
        padding.pad(roles.arc_dependents, model.ops),
        _with_root(model, roles.arc_heads, padding),
    )
    arcs, backprop_arcs = score_arcs(blocks, is_train)
    distances, backprop_distances = score_distances(blocks[0], is_train)
    arcs += distances
    dependents, heads = roles.label_dependents, roles.label_heads[given.heads]
    labels, backprop_labels = score_labels(label_features(xp, dependents, heads), is_train)
    starts, backprop_starts = score_starts(given.encoded, is_train)

    def backprop(d_scores: ParserScores) -> Array:
        d_block_dependents, d_block_heads = backprop_arcs(d_scores.arcs)
        d_block_dependents += backprop_distances(d_scores.arcs)
        d_product, d_heads, d_dependents = xp.split(backprop_labels(d_scores.labels), 3, axis=1)
        d_hidden = xp.zeros_like(hidden)
        d_roles = split_roles(model, d_hidden)
        d_roles.arc_dependents[:] = padding.unpad(d_block_dependents)
        d_roles.arc_heads[0] = d_block_heads[:, 0].sum(axis=0)
        d_roles.arc_heads[1:] = padding.unpad(d_block_heads[:, 1:])
        d_roles.label_dependents[:] = d_dependents + d_product * heads
        d_label_heads = model.ops.alloc2f(*roles.label_heads.shape)
        model.ops.scatter_add(
            d_label_heads,
            given.heads.astype("int32"),
            model.ops.as_contig(d_heads + d_product * dependents),
        )
        d_roles.label_heads[:] = d_label_heads
        return backprop_hidden(d_hidden) + backprop_starts(d_scores.starts)

    return ParserScores(arcs, labels, starts), backprop


def _with_root(model: Model[Any, Any], heads: Array, padding: Padding) -> Array:
    """Heads as a block, shape (B, 1 + L, width), that of the root first in each sequence."""
    block: Array = model.ops.alloc3f(len(padding.lengths), padding.longest + 1, heads.shape[1])
    block[:, 0] = heads[0]
    block[padding.sequences, padding.places + 1] = heads[1:]
    return block
