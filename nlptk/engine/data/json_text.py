"""Where in the text of a JSON value things are, and what in it is refused.

Nothing here runs while data is good: these are the slow walks through a text that messages need.
"""

from __future__ import annotations

import json
import math
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # public by its use in json.scanner
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_NESTING = 200
"""How many brackets inside one another are taken for data."""

_SHOWN = 40
_MOST_DIGITS = 4000
_SPACE = re.compile(r"[ \t\n\r]*")
_PIECES = re.compile(r'"|[{}\[\]]|[^\s{}\[\]",:]+')
_NUMBER = frozenset("+-.0123456789Ee")
_decode = json.JSONDecoder().raw_decode


def show(value: object) -> str:
    """A JSON value as messages show it: its kind and, cut if long, itself."""
    if isinstance(value, dict):
        keys = ", ".join(value)
        shown = keys if len(keys) <= _SHOWN else keys[:_SHOWN] + "..."
        return f"an object with {shown}" if value else "an empty object"
    if isinstance(value, list) and (len(value) > 3 or nesting(value) > 1):
        return f"a list of {len(value)}"
    if value is None:
        return "null"
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return "a number of very many digits"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def line_and_column(text: str, at: int, start: int = 0) -> tuple[int, int]:
    """Line and column, from 1, of a position in a text whose first character is at `start`."""
    line_start = max(text.rfind("\n", start, at) + 1, start)
    return text.count("\n", start, at) + 1, at - line_start + 1


def locate(text: str, keys: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, at which the value at `keys` starts in the text of a JSON value.

    Where the path leads nowhere (a key that is missing), it is the place of what should hold it.
    """
    at = _skip(text, 0)
    for key in keys:
        found = _member(text, at, key) if isinstance(key, str) else _element(text, at, key)
        if found is None:
            break
        at = found
    return line_and_column(text, at)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _member(text: str, at: int, key: str) -> int | None:
    if text[at] != "{":
        return None
    at = _skip(text, at + 1)
    while text[at] != "}":
        name, at = scanstring(text, at + 1)
        at = _skip(text, _skip(text, at) + 1)
        if name == key:
            return at
        at = _skip(text, _decode(text, at)[1])
        if text[at] == ",":
            at = _skip(text, at + 1)
    return None


def _element(text: str, at: int, index: int) -> int | None:
    if text[at] != "[":
        return None
    at = _skip(text, at + 1)
    while text[at] != "]":
        if not index:
            return at
        index -= 1
        at = _skip(text, _decode(text, at)[1])
        if text[at] == ",":
            at = _skip(text, at + 1)
    return None


class Fault(NamedTuple):
    """Something in a JSON text that is refused: its offset, what it is and what to do."""

    at: int
    message: str
    hint: str = ""


def find_fault(text: str, start: int) -> Fault | None:
    """The first thing that is wrong, and that the standard library does not say, or not where.

    A key twice in an object, NaN and numbers that do not fit, half of a surrogate pair, and more
    than `MOST_NESTING` brackets inside one another; None where there is none of these.
    """
    known: list[set[str] | None] = []  # for each open bracket the keys so far; None for arrays
    at = start
    while (match := _PIECES.search(text, at)) is not None:
        at = match.end()
        piece = match.group()
        fault: Fault | None = None
        if piece == '"':
            at, fault = _string_fault(text, at, known[-1] if known else None)
        elif piece in "{[":
            known.append(set() if piece == "{" else None)
            if len(known) > MOST_NESTING:
                message = f"more than {MOST_NESTING} brackets inside one another"
                fault = Fault(at - 1, message, "such data cannot be kept: flatten it")
        elif piece in "}]":
            del known[-1:]
        else:
            fault = _literal_fault(match.start(), piece)
        if fault is not None:
            return fault
    return None


def _string_fault(text: str, at: int, keys: set[str] | None) -> tuple[int, Fault | None]:
    start = at - 1
    try:
        string, at = scanstring(text, at)
        string.encode()
    except json.JSONDecodeError:
        return len(text), None
    except UnicodeEncodeError as error:
        half = f"\\u{ord(string[error.start]):04x}"
        hint = "write both halves, such as \\ud83d\\ude00, or the character itself"
        message = f"half of a surrogate pair, {half}, which is no character"
        return at, Fault(start, message, hint)
    if keys is None or text[_skip(text, at) : _skip(text, at) + 1] != ":":
        return at, None
    if string in keys:
        return at, Fault(start, f"the key {show(string)} is there twice", "keep one of the two")
    keys.add(string)
    return at, None


def _literal_fault(at: int, piece: str) -> Fault | None:
    if piece in ("NaN", "Infinity", "-Infinity"):
        return Fault(at, f"{piece} is not JSON", "leave the value out, or write null")
    if not _NUMBER.issuperset(piece):
        return None
    digits = piece.lstrip("-")
    if digits.isdigit():
        return (
            Fault(at, f"a number of {len(digits)} digits") if len(digits) > _MOST_DIGITS else None
        )
    try:
        return Fault(at, f"{piece[:_SHOWN]} is too large") if math.isinf(float(piece)) else None
    except ValueError:
        return None


def nesting(value: object) -> int:
    """How many lists and objects lie inside one another in a JSON value, at most."""
    depth, level = 0, [value]
    while level := [item for item in level if isinstance(item, dict | list)]:
        depth += 1
        level = [
            inner for item in level for inner in (item.values() if isinstance(item, dict) else item)
        ]
    return depth
