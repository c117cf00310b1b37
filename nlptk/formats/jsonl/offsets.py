"""Offsets in records: of characters where there is a text, of tokens where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlptk.engine.data.json_records import Keys

    from .entry import Entry


def unit_count(entry: Entry) -> tuple[int, str]:
    """How many of what offsets count there are in a record, and what that is called."""
    if entry.text is not None:
        return len(entry.text), "characters"
    return len(entry.value["tokens"]), "tokens"


def whole_range(entry: Entry, keys: Keys, value: Any) -> tuple[int, int]:
    """A pair `[start, end]`, half open and not empty. Raises `DataError` for anything else."""
    n, unit = unit_count(entry)
    return _range(entry, keys, value, f"0 <= start < end <= {n}, the number of {unit}", n)


def token_range(entry: Entry, keys: Keys, value: Any) -> tuple[int, int]:
    """A pair of token numbers, half open; it may be empty."""
    n = token_count(entry, keys)
    expected = f"0 <= start <= end <= {n}, the number of tokens"
    return _range(entry, keys, value, expected, n, may_be_empty=True)


def token_index(entry: Entry, keys: Keys, value: Any) -> int:
    """The number of a token."""
    n = token_count(entry, keys)
    entry.check(keys, value, int, "the number of a token")
    if not 0 <= value < n:
        raise entry.error(
            keys,
            "no such token",
            expected=f"a number from 0 to {n - 1}",
            found=value,
            rule="token-out-of-range",
        )
    return int(value)


def token_count(entry: Entry, keys: Keys) -> int:
    """How many tokens a record gives. Raises `DataError` when it gives none to be counted."""
    tokens = entry.value.get("tokens")
    if tokens is None:
        raise entry.error(
            keys,
            "numbers of tokens in a record without tokens",
            expected='"tokens", so that it is known what they count',
            rule="missing-key",
        )
    return len(tokens)


def _range(
    entry: Entry, keys: Keys, value: Any, expected: str, n: int, *, may_be_empty: bool = False
) -> tuple[int, int]:
    entry.check(keys, value, list, "[start, end]")
    if len(value) != 2:
        raise entry.error(keys, "not a pair", expected="[start, end]", found=value)
    start, end = value
    for i, number in enumerate(value):
        entry.check((*keys, i), number, int, "a whole number")
    if not 0 <= start <= end <= n or (start == end and not may_be_empty):
        rule = "zero-length-entity" if start == end else "entity-out-of-range"
        message = "a range that is not there"
        raise entry.error(keys, message, expected=expected, found=value, rule=rule)
    return start, end
