"""Knowledge-base ids of a record's spans, given apart from them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.json_links import read_chances
from nlptk.engine.data.soft_links import likeliest

from .tools import accepted

if TYPE_CHECKING:
    from .entry import Entry
    from .spans import GivenSpan

_PAIR = re.compile(r"\s*[\[(]?\s*(\d{1,9})\s*[,:]\s*(\d{1,9})\s*[\])]?\s*")
_NIL = "NIL"


def add_links(entry: Entry, spans: list[GivenSpan]) -> list[GivenSpan]:
    """The spans with the ids that `links`, or the accepted options, give them.

    Raises `DataError` for a link of no span, and for one that says what a span denies.
    """
    links = entry.of_type("links", dict, '{"[start, end]": {id: 1.0}}') or {}
    for key, value in links.items():
        match = _PAIR.fullmatch(key)
        if match is None:
            raise entry.error(
                ("links", key), "not the offsets of a span", expected='"[start, end]"', found=key
            )
        edges = int(match[1]), int(match[2])
        at = next((i for i, span in enumerate(spans) if (span.start, span.end) == edges), None)
        if at is None:
            raise entry.error(
                ("links", key),
                "a link of no span",
                expected="the offsets of a span",
                found=key,
                rule="link-without-entity",
            )
        chances = _chances(entry, key, value)
        kb_id = value if isinstance(value, str) else likeliest(chances)
        linked = _linked(entry, ("links", key), spans[at], kb_id)
        spans[at] = replace(linked, chances=chances)
    if entry.record.context.options.accept == "links":
        _link_choice(entry, spans)
    return spans


def _chances(entry: Entry, key: str, value: Any) -> dict[str, float]:
    """The probabilities of ids as they are given; none where they are none."""
    if isinstance(value, str):
        return {}
    entry.check(("links", key), value, dict, "an id, or {id: probability}")
    keys = (*entry.keys, "links", key)
    return read_chances(entry.record, keys, value, of=f"the span {key}")


def _link_choice(entry: Entry, spans: list[GivenSpan]) -> None:
    chosen = accepted(entry)
    if chosen is None:
        return
    chosen = [name for name in chosen if not name.startswith(_NIL)]
    if len(chosen) > 1 or (chosen and len(spans) != 1):
        raise entry.error(
            ("accept",),
            f"{len(chosen)} accepted options for {len(spans)} spans",
            expected="one option for one span, where -O accept=links",
        )
    if chosen:
        spans[0] = _linked(entry, ("accept",), spans[0], chosen[0])


def _linked(entry: Entry, keys: tuple[str | int, ...], span: GivenSpan, kb_id: str) -> GivenSpan:
    if span.kb_id and kb_id and span.kb_id != kb_id:
        raise entry.error(
            keys,
            f"the span {span.shown()} has two ids",
            expected=f"{span.kb_id!r}, as the span says",
            found=kb_id,
            rule="contradictory-link",
        )
    return replace(span, kb_id=span.kb_id or kb_id)
