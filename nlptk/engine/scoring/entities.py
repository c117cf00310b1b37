"""Named entities: exact ones, by type, and what went wrong with the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.columns import EntIob

from .counts import PARTS, Counts, Figures, Scorer, label_figures, named, precision_recall_f

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.engine.data.example import Example

    Bounds = tuple[int, int]


def _count(example: Example) -> Counts:
    unknown = example.gold.column("ent_iob") == EntIob.MISSING
    counts: Counts = Counter()
    counts["ents", "misaligned"] = len(example.gold.misaligned)
    if unknown.all():
        return counts
    before = [0, *np.cumsum(unknown).tolist()]
    gold = {(ent.start, ent.end): ent.label for ent in example.gold.ents}
    found = {
        (ent.start, ent.end): ent.label
        for ent in example.predicted.ents
        if before[ent.start] == before[ent.end]
    }
    for bounds, label in gold.items():
        counts["ents", "gold", label] += 1
        counts["ents", "right", label] += found.get(bounds) == label
        counts["ents", "bounded"] += bounds in found
        if bounds in found and found[bounds] != label:
            counts["ents", "confused", label, found[bounds]] += 1
    for label in found.values():
        counts["ents", "predicted", label] += 1
    counts["ents", "touched_gold"] = _count_touched(gold, found, len(unknown))
    counts["ents", "touched_found"] = _count_touched(found, gold, len(unknown))
    return counts


def _count_touched(mine: Iterable[Bounds], theirs: Iterable[Bounds], n_tokens: int) -> int:
    """How many entities of one side share a token with one of the other."""
    covered = bytearray(n_tokens)
    for start, end in theirs:
        covered[start:end] = b"\1" * (end - start)
    return sum(1 in covered[start:end] for start, end in mine)


def _of(totals: Counts, part: str) -> int:
    """A count summed over types."""
    return sum(n for key, n in totals.items() if key[:2] == ("ents", part) and len(key) == 3)


def _figures(totals: Counts) -> Figures:
    right, predicted, gold = (_of(totals, part) for part in PARTS)
    misaligned = totals["ents", "misaligned"]
    strict = precision_recall_f(right, predicted, gold + misaligned)
    bounded = precision_recall_f(totals["ents", "bounded"], predicted, gold)
    p = totals["ents", "touched_found"] / predicted if predicted else 0.0
    r = totals["ents", "touched_gold"] / gold if gold else 0.0
    partial = 2 * p * r / (p + r) if p + r else 0.0
    return {
        **named("ents", precision_recall_f(right, predicted, gold)),
        "ents_f_strict": strict["f"],
        "ents_unlabelled_f": bounded["f"],
        "ents_partial_f": partial if predicted or gold else None,
    }


def _tables(totals: Counts) -> dict[str, Any]:
    types = sorted({key[2] for key in totals if len(key) == 3 and key[0] == "ents"})
    confused = [
        (key[2], key[3], count) for key, count in totals.items() if key[:2] == ("ents", "confused")
    ]
    return {
        "ents_per_type": {label: label_figures(totals, ("ents",), label) for label in types},
        "ents_confusion": sorted(confused, key=lambda pair: (-pair[2], pair[:2])),
        "ents_misaligned": totals["ents", "misaligned"],
    }


ENTS = Scorer("ents", _count, _figures, _tables)
"""`ents_p`, `ents_r`, `ents_f`: entities with the right tokens and the right type, over all types.

Gold entities that are not made of tokens cannot be found: they are left out here and counted in
the table `ents_misaligned`; `ents_f_strict` takes them for missed. Predictions on tokens that
nobody annotated are left out. `ents_unlabelled_f` asks for the tokens only, `ents_partial_f` for
one of them.
"""
