"""Single values of annotation as people write them: checked, or an error that names and shows them.

Every function takes the name by which the message calls the value, such as `heads[3]`, and raises
`DataError` for a value that is not what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

import numpy as np

from nlptk.engine.errors import DataError

_LONGEST = 60
_SENTENCE_MARKS = {None: 0, 0: 0, 1: 1, -1: -1}


def wrong(name: str, value: object, expected: str) -> DataError:
    """The error that a value cannot be used, and what could."""
    shown = repr(value)
    return DataError(
        f"{name} cannot be used",
        expected=expected,
        found=shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 3]}...",
    )


def as_list(name: str, values: object, *, size: int | None = None) -> list[Any]:
    """A list, of one value for each of `size` words unless that is None."""
    if isinstance(values, str | bytes | Mapping) or not isinstance(values, Sequence | np.ndarray):
        raise wrong(name, values, "a list")
    if size is not None and len(values) != size:
        raise DataError(
            f"{name} has {len(values)} values for {size} tokens",
            expected="one value a token",
            hint="annotation of other tokens comes with their words, as `words`",
        )
    return list(values)


def text(name: str, value: object) -> str:
    """A string that is not empty."""
    if not isinstance(value, str) or not value:
        raise wrong(name, value, "text")
    return value


def texts(name: str, values: object, *, size: int) -> list[str]:
    """One string a word; None is missing and becomes ""."""
    found = [value or "" for value in as_list(name, values, size=size)]
    if not all(isinstance(value, str) for value in found):
        index = next(i for i, value in enumerate(found) if not isinstance(value, str))
        raise wrong(f"{name}[{index}]", found[index], "text, or None where it is missing")
    return found


def is_index(value: object) -> TypeGuard[int]:
    """Whether a value is a whole number and no truth value."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def char_range(name: str, value: object, *, length: int) -> tuple[int, int]:
    """A piece (start, end) of a text of so many characters."""
    expected = f"(start, end) with 0 <= start < end <= {length}, the length of the text"
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise wrong(name, value, expected)
    start, end = value
    if not (is_index(start) and is_index(end) and 0 <= start < end <= length):
        raise wrong(name, value, expected)
    return int(start), int(end)


def probability(name: str, value: object) -> float:
    """A number from 0 to 1; true and false are 1 and 0."""
    if isinstance(value, int | float | np.number | np.bool_) and 0 <= value <= 1:
        return float(value)
    raise wrong(name, value, "a number from 0 to 1")


def sentence_mark(name: str, value: object) -> int:
    """1 where a sentence starts, -1 (or False) where none does, 0 (or None) where it is missing."""
    if isinstance(value, bool | np.bool_):
        return 1 if value else -1
    if (value is None or is_index(value)) and value in _SENTENCE_MARKS:
        return _SENTENCE_MARKS[value]
    raise wrong(name, value, "True, False or None; 1, -1 or 0")
