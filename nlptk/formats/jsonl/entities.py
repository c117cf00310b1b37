"""The entities of a record: spans of its text, put on its tokens."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.entity_offsets import MisalignedEntity, align_entities
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import is_soft, set_soft_links
from nlptk.engine.data.span import Span

from .links import add_links
from .offsets import token_range
from .options import GROUP
from .spans import read_spans
from .tools import Judgement, text_labels

if TYPE_CHECKING:
    from nlptk.engine.data.blank_tokens import BlankTokens
    from nlptk.engine.data.doc import Doc

    from .entry import Entry
    from .spans import GivenSpan

_SOURCES = ("spans", "entities", "mentions", "label", "labels")


def add_entities(doc: Doc, entry: Entry, blank: BlankTokens, *, judgement: Judgement) -> None:
    """Set the entities, or the span group that the options put in their place.

    A span whose edges are inside tokens is noted, and what its tokens are becomes unknown.
    Raises `DataError` for spans that are not in the text, and for those that overlap.
    """
    name = _source(entry)
    if name is None:
        return
    spans = read_spans(entry, name, doc, blank)
    if judgement is Judgement.REJECT and not _is_about_text(entry):
        message = f'{len(spans)} spans of a record with the answer "reject" are no entities'
        keys = (*entry.keys, name)
        entry.record.repaired(keys, message, Layer.ENTITIES, rule="rejected-annotation")
        entry.get("links")
        return
    spans = add_links(entry, _without_repetitions(entry, spans))
    if entry.record.context.options.overlap == "group":
        found = [span for one in spans for span, _ in _aligned(doc, entry, blank, [one])[0]]
        doc.spans.setdefault(GROUP, []).extend(found)
        _note_softness(entry, spans)
        return
    ents, unknown = _aligned(doc, entry, blank, _without_overlaps(entry, spans))
    doc.set_ents([ent for ent, _ in ents])
    set_soft_links(doc, {(ent.start, ent.end): given.chances for ent, given in ents})
    for i, item in enumerate(entry.of_type("ner_missing", list, "a list of [start, end]") or []):
        start, end = token_range(entry, ("ner_missing", i), item)
        unknown.append((blank.index(start), blank.index(end)))
    _forget(doc, unknown)


def _note_softness(entry: Entry, spans: list[GivenSpan]) -> None:
    """Tell of the probabilities of ids, for which span groups have no place."""
    for span in spans:
        if is_soft(span.chances):
            message = f"the likeliest id of the span {span.shown()} is taken, a group has but one"
            entry.record.repaired((*entry.keys, *span.keys), message, Layer.SOFT_LINKS)


def _source(entry: Entry) -> str | None:
    """The key under which a record has its entities."""
    names = [
        name
        for name in _SOURCES
        if entry.value.get(name) is not None and not text_labels(entry, name)
    ]
    names = [name for name in names if name not in ("label", "labels") or entry.value[name]]
    for name in names:
        entry.check((name,), entry.value[name], list, "a list of spans")
    if len(names) > 1:
        raise entry.error(
            (names[1],),
            f'spans under two keys, "{names[0]}" and "{names[1]}"',
            expected="one list of spans",
        )
    return names[0] if names else None


def _is_about_text(entry: Entry) -> bool:
    """Whether an annotator was asked about a label of the text, so that spans only illustrate."""
    return text_labels(entry, "label") is not None


def _without_repetitions(entry: Entry, spans: list[GivenSpan]) -> list[GivenSpan]:
    seen: dict[tuple[int, int, str, str, object], GivenSpan] = {}
    for span in spans:
        key = (span.start, span.end, span.label, span.kb_id, span.tokens)
        if seen.setdefault(key, span) is not span:
            message = f"the span {span.shown()} is there twice"
            keys = (*entry.keys, *span.keys)
            entry.record.repaired(keys, message, Layer.ENTITIES, rule="repeated-span")
    return list(seen.values())


def _without_overlaps(entry: Entry, spans: list[GivenSpan]) -> list[GivenSpan]:
    """The spans in order; of those that overlap the longest ones, if the options say so."""
    by_tokens = all(span.tokens is not None for span in spans)

    def edges(span: GivenSpan) -> tuple[int, int]:
        return span.tokens if by_tokens and span.tokens is not None else (span.start, span.end)

    spans = sorted(spans, key=edges)
    pairs = [(a, b) for a, b in pairwise(spans) if edges(b)[0] < edges(a)[1]]
    if not pairs:
        return spans
    if entry.record.context.options.overlap == "error":
        first, second = pairs[0]
        raise entry.error(
            second.keys,
            f"the spans {first.shown()} and {second.shown()} overlap",
            expected="entities that share nothing",
            hint="-O overlap=longest keeps the longest, -O overlap=group makes a span group",
            rule="overlapping-entities",
        )
    kept: list[GivenSpan] = []
    for span in sorted(spans, key=lambda span: edges(span)[0] - edges(span)[1]):
        start, end = edges(span)
        rival = next((k for k in kept if edges(k)[0] < end and start < edges(k)[1]), None)
        if rival is None:
            kept.append(span)
            continue
        message = f"the span {span.shown()} overlaps {rival.shown()} and is left out"
        keys = (*entry.keys, *span.keys)
        entry.record.repaired(keys, message, Layer.ENTITIES, rule="overlapping-entities")
    return sorted(kept, key=edges)


def _aligned(
    doc: Doc, entry: Entry, blank: BlankTokens, spans: list[GivenSpan]
) -> tuple[list[tuple[Span, GivenSpan]], list[tuple[int, int]]]:
    """Spans on the tokens of a document, and the tokens of which they leave nothing known.

    Each span comes with what the record has said of it.
    """
    if all(span.tokens is not None for span in spans) or entry.text is None:
        ranges = [span.tokens or (blank.index(span.start), blank.index(span.end)) for span in spans]
        return [
            (Span(doc, start, end, span.label, kb_id=span.kb_id), span)
            for span, (start, end) in zip(spans, ranges, strict=True)
            if start < end
        ], []
    found = align_entities(
        entry.text,
        [(span.start, span.end, span.label) for span in spans],
        starts=doc.starts,
        ends=doc.ends,
    )
    misaligned = {each.index for each in found.misaligned}
    good = [span for i, span in enumerate(spans) if i not in misaligned]
    for each in found.misaligned:
        _note(entry, spans[each.index], each)
    return [
        (Span(doc, start, end, label, kb_id=span.kb_id), span)
        for span, (start, end, label) in zip(good, found.spans, strict=True)
    ], [each.tokens for each in found.misaligned]


def _note(entry: Entry, span: GivenSpan, found: MisalignedEntity) -> None:
    hint = "give the tokens, or mend the offsets"
    if found.suggestion is not None:
        start, end = found.suggestion
        word = (entry.text or "")[start:end]
        hint = f"the nearest that fits is {start} to {end}, {word!r}"
    why = " and ".join(found.reasons)
    entry.record.repaired(
        (*entry.keys, *span.keys),
        f"the span {span.shown()} {why}: its tokens are left unknown",
        Layer.ENTITIES,
        hint=hint,
        rule="misaligned-entity",
    )


def _forget(doc: Doc, ranges: list[tuple[int, int]]) -> None:
    """Make tokens in no entity unknown."""
    if not ranges:
        return
    iob = doc.column("ent_iob").copy()
    for start, end in ranges:
        part = iob[start:end]
        part[part == EntIob.OUTSIDE] = EntIob.MISSING
    doc.set_column("ent_iob", np.asarray(iob))
