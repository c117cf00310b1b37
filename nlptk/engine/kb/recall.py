"""Oracle recall: in how many gold links the right entity is among the candidates at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .report import Recall

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.engine.data.doc import Doc

    from .candidates import CandidateGenerator

NO_ENTITY = frozenset({"", "NIL"})
"""Links that say of a mention that it means nothing the knowledge base could have."""


def gold_links(docs: Iterable[Doc]) -> Iterable[tuple[str, str]]:
    """The mentions that are linked, with the ids of their entities."""
    for doc in docs:
        for ent in doc.ents:
            if ent.kb_id not in NO_ENTITY:
                yield ent.text, ent.kb_id


def measure_recall(links: Iterable[tuple[str, str]], generator: CandidateGenerator) -> Recall:
    """Count in how many links, mention and entity each, candidates include the entity."""
    recall = Recall()
    kb = generator.kb
    for mention, entity in links:
        recall.links += 1
        if not kb.contains_entity(entity):
            continue
        recall.known += 1
        row = kb.row(entity)
        candidates = generator(mention)
        recall.candidates += len(candidates)
        for place, candidate in enumerate(candidates):
            if candidate.row == row:
                recall.found[candidate.found_by] += 1
                recall.first += place == 0
                break
    return recall
