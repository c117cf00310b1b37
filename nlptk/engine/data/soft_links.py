"""Soft links: entities that may mean several things, each id with its probability.

A document keeps the likeliest id of an entity as `kb_id`. Where that is not all that is known, the
column `soft_links` says the rest: a JSON object of ids and probabilities, on each of the entity's
tokens, so that it goes wherever columns go.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .doc import Doc
    from .span import Span

    Chances = Mapping[str, float]

COLUMN = "soft_links"


def soft_links(doc: Doc) -> dict[tuple[int, int], dict[str, float]]:
    """The probabilities of the ids of entities, by the entity's tokens (start, end).

    Entities of which one id is known for sure, or none, are not there.
    """
    if not doc.has(COLUMN):
        return {}
    texts = doc.texts(COLUMN)
    said = {(ent.start, ent.end): texts[ent.start : ent.end] for ent in doc.ents}
    # tokens that were moved from another tokenization need not all have it
    return {place: parse(max(own)) for place, own in said.items() if any(own)}


def set_soft_links(doc: Doc, links: Mapping[tuple[int, int], Chances]) -> None:
    """Set the probabilities of ids, by the tokens (start, end) of entities; others have none."""
    texts = [""] * len(doc)
    for (start, end), chances in links.items():
        if is_soft(chances):
            texts[start:end] = [to_text(chances)] * (end - start)
    doc.drop_column(COLUMN)
    if any(texts):
        doc.set_column(COLUMN, texts)


def still_soft(doc: Doc, spans: Iterable[Span]) -> dict[tuple[int, int], dict[str, float]]:
    """The soft links of those entities of a document that are among spans, with the same id."""
    links = soft_links(doc)
    if not links:
        return {}
    ids = {(ent.start, ent.end): ent.kb_id for ent in doc.ents}
    places = [
        (span.start, span.end) for span in spans if ids.get((span.start, span.end)) == span.kb_id
    ]
    return {place: links[place] for place in places if place in links}


def is_soft(chances: Chances) -> bool:
    """Whether there is more to say than one id for sure: ids without a chance do not count."""
    likely = [chance for chance in chances.values() if chance > 0]
    return bool(likely) and likely != [1.0]


def likeliest(chances: Chances) -> str:
    """The id that is likelier than all others; "" where there is none."""
    best = max(chances.values(), default=0.0)
    found = [kb_id for kb_id, chance in chances.items() if chance == best > 0]
    return found[0] if len(found) == 1 else ""


def to_text(chances: Chances) -> str:
    """The ids that have a chance, as JSON on one line."""
    likely = {kb_id: float(chance) for kb_id, chance in chances.items() if chance > 0}
    return json.dumps(likely, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parse(text: str) -> dict[str, float]:
    """What `to_text` wrote. Raises `ValueError` for anything else."""
    found = json.loads(text)
    if not isinstance(found, dict) or not all(map(_is_chance, found.values())):
        raise ValueError(f"no probabilities of ids: {text[:40]!r}")
    return found


def check_texts_of(values: Iterable[str]) -> None:
    """Raise `ValueError` unless all values of a column are empty or can be parsed."""
    for text in set(values) - {""}:
        parse(text)


def _is_chance(value: object) -> bool:
    return isinstance(value, float) and math.isfinite(value) and value > 0
