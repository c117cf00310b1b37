"""How many, in words that fit the number."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 example`, `1,200 examples`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def times(number: int) -> str:
    """How often: `once`, `1,200 times`."""
    return "once" if number == 1 else f"{number:,} times"
