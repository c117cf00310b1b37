"""What a paragraph of training JSON says beyond its tokens: entities, categories, spans, meta."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import likeliest, set_soft_links
from nlptk.engine.data.span import Span
from nlptk.engine.data.tag_schemes import Scheme, TagSchemeError
from nlptk.engine.data.tags import convert_tags, token_spans_from_biluo
from nlptk.engine.data.training_json import BRACKETS

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.json_records import Keys
    from nlptk.engine.data.tag_schemes import TokenSpan
    from nlptk.engine.errors import DataError

    from .paragraph import Paragraph

_PARAGRAPH_KEYS = {"raw", "sentences", "cats", "segmented", "spans", "meta"}


def add_layers(doc: Doc, paragraph: Paragraph, extra: dict[str, Any]) -> None:
    """Set these layers of the paragraph's document; `extra` is metadata of the whole document."""
    if not paragraph.names.isdisjoint(("ner", "kb_id", "links")):
        _set_entities(doc, paragraph)
    _set_cats(doc, paragraph)
    _add_brackets(doc, paragraph)
    _add_groups(doc, paragraph)
    _set_meta(doc, paragraph, extra)


def _set_entities(doc: Doc, paragraph: Paragraph) -> None:
    tags, links = (_texts(paragraph, key) for key in ("ner", "kb_id"))
    known = [tag not in ("", "-") for tag in tags]
    chances = paragraph.chances("links") if "links" in paragraph.names else {}
    index = paragraph.blank.index
    ents = []
    soft = {}
    for start, end, label in _entity_spans(tags, paragraph):
        soft[index(start), index(end)] = known_chances = chances.pop(start, {})
        link, links[start] = _agreed(paragraph, start, links[start], likeliest(known_chances)), ""
        ents.append(Span(doc, index(start), index(end), label, kb_id=link))
        if not len(ents[-1]):
            ents.pop()
            message = f"the {label} of token {start} is whitespace, and left out"
            keys = paragraph.keys_of(start)
            paragraph.record.repaired(keys, message, Layer.ENTITIES, rule="blank-entity")
    _refuse_links_of_nothing(paragraph, links, chances)
    if not any(known):
        return
    doc.set_ents(ents)
    set_soft_links(doc, soft)
    if not all(known):
        iob = doc.column("ent_iob").copy()
        iob[~np.array(paragraph.blank.select(known), dtype=bool)] = EntIob.MISSING
        doc.set_column("ent_iob", iob)


def _texts(paragraph: Paragraph, key: str) -> list[str]:
    return paragraph.texts(key) if key in paragraph.names else [""] * len(paragraph.tokens)


def _agreed(paragraph: Paragraph, token: int, kb_id: str, best: str) -> str:
    """The id of an entity, which `kb_id` says, or `links`, or both of them."""
    if kb_id and best and kb_id != best:
        raise paragraph.error(
            token,
            "kb_id",
            "the entity has two ids",
            expected=f'{best!r}, the likeliest of "links"',
            rule="contradictory-link",
        )
    return kb_id or best


def _refuse_links_of_nothing(
    paragraph: Paragraph, links: list[str], chances: dict[int, dict[str, float]]
) -> None:
    for key, tokens in (("kb_id", [i for i, link in enumerate(links) if link]), ("links", chances)):
        for token in tokens:
            raise paragraph.error(
                token,
                key,
                "no entity begins here",
                expected=f'no "{key}"',
                rule="link-without-entity",
            )


def _entity_spans(tags: list[str], paragraph: Paragraph) -> list[TokenSpan]:
    try:
        return token_spans_from_biluo(tags)
    except TagSchemeError as error:
        problem = error
    # BILUO closes each entity with L or U: sound IOB2 tags without either can be nothing else
    if any(tag[:2] in ("L-", "U-") for tag in tags):
        raise _bad_tag(problem, paragraph) from problem
    try:
        spans = token_spans_from_biluo(convert_tags(tags, Scheme.IOB2, target=Scheme.BILUO))
    except TagSchemeError:
        raise _bad_tag(problem, paragraph) from problem
    keys = paragraph.keys_of(spans[0][0], "ner")
    message = "entity tags of IOB2, taken as such where BILUO is the rule"
    paragraph.record.repaired(keys, message, Layer.ENTITIES, rule="tags-of-other-scheme")
    return spans


