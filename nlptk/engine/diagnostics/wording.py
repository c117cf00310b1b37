"""How many, in words that fit the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 example`, `1,200 examples`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def times(number: int) -> str:
    """How often: `once`, `1,200 times`."""
    return "once" if number == 1 else f"{number:,} times"


def named(label: str) -> str:
    """A label as it stands in a list: in quotes where it could be taken for punctuation."""
    return label if any(map(str.isalnum, label)) else repr(label)


def listed(counts: Mapping[str, int], most: int = 8) -> str:
    """What there is with how often, the rarest first, and how many more: `A 1, B 3, 12 more`."""
    ordered = sorted(counts, key=lambda name: (counts[name], name))
    shown = ", ".join(f"{named(name)} {counts[name]:,}" for name in ordered[:most])
    more = len(ordered) - most
    return f"{shown}, {more:,} more" if more > 0 else shown
