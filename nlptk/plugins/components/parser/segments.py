"""Where sentences start: as somebody said before, or as the parser sees it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

_MOST_WORDS = 400
"""Longer sentences are cut at the likeliest place: arc scores take the square of their length."""


def sentence_starts(batch: Batch, scores: Array | None, *, bias: float = 0.0) -> NDArray[np.bool_]:
    """Which tokens start a sentence, shape (N,); the first of a document always does.

    `scores`, shape (N, 2), are those of going on and of starting, to which `bias` is added.
    Documents whose sentences are set keep them; without scores, every other one is one sentence.
    """
    starts = np.zeros(batch.n_tokens, bool)
    margin = None
    if scores is not None:
        difference = scores[:, 1] - scores[:, 0] + bias
        margin = difference.get() if hasattr(difference, "get") else difference
        starts = margin > 0
    starts[batch.offsets[:-1][batch.lengths > 0]] = True
    if margin is not None:
        _cut_long(starts, margin)
    for stretch, offset in zip(batch.stretches, batch.offsets.tolist(), strict=False):
        if stretch.doc.is_sentenced:
            preset = stretch.doc.column("sent_start") == 1
            preset[:1] = True
            starts[offset : offset + len(stretch)] = preset
    return starts


def gold_starts(batch: Batch, heads: NDArray[np.int64]) -> NDArray[np.int8]:
    """Whether each token starts a sentence: 1, or -1 for no, or 0 where nobody can tell.

    `heads`, shape (N,), are those of `Batch.gold_heads`. Where sentences are not annotated, trees
    tell: no sentence starts under an arc, and one does between trees whose arcs are all known.
    """
    marks: NDArray[np.int8] = batch.gold("sent_start")
    known = heads >= 0
    if marks.all() or not known.any():
        return marks
    tokens = np.arange(batch.n_tokens)
    ends = np.stack([tokens[known], heads[known]])
    change: NDArray[np.int64] = np.zeros(batch.n_tokens + 1, np.int64)
    np.add.at(change, ends.min(axis=0) + 1, 1)
    np.add.at(change, ends.max(axis=0) + 1, -1)
    is_under_arc = np.cumsum(change[:-1]) > 0
    all_known = np.logical_and.reduceat(known, batch.offsets[:-1][batch.lengths > 0])
    tells = np.repeat(all_known, batch.lengths[batch.lengths > 0])
    inferred = np.where(is_under_arc, -1, np.where(tells, 1, 0)).astype(np.int8)
    return np.where(marks == 0, inferred, marks)


def _cut_long(starts: NDArray[np.bool_], margin: NDArray[np.float32]) -> None:
    """Cut sentences that are too long, in place, at the token likeliest to start one."""
    bounds = [*np.flatnonzero(starts).tolist(), len(starts)]
    spans = list(pairwise(bounds))
    while spans:
        start, end = spans.pop()
        if end - start > _MOST_WORDS:
            quarter = (end - start) // 4  # not near an end, or there would be many cuts
            cut = start + quarter + int(np.argmax(margin[start + quarter : end - quarter]))
            starts[cut] = True
            spans += [(start, cut), (cut, end)]
