"""What two spellings of a name have in common: folded forms, initials, parts and n-grams."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, combining, normalize

GRAM = 3
_DROPPED = ".'’`´"
_POSSESSIVE = re.compile(r"\s+(?=['’]s\b)")
_PART = re.compile(r"\s*[,(（、].*", re.DOTALL)
_JOINTS = re.compile(r"[\s_-]+")
_ASCII = {
    code: None if chr(code) in _DROPPED else (chr(code).lower() if chr(code).isalnum() else " ")
    for code in range(128)
}


def fold(name: str) -> str:
    """A name without case, accents and punctuation, one space between words.

    Full stops and apostrophes join what they part ("U.S." is "us"), all else parts it. A name of
    nothing but punctuation is "".
    """
    if " '" in name or " ’" in name:
        name = _POSSESSIVE.sub("", name)
    if name.isascii():
        return " ".join(name.translate(_ASCII).split())
    plain = "".join(c for c in normalize("NFKD", name) if not combining(c)).casefold()
    return " ".join("".join(map(_folded, plain)).split())


def whole(name: str) -> str:
    """What equal names share: the folded form, or where that is empty the signs of the name."""
    return fold(name) or "".join(name.split())


def _folded(character: str) -> str:
    # in many scripts vowels are marks
    if character.isalnum() or category(character)[0] == "M":
        return character
    return "" if character in _DROPPED else " "


def part(name: str) -> str:
    """What stands before a comma or a parenthesis; "" if neither is there, or nothing before it."""
    shorter = _PART.sub("", name)
    return "" if shorter == name else shorter


def initials(name: str) -> set[str]:
    """The first letters of a name's words, folded: of all words, and of those not in lower case.

    Nothing for a name of one word.
    """
    words = _JOINTS.split(_PART.sub("", name))
    every = "".join(map(_first, words))
    if len(every) < 2:
        return set()
    capital = "".join(_first(word) for word in words if not word[:1].islower())
    return {every, capital} if len(capital) > 1 else {every}


@lru_cache(maxsize=1 << 16)
def _first(word: str) -> str:
    return fold(word)[:1]


def grams(folded: str) -> set[str]:
    """The character trigrams of a folded name, its ends marked."""
    padded = f"  {folded} "
    return {padded[start : start + GRAM] for start in range(len(padded) - GRAM + 1)}