def _bad_tag(error: TagSchemeError, paragraph: Paragraph) -> DataError:
    return paragraph.error(
        error.index,
        "ner",
        error.message.partition(" (token")[0].partition(f"index {error.index}: ")[2]
        or error.message.partition(" (token")[0],
        expected=error.expected,
        hint="B- I- L- are first, inside and last token, U- the only one, O outside, - unknown",
        rule="bad-tag-scheme",
    )


def _set_cats(doc: Doc, paragraph: Paragraph) -> None:
    record, keys = paragraph.record, (*paragraph.keys, "cats")
    cats = paragraph.value.get("cats")
    if cats is None:
        return
    record.check(keys, cats, list, 'a list of {"label", "value"}')
    for i, item in enumerate(cats):
        record.check((*keys, i), item, dict, 'an object with "label" and "value"')
        label = item.get("label")
        record.check((*keys, i, "label"), label, str, "text")
        value = record.number((*keys, i, "value"), item.get("value"))
        if doc.cats.setdefault(label, value) != value:
            message = f"category {label!r} has two values"
            expected = f"{doc.cats[label]!r} as before"
            raise record.json.error(
                (*keys, i),
                message,
                expected=expected,
                found=value,
                rule="contradictory-category",
            )


def _add_brackets(doc: Doc, paragraph: Paragraph) -> None:
    record, index = paragraph.record, paragraph.blank.index
    spans = []
    for number, sentence in enumerate(paragraph.sentences):
        brackets = sentence.get("brackets")
        if not brackets and brackets in (None, []):
            continue
        keys = (*paragraph.keys, "sentences", number, "brackets")
        record.check(keys, brackets, list, "a list of brackets")
        start, end = paragraph.bounds[number]
        for i, item in enumerate(brackets):
            record.check((*keys, i), item, dict, 'an object with "first", "last" and "label"')
            first, last, label = (item.get(key) for key in ("first", "last", "label"))
            record.check((*keys, i, "first"), first, int, "a whole number")
            record.check((*keys, i, "last"), last, int, "a whole number")
            record.check((*keys, i, "label"), label, str, "text")
            if not 0 <= first <= last < end - start:
                raise _outside((*keys, i), paragraph, end - start, f"{first} to {last}")
            spans.append(Span(doc, index(start + first), index(start + last + 1), label))
    if spans:
        doc.spans[BRACKETS] = spans


def _add_groups(doc: Doc, paragraph: Paragraph) -> None:
    record, keys = paragraph.record, (*paragraph.keys, "spans")
    groups = paragraph.value.get("spans")
    if groups is None:
        return
    record.check(keys, groups, dict, "an object of span groups")
    for name, spans in groups.items():
        record.check((*keys, name), spans, list, "a list of spans")
        found = [
            _group_span(doc, paragraph, (*keys, name, i), item) for i, item in enumerate(spans)
        ]
        doc.spans.setdefault(name, []).extend(found)


def _group_span(doc: Doc, paragraph: Paragraph, keys: Keys, item: Any) -> Span:
    record = paragraph.record
    record.check(keys, item, list, "[first token, token after the last, label]")
    if len(item) not in (3, 4):
        raise record.json.error(
            keys, "a span has 3 or 4 parts", expected="[start, end, label, kb_id]", found=item
        )
    for i, value in enumerate(item):
        record.check((*keys, i), value, int if i < 2 else str, "a number" if i < 2 else "text")
    n = len(paragraph.tokens)
    if not 0 <= item[0] <= item[1] <= n:
        raise _outside(keys, paragraph, n, f"{item[0]} to {item[1]}")
    index = paragraph.blank.index
    kb_id = item[3] if len(item) > 3 else ""
    return Span(doc, index(item[0]), index(item[1]), item[2], kb_id=kb_id)


def _outside(keys: Keys, paragraph: Paragraph, n: int, found: str) -> DataError:
    return paragraph.record.json.error(
        keys,
        "tokens that are not there",
        expected=f"tokens among {n}",
        found=found,
        rule="token-out-of-range",
    )


def _set_meta(doc: Doc, paragraph: Paragraph, extra: dict[str, Any]) -> None:
    value, record = paragraph.value, paragraph.record
    own = value.get("meta", {})
    record.check((*paragraph.keys, "meta"), own, dict, "an object")
    beside = {key: value[key] for key in value if key not in _PARAGRAPH_KEYS}
    for found in (beside, own, extra):
        for key, item in found.items():
            if key in doc.meta and doc.meta[key] != item:
                message = f"{key!r} is said twice of the document: the paragraph's own is taken"
                record.repaired(
                    paragraph.keys, message, Layer.METADATA, rule="contradictory-metadata"
                )
            doc.meta.setdefault(key, item)
