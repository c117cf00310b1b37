"""Entities whose offsets take in whitespace, or end just behind the text: brought to their words.

Such an offset is off by one and means what is left of the entity without whitespace, which belongs
to no token. What is changed is counted, as is what cannot be aligned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .annotation_values import is_index

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class TrimmedEntity:
    """An entity that was trimmed: its place among those given, the given range, and the new one."""

    index: int
    given: tuple[int, int]
    start: int
    end: int
    label: str


def trim_entities(text: str, entities: Sequence[Any]) -> tuple[list[Any], list[TrimmedEntity]]:
    """The entities (start, end, label ...) without whitespace around, and those that had some.

    What is no such entity, or has no words, is left as it is: it is somebody else's to refuse.
    """
    trimmed: list[TrimmedEntity] = []
    result: list[Any] = []
    for index, entity in enumerate(entities):
        bounds = _trimmed(text, entity)
        if bounds is None:
            result.append(entity)
            continue
        trimmed.append(TrimmedEntity(index, (entity[0], entity[1]), *bounds, str(entity[2])))
        result.append((*bounds, *entity[2:]))
    return result, trimmed


def _trimmed(text: str, entity: Any) -> tuple[int, int] | None:
    """Better bounds of an entity, or None if it has them already, or cannot have any."""
    if not isinstance(entity, tuple | list) or len(entity) < 3:
        return None
    start, end = entity[:2]
    if not (is_index(start) and is_index(end) and 0 <= start < end <= len(text) + 1):
        return None
    if end <= len(text) and not (text[start].isspace() or text[end - 1].isspace()):
        return None
    words = text[start:end].strip()
    if not words:
        return None
    first = start + text[start:end].index(words)
    bounds = first, first + len(words)
    return None if bounds == (start, end) else bounds
