"""How wide a text is drawn, as nearly as one can say without knowing the font."""

from __future__ import annotations

from unicodedata import category, east_asian_width

_NARROW = frozenset("ijlrtfI.,:;'’`!|()[]{}/\\ ")
_WIDE = frozenset("mwMWQO@%&—…")
_NO_ROOM = ("Mn", "Me", "Cf")  # what stands above other letters, and marks that nobody sees


def text_width(text: str, size: float) -> float:
    """The width in pixels of a text whose letters are `size` pixels high, rather more than less."""
    return size * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    """The width of a letter, where one is as wide as the font is high."""
    if category(letter) in _NO_ROOM:
        return 0.0
    if east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.36
    if letter in _WIDE:
        return 0.9
    return 0.7 if letter.isupper() else 0.58
