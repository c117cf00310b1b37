"""Write JSON lines: the documented form, with the keys that a document has something for."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import soft_links
from nlptk.engine.data.training_json import dump

from .columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.span import Span
    from nlptk.engine.protocols import WriteContext


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[Any]) -> None:
    """A line for each document."""
    for doc in docs:
        sink.write(dump(_record(doc, context)) + "\n")


def _record(doc: Doc, context: WriteContext[Any]) -> dict[str, Any]:
    meta = dict(doc.meta)
    record: dict[str, Any] = {"id": meta.pop("id")} if "id" in meta else {}
    record |= {"text": doc.text, "tokens": _tokens(doc)}
    for name, column in COLUMNS.items():
        if doc.has(column):
            record[name] = [text or None for text in doc.texts(column)]
    if doc.has("head"):
        record["heads"] = [None if head < 0 else head for head in doc.column("head").tolist()]
    record |= _sentences(doc)
    if doc.has("ent_iob"):
        record |= _entities(doc, context)
    cats = _cats(doc, context)
    if cats:
        record["cats"] = cats
    groups = {name: list(map(_group_span, spans)) for name, spans in doc.spans.items() if spans}
    if groups:
        record["span_groups"] = groups
    if meta:
        record["meta"] = meta
    return record


def _tokens(doc: Doc) -> list[Any]:
    """The words, if they are what stands in the text; else the offsets with odd words."""
    text, words = doc.text, list(doc.words)
    ranges = list(zip(doc.starts.tolist(), doc.ends.tolist(), strict=True))
    if [text[start:end] for start, end in ranges] == words:
        return words
    return [
        [start, end] if text[start:end] == word else [start, end, word]
        for (start, end), word in zip(ranges, words, strict=True)
    ]


def _sentences(doc: Doc) -> dict[str, Any]:
    given = doc.column("sent_start")
    if not given.any():
        return {}
    starts = np.flatnonzero(given == 1).tolist()
    if given[0] == 1 and np.count_nonzero(given == -1) == len(doc) - len(starts):
        return {"sents": starts}
    return {"sent_start": given.tolist()}


def _entities(doc: Doc, context: WriteContext[Any]) -> dict[str, Any]:
    """The entities, and the tokens of which nobody knows whether they are in one."""
    known = doc.column("ent_iob") == EntIob.OUTSIDE
    inside = 0
    for ent in doc.ents:
        known[ent.start : ent.end] = True
        inside += len(ent) - 1
    if inside < np.count_nonzero(doc.column("ent_iob") == EntIob.INSIDE):
        message = "tokens inside an entity that begins nowhere"
        context.lost(Layer.ENTITIES, message, place=doc.place())
    # words of one multiword token have one range: only token numbers tell them apart
    by_token = bool((doc.starts[1:] == doc.starts[:-1]).any())
    found: dict[str, Any] = {"spans": [_entity(ent, by_token=by_token) for ent in doc.ents]}
    links = _links(doc, context)
    if links:
        found["links"] = links
    missing = []
    at = 0
    for is_known, run in groupby(known.tolist()):
        start, at = at, at + len(list(run))
        if not is_known:
            missing.append([start, at])
    return found | ({"ner_missing": missing} if missing else {})


def _entity(ent: Span, *, by_token: bool) -> dict[str, Any]:
    item: dict[str, Any] = {"start": ent.start_char, "end": ent.end_char, "label": ent.label}
    if by_token:
        item |= {"token_start": ent.start, "token_end": ent.end - 1}
    if ent.kb_id:
        item["kb_id"] = ent.kb_id
    return item


def _links(doc: Doc, context: WriteContext[Any]) -> dict[str, dict[str, float]]:
    """The probabilities of ids, by the characters of entities."""
    found: dict[str, dict[str, float]] = {}
    for (start, end), chances in soft_links(doc).items():
        span = doc[start:end]
        key = f"[{span.start_char}, {span.end_char}]"
        if key in found:
            message = f"{span.text!r}: several entities have its characters"
            context.lost(Layer.SOFT_LINKS, message, place=doc.place(start))
        found.setdefault(key, chances)
    return found


def _group_span(span: Span) -> list[Any]:
    start, end, label, kb_id = span.key()
    return [start, end, label, kb_id] if kb_id else [start, end, label]


def _cats(doc: Doc, context: WriteContext[Any]) -> dict[str, float]:
    for label, value in doc.cats.items():
        if not math.isfinite(value):
            message = f"category {label!r} has the value {value}"
            context.lost(Layer.CATEGORIES, message, place=doc.place())
    return {label: float(value) for label, value in doc.cats.items() if math.isfinite(value)}
