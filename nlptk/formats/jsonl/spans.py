"""Spans of a record: their shapes, and the groups that are not entities."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.span import Span

from .offsets import token_range, whole_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlptk.engine.data.blank_tokens import BlankTokens
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.json_records import Keys

    from .entry import Entry

_FORMS = '{"start", "end", "label"} or [start, end, label]'
_KB_KEYS = ("kb_id", "entity_id", "gold_id")
_READ = {"start", "end", "start_offset", "end_offset", "span", "label", "type", *_KB_KEYS}
_REDUNDANT = {"token_start", "token_end", "text", "id"}
"""What may be said of a span and follows from the rest, or numbers it in its list."""
_INTERNAL = frozenset({"input_hash", "source", "rank", "score", "answer", "pattern"})
"""What Prodigy keeps with a span for its own use."""


@dataclass(frozen=True, slots=True)
class GivenSpan:
    """A span as a record has it, where it is in the record, and its tokens if it names them.

    `chances` are its ids and their probabilities, where `kb_id` does not say it all.
    """

    start: int
    end: int
    label: str
    kb_id: str
    keys: Keys
    tokens: tuple[int, int] | None = None
    chances: Mapping[str, float] = field(default_factory=dict)

    def shown(self) -> str:
        """The span as messages show it."""
        return f"{self.start} to {self.end}" + (f" ({self.label})" if self.label else "")


def read_spans(entry: Entry, name: str, doc: Doc, blank: BlankTokens) -> list[GivenSpan]:
    """The spans in a list, in any of the shapes in use. Raises `DataError` for other things."""
    spans = []
    for i, item in enumerate(entry.get(name)):
        keys = (name, i)
        if isinstance(item, list):
            span = _from_list(entry, keys, item)
        else:
            entry.check(keys, item, dict, _FORMS)
            unread = item.keys() - _READ - _REDUNDANT
            entry.record.note_unread((*entry.keys, *keys), "span", unread, internal=_INTERNAL)
            span = replace(
                _from_object(entry, keys, item), tokens=_named_tokens(entry, item, doc, blank)
            )
        spans.append(span)
    return spans


def _from_list(entry: Entry, keys: Keys, item: list[Any]) -> GivenSpan:
    if len(item) not in (3, 4):
        raise entry.error(keys, "a span of other parts", expected=_FORMS, found=item)
    start, end = whole_range(entry, keys, item[:2])
    label = _label(entry, keys, 2, item[2])
    kb_id = item[3] if len(item) == 4 else ""
    entry.check((*keys, 3), kb_id, str, "an id")
    return GivenSpan(start, end, label, kb_id, keys)


def _from_object(entry: Entry, keys: Keys, item: dict[str, Any]) -> GivenSpan:
    if "span" in item:
        start, end = whole_range(entry, (*keys, "span"), item["span"])
    else:
        suffix = "_offset" if "start_offset" in item else ""
        pair = [item.get("start" + suffix), item.get("end" + suffix)]
        for edge, value in zip(("start", "end"), pair, strict=True):
            entry.check((*keys, edge + suffix), value, int, "a whole number")
        start, end = whole_range(entry, keys, pair)
    may_lack = any(name in item for name in _KB_KEYS)  # a mention to be linked may have no type
    name = "type" if item.get("label") is None and "type" in item else "label"
    label = _label(entry, keys, name, item.get(name), may_lack=may_lack)
    name = next((name for name in _KB_KEYS if item.get(name) is not None), "")
    kb_id = item[name] if name else ""
    entry.check((*keys, name), kb_id, str, "an id")
    return GivenSpan(start, end, label, kb_id, keys)


def _label(entry: Entry, keys: Keys, name: str | int, given: Any, *, may_lack: bool = False) -> str:
    label: str = entry.record.context.options.label if given is None else given
    entry.check((*keys, name), label, str, "a label")
    if given is None and not label and not may_lack:
        raise entry.error(
            keys,
            "a span without label",
            expected='"label"',
            hint="-O label=NAME is taken for all spans without one",
            rule="entity-without-label",
        )
    return label


def _named_tokens(
    entry: Entry, item: dict[str, Any], doc: Doc, blank: BlankTokens
) -> tuple[int, int] | None:
    """The tokens that a span names, the last one included, if these are its characters."""
    first, last = item.get("token_start"), item.get("token_end")
    if entry.value.get("tokens") is None or type(first) is not int or type(last) is not int:
        return None
    if not 0 <= first <= last < len(entry.value["tokens"]):
        return None
    start, end = blank.index(first), blank.index(last + 1)
    same = (
        start < end
        and int(doc.starts[start]) == item.get("start")
        and int(doc.ends[end - 1]) == item.get("end")
    )
    return (start, end) if same else None


def add_groups(doc: Doc, entry: Entry, blank: BlankTokens) -> None:
    """Set `spans` from `span_groups`, which count tokens."""
    groups = entry.of_type("span_groups", dict, "{name: spans}")
    for name, items in (groups or {}).items():
        entry.check(("span_groups", name), items, list, "a list of spans")
        spans = []
        for i, item in enumerate(items):
            keys = ("span_groups", name, i)
            expected = "[first token, token after the last, label]"
            entry.check(keys, item, list, expected)
            if len(item) not in (3, 4):
                raise entry.error(keys, "a span of other parts", expected=expected, found=item)
            start, end = token_range(entry, keys, item[:2])
            for part in range(2, len(item)):
                entry.check((*keys, part), item[part], str, "text")
            kb_id = item[3] if len(item) == 4 else ""
            spans.append(Span(doc, blank.index(start), blank.index(end), item[2], kb_id=kb_id))
        doc.spans.setdefault(name, []).extend(spans)
