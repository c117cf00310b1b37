"""Entities that are not made of tokens: counted, and told of once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .pairs import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk.engine.data.example import Example

_MOST_LISTED = 10


class AlignmentWarning(UserWarning):
    """There are entities whose offsets are not those of tokens."""


@dataclass(frozen=True, slots=True)
class Misaligned:
    """An entity that is not made of tokens: its characters, and the start of the whole text.

    One with whitespace around is `learned` without it; of others nothing is learned.
    """

    text: str
    start: int
    end: int
    label: str
    entity: str
    reasons: tuple[str, ...]
    learned: bool = False

    def __str__(self) -> str:
        """One line about it."""
        place = f"({self.start}, {self.end}, {self.label!r})"
        return f"{self.entity!r} {place} in {self.text}: {'; '.join(self.reasons)}"


def misaligned_in(example: Example) -> Iterator[Misaligned]:
    """The entities of an example whose offsets are not those of its tokens."""
    text = example.predicted.text
    for entity in example.gold.misaligned:
        yield Misaligned(
            text=shown(text),
            start=entity.start,
            end=entity.end,
            label=entity.label,
            entity=text[entity.start : entity.end],
            reasons=entity.reasons,
        )
    for trimmed in example.gold.trimmed:
        start, end = trimmed.given
        yield Misaligned(
            text=shown(text),
            start=start,
            end=end,
            label=trimmed.label,
            entity=text[start:end],
            reasons=(f"taken for ({trimmed.start}, {trimmed.end})",),
            learned=True,
        )


def summary(found: Sequence[Misaligned]) -> str:
    """How many there are, and the first of them, one a line."""
    lost = [one for one in found if not one.learned]
    trimmed = [one for one in found if one.learned]
    lines = [
        *_listed(lost, "not made of tokens; nothing is learned of what is not"),
        *_listed(trimmed, "off by a blank or the end of the text"),
    ]
    return "\n".join([*lines, "All that are met are listed in nlp.misaligned."])


def _listed(found: Sequence[Misaligned], what: str) -> Iterator[str]:
    if found:
        yield f"{len(found)} {'entity is' if len(found) == 1 else 'entities are'} {what}:"
        yield from (f"  {one}" for one in found[:_MOST_LISTED])
    if len(found) > _MOST_LISTED:
        yield f"  and {len(found) - _MOST_LISTED} more"
