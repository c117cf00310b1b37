"""Links: which entity of a knowledge base each gold mention was said to mean."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from .counts import Counts, Figures, Scorer, ratio

if TYPE_CHECKING:
    from nlptk.engine.data.example import Example

_NIL = "NIL"


def _count(example: Example) -> Counts:
    counts: Counts = Counter()
    found = {(ent.start, ent.end): ent.kb_id for ent in example.predicted.ents}
    for ent in example.gold.ents:
        if not ent.kb_id:
            continue
        link = found.get((ent.start, ent.end))
        counts["links", "unmet"] += link is None
        said_nil = link in ("", _NIL)
        if ent.kb_id == _NIL:
            counts["links", "nil_gold"] += 1
            counts["links", "nil_right"] += said_nil
        else:
            counts["links", "gold", ent.label] += 1
            counts["links", "right", ent.label] += link == ent.kb_id
        counts["links", "nil_found"] += said_nil
        counts["links", "met"] += link is not None and ent.kb_id != _NIL
    return counts


def _sum(totals: Counts, part: str) -> int:
    return sum(n for key, n in totals.items() if key[:2] == ("links", part) and len(key) == 3)


def _figures(totals: Counts) -> Figures:
    right, gold = _sum(totals, "right"), _sum(totals, "gold")
    nil = totals["links", "nil_right"]
    return {
        "links_acc": ratio(right, gold),
        "links_met_acc": ratio(right, totals["links", "met"]),
        "links_nil_p": ratio(nil, totals["links", "nil_found"]),
        "links_nil_r": ratio(nil, totals["links", "nil_gold"]),
    }


def _tables(totals: Counts) -> dict[str, Any]:
    labels = sorted({key[2] for key in totals if key[:2] == ("links", "gold")})
    per_type = {}
    for label in labels:
        right, gold = totals["links", "right", label], totals["links", "gold", label]
        per_type[label] = {"acc": ratio(right, gold), "right": right, "gold": gold}
    return {"links_per_type": per_type, "links_unmet": totals["links", "unmet"]}


LINKS = Scorer("links", _count, _figures, _tables)
"""`links_acc`: the share of gold links whose entity was found and given the same id.

`links_met_acc` is about those only where an entity with the same tokens was predicted; the table
`links_unmet` counts the others. `links_nil_p` and `links_nil_r` are of mentions that gold data
calls NIL: it does not say so of one without an id, which is left out.
"""
