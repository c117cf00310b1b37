"""Anybody's data on one line of a terminal."""

from __future__ import annotations

from unicodedata import category, east_asian_width

_UNSHOWN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
_NO_ROOM = ("Mn", "Me")


def printable(text: str) -> str:
    """The text with U+FFFD for what moves the cursor, turns the writing round or is not seen.

    Tabs and line ends become spaces; the number of characters stays the same.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if category(one) in _NO_ROOM else _width(one) for one in text)


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    return "\ufffd" if category(character) in _UNSHOWN else character


def _width(character: str) -> int:
    return 2 if east_asian_width(character) in "WF" else 1
