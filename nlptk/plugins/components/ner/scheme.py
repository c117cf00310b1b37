"""BILUO tags as classes: outside, and four for each label.

Class 0 is O; those of label k are 1 + 4 k (B), 2 + 4 k (I), 3 + 4 k (L) and 4 + 4 k (U), so that
a new label leaves the others where they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.columns import EntIob

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.stream.batch import Batch

    Indexes = NDArray[np.int64]

OUTSIDE = 0
PARTS = 4
BEGIN, IN, LAST, UNIT = range(PARTS)
MISSING = -1


def n_classes(n_labels: int) -> int:
    """How many classes there are for so many labels."""
    return 1 + PARTS * n_labels


def gold_classes(batch: Batch, labels: Indexes) -> Indexes:
    """The class of each token, shape (N,); `MISSING` where nothing is known.

    `labels`, shape (N,), is the number of each token's entity label, -1 for none. An entity that
    the edge of a stretch cuts is missing.
    """
    iob = batch.gold("ent_iob")
    inside = iob == EntIob.INSIDE
    begin = iob == EntIob.BEGIN
    goes_on = np.append(inside[1:], False)[: len(inside)]
    goes_on[batch.offsets[1:][batch.lengths > 0] - 1] = False
    part = np.where(begin, np.where(goes_on, BEGIN, UNIT), np.where(goes_on, IN, LAST))
    in_entity = begin | inside
    classes = np.where(in_entity, 1 + PARTS * labels + part, OUTSIDE)
    classes[(iob == EntIob.MISSING) | (in_entity & (labels < 0))] = MISSING
    _hide_cut(batch, begin, inside, classes)
    return classes


def _hide_cut(
    batch: Batch, begin: NDArray[np.bool_], inside: NDArray[np.bool_], classes: Indexes
) -> None:
    """Mark the tokens of entities that begin before their stretch, or end after it, as missing."""
    for stretch, start in zip(batch.stretches, batch.offsets.tolist(), strict=False):
        if stretch.is_whole or stretch.gold is None or not len(stretch):
            continue
        end = start + len(stretch)
        at = start
        while at < end and inside[at]:
            classes[at] = MISSING
            at += 1
        iob = stretch.gold.column("ent_iob")
        if stretch.end < len(iob) and iob[stretch.end] == EntIob.INSIDE:
            at = end - 1
            while at > start and inside[at]:
                classes[at] = MISSING
                at -= 1
            if begin[at]:
                classes[at] = MISSING


def iob_and_labels(classes: Indexes) -> tuple[NDArray[np.uint8], Indexes]:
    """Classes as `ent_iob` values and label numbers (-1 outside), each of shape (N,)."""
    part = (classes - 1) % PARTS
    starts = (part == BEGIN) | (part == UNIT)
    iob = np.where(starts, EntIob.BEGIN, EntIob.INSIDE).astype(np.uint8)
    outside = classes == OUTSIDE
    iob[outside] = EntIob.OUTSIDE
    return iob, np.where(outside, -1, (classes - 1) // PARTS)
