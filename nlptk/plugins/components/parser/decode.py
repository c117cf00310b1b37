"""From scores to trees: sentences of about the same length are decoded together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.layers.biaffine import map_dependents
from nlptk.engine.layers.head_distance import add_distances, score_distances
from nlptk.engine.layers.padding import Padding

from .model import label_features, split_roles
from .trees import best_trees

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from thinc.api import Model, Ops

    from nlptk.engine.layers.arrays import Array

    Indexes = NDArray[np.int64]

_MOST_SCORES = 200_000
"""Arc scores computed at once: few enough to stay in the processor's cache."""


def decode_arcs(model: Model[Any, Any], hidden: Array, starts: NDArray[np.bool_]) -> Indexes:
    """The head of each token, shape (N,), as a token number; a root is its own head."""
    firsts = np.flatnonzero(starts)
    lengths = np.diff(np.append(firsts, len(starts)))
    heads, ops = np.zeros(len(starts), np.int64), model.ops
    roles = split_roles(model, hidden)
    mapped = map_dependents(model.layers[1], roles.arc_dependents)
    distances = score_distances(model.layers[4], roles.arc_dependents)
    for chosen in _groups(lengths):
        padding = Padding(lengths[chosen])
        tokens = firsts[chosen][padding.sequences] + padding.places
        rows = np.append(0, tokens + 1)
        scores = _arc_scores(ops, mapped[tokens], roles.arc_heads[rows], padding)
        add_distances(ops.xp, scores, padding.pad(distances[tokens], ops))
        within = padding.unpad(best_trees(_on_cpu(scores), padding.lengths))
        is_root = within == 0
        heads[tokens] = np.where(is_root, tokens, tokens - padding.places + within - 1)
    return heads


def decode_labels(model: Model[Any, Any], hidden: Array, heads: Indexes) -> Indexes:
    """The best label of each arc, shape (N,)."""
    score_labels = model.layers[2]
    roles = split_roles(model, hidden)
    rows = np.where(heads == np.arange(len(heads)), 0, heads + 1)
    features = label_features(model.ops.xp, roles.label_dependents, roles.label_heads[rows])
    best: Indexes = _on_cpu(score_labels.predict(features).argmax(axis=1))
    return best


def _groups(lengths: Indexes) -> Iterator[Indexes]:
    """Sentences by length, as many at once as their arc scores allow."""
    order = np.argsort(lengths, kind="stable")
    start = 0
    while start < len(order):
        end = start + 1
        while (
            end < len(order) and (end + 1 - start) * int(lengths[order[end]]) ** 2 <= _MOST_SCORES
        ):
            end += 1
        yield order[start:end]
        start = end


def _arc_scores(ops: Ops, dependents: Array, heads: Array, padding: Padding) -> Array:
    """Scores of shape (B, L, 1 + L); heads are those of the root, then of each dependent."""
    width = dependents.shape[1]
    block: Array = ops.alloc3f(len(padding.lengths), padding.longest + 1, width)
    block[:, 0] = heads[0]
    block[padding.sequences, padding.places + 1] = heads[1:]
    scores: Array = ops.xp.matmul(padding.pad(dependents, ops), block.transpose((0, 2, 1)))
    return scores


def _on_cpu(values: Array) -> Any:
    return values.get() if hasattr(values, "get") else values
