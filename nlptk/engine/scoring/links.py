"""Links: which entity of a knowledge base each gold mention was said to mean."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from .counts import Counts, Figures, Scorer, ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlptk.engine.data.example import Example
    from nlptk.engine.data.span import Span

    Candidates = Callable[[Span], Sequence[str]]

_NIL = "NIL"
_TO_NOTHING = ("", _NIL)


def _count(example: Example) -> Counts:
    counts: Counts = Counter()
    found = _by_tokens(example.predicted.ents)
    for ent in example.gold.ents:
        met = found.get((ent.start, ent.end))
        if ent.kb_id:
            _count_one(counts, ent.kb_id, ent.label, met.kb_id if met is not None else None)
    if example.gold.misaligned:
        links = example.gold.links
        for lost in example.gold.misaligned:
            meant = links.get((lost.start, lost.end))
            if meant:
                entity = max(meant, key=lambda one: meant[one])
                _count_one(counts, entity, lost.label, None)
    return counts


def _count_one(counts: Counts, entity: str, label: str, link: str | None) -> None:
    """Count a gold link; `link` is what was said of its mention, None where it was not found."""
    said_nil = link in _TO_NOTHING
    counts["links", "nil_found"] += said_nil
    counts["links", "unmet"] += link is None
    if entity == _NIL:
        counts["links", "nil_gold"] += 1
        counts["links", "nil_right"] += said_nil
        return
    counts["links", "gold", label] += 1
    counts["links", "right", label] += link == entity
    counts["links", "missed", label] += link is None
    counts["links", "met"] += link is not None


def count_candidates(example: Example, candidates: Candidates) -> Counts:
    """Count in how many gold links the right entity is a candidate at all, or the first one.

    `candidates` gives the ids of the entities that a predicted mention may mean, most likely first
    as far as one can know without reading the text.
    """
    counts: Counts = Counter()
    found = _by_tokens(example.predicted.ents)
    for ent in example.gold.ents:
        if ent.kb_id in _TO_NOTHING:
            continue
        counts["links", "asked"] += 1
        met = found.get((ent.start, ent.end))
        offered = candidates(met) if met is not None else ()
        counts["links", "offered", ent.label] += ent.kb_id in offered
        counts["links", "first", ent.label] += bool(offered) and offered[0] == ent.kb_id
    return counts


def _by_tokens(ents: Sequence[Span]) -> dict[tuple[int, int], Span]:
    return {(ent.start, ent.end): ent for ent in ents}


def _sum(totals: Counts, part: str) -> int:
    return sum(n for key, n in totals.items() if key[:2] == ("links", part) and len(key) == 3)


def _figures(totals: Counts) -> Figures:
    right, gold = _sum(totals, "right"), _sum(totals, "gold")
    nil, asked = totals["links", "nil_right"], totals["links", "asked"]
    return {
        "links_acc": ratio(right, gold),
        "links_met_acc": ratio(right, totals["links", "met"]),
        "links_oracle": ratio(_sum(totals, "offered"), gold) if asked else None,
        "links_prior_acc": ratio(_sum(totals, "first"), gold) if asked else None,
        "links_nil_p": ratio(nil, totals["links", "nil_found"]),
        "links_nil_r": ratio(nil, totals["links", "nil_gold"]),
    }


def _tables(totals: Counts) -> dict[str, Any]:
    labels = sorted({key[2] for key in totals if key[:2] == ("links", "gold")})
    return {
        "links_per_type": {label: _of_type(totals, label) for label in labels},
        "links_unmet": totals["links", "unmet"],
    }


def _of_type(totals: Counts, label: str) -> dict[str, Any]:
    right, gold = totals["links", "right", label], totals["links", "gold", label]
    figures: dict[str, Any] = {"acc": ratio(right, gold)}
    if totals["links", "asked"]:
        figures["oracle"] = ratio(totals["links", "offered", label], gold)
        figures["prior_acc"] = ratio(totals["links", "first", label], gold)
    unmet = totals["links", "missed", label]
    return {**figures, "gold": gold, "right": right, "unmet": unmet}


LINKS = Scorer("links", _count, _figures, _tables)
"""`links_acc`: the share of gold links whose entity was found and given the same id.

`links_met_acc` is about those only where an entity with the same tokens was predicted; the table
`links_unmet` counts the others. `links_nil_p` and `links_nil_r` are of mentions that gold data
calls NIL: it does not say so of one without an id, which is left out.

`links_oracle` is what choosing perfectly among the candidates of the entities that were found would
give, and `links_prior_acc` what taking the first one would: both there only where the candidates
are known (`count_candidates`), and both of all gold links, as `links_acc` is.
"""
