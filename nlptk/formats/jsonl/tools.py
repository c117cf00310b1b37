"""What annotation tools write: answers, labels of whole texts, and options that were accepted.

- Prodigy: `answer` is accept, reject or ignore. With a `label` the question was whether the text is
  of it; else whether the `spans` are right. `options` and `accept` are a choice of several.
- doccano: `label` or `labels` is the text's label, several of them, or its spans as
  [start, end, label]; `entities` have `start_offset` and `end_offset`; the text may be `data`.
- Lists for entity linking: `mentions` or `labels` are spans with `entity_id` or `gold_id`.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.layers import Layer

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc

    from .entry import Entry

_LABELS = ("label", "labels")
_ANSWERS = ("accept", "reject", "ignore")


class Judgement(Enum):
    """What an annotator said of a record."""

    NONE = "none"
    ACCEPT = "accept"
    REJECT = "reject"
    IGNORE = "ignore"


def judge(entry: Entry) -> Judgement:
    """The annotator's answer. It stays in the metadata, as does an answer to another question."""
    answer = entry.value.get("answer")
    return Judgement(answer) if isinstance(answer, str) and answer in _ANSWERS else Judgement.NONE


def text_labels(entry: Entry, name: str) -> list[str] | None:
    """The labels of the whole text under a key; None when the key is missing or holds spans."""
    value = entry.value.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and value and isinstance(value[0], str):
        for i, item in enumerate(value):
            entry.check((name, i), item, str, "a label")
        return value
    return None


def add_categories(doc: Doc, entry: Entry, judgement: Judgement) -> None:
    """Set `cats` from the record's own, from labels and from accepted options."""
    cats = entry.of_type("cats", dict, "{label: number}") or {}
    for label, value in cats.items():
        keys = (*entry.keys, "cats", label)
        doc.cats[label] = (
            float(value) if isinstance(value, bool) else entry.record.number(keys, value)
        )
    for name in _LABELS:
        labels = text_labels(entry, name)
        if labels is not None:
            entry.used.add(name)
            for label in labels:
                _put(doc, entry, name, label, float(judgement is not Judgement.REJECT))
    if entry.record.context.options.accept == "cats":
        _add_choice(doc, entry, judgement)


def accepted(entry: Entry) -> list[str] | None:
    """The ids of the options that were accepted; None when there was no choice."""
    value = entry.of_type("accept", list, "a list of options")
    if value is None:
        return None
    return [_option_id(entry, ("accept", i), item) for i, item in enumerate(value)]


def _add_choice(doc: Doc, entry: Entry, judgement: Judgement) -> None:
    chosen = accepted(entry)
    if chosen is None:
        return
    if judgement is Judgement.REJECT:
        message = 'options accepted in a record with the answer "reject" are no categories'
        keys = (*entry.keys, "accept")
        entry.record.repaired(keys, message, Layer.CATEGORIES, rule="rejected-annotation")
        return
    options = entry.value.get("options")
    for i, option in enumerate(options if isinstance(options, list) else []):
        if isinstance(option, dict) and "id" in option:
            name = _option_id(entry, ("options", i, "id"), option["id"])
            _put(doc, entry, "options", name, float(name in chosen))
    for name in chosen:
        _put(doc, entry, "accept", name, 1.0)


def _option_id(entry: Entry, keys: tuple[str | int, ...], value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    entry.check(keys, value, str, "the id of an option")
    return str(value)


def _put(doc: Doc, entry: Entry, name: str, label: str, value: float) -> None:
    if doc.cats.setdefault(label, value) != value:
        raise entry.error(
            (name,),
            f"the category {label!r} has two values",
            expected=f"{doc.cats[label]} as said before",
            found=value,
            rule="contradictory-category",
        )
