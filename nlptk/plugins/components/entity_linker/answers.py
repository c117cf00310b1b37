"""Answers: which candidate of a mention is taken, and how a document says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .features import NIL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.span import Span

    from .nil import NilOdds

    Chances = Mapping[str, float]

SCORES = "entity_linker"
"""Where the metadata of a document has the probabilities of all candidates."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Takes the likeliest candidate, or NIL.

    That is one that is less likely than `threshold`, or where the odds of NIL are met; without
    `odds`, NIL was never seen, and is no answer to a mention with candidates.
    """

    threshold: float
    odds: NilOdds | None

    def of(self, found: Chances) -> str:
        """The answer, from the chances of all candidates and, last, of NIL."""
        *entities, nil = found
        if not entities:
            return NIL
        best = max(entities, key=found.__getitem__)
        if found[best] < self.threshold:
            return NIL
        return NIL if self.odds and self.odds.are_met(found[nil], found[best]) else best


def write_links(doc: Doc, links: Mapping[tuple[int, int], str]) -> None:
    """Set the ids of the entities of a document that have none, by their tokens."""
    ids = doc.column("kb_id").copy()
    for ent in doc.ents:
        link = links.get((ent.start, ent.end), "")
        if link and not ent.kb_id:
            ids[ent.start : ent.end] = doc.vocab.strings.add(link)
    doc.set_column("kb_id", ids)


def write_scores(doc: Doc, ranked: Sequence[tuple[Span, Chances]]) -> None:
    """Leave all chances in the metadata of a document."""
    doc.meta[SCORES] = [_scores(ent, found) for ent, found in ranked]


def _scores(ent: Span, found: Chances) -> dict[str, Any]:
    """The candidates of an entity, most likely first."""
    ordered = sorted(found.items(), key=lambda item: -item[1])
    return {"start": ent.start_char, "end": ent.end_char, "candidates": dict(ordered)}
