"""Strings as 64-bit numbers, and back: what lets documents be plain arrays."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, overload

import numpy as np

from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from numpy.typing import NDArray


def hash_string(string: str) -> int:
    """The 64-bit id of a string, the same on every machine and in every version; "" is 0.

    Raises `DataError` for text that is not Unicode (a lone surrogate, as broken JSON escapes give).
    """
    if not string:
        return 0
    try:
        data = string.encode()
    except UnicodeEncodeError as error:
        raise DataError(
            f"text that is not valid Unicode: {string[:40]!r}",
            expected="characters",
            found=f"half of a surrogate pair at character {error.start}",
            hint="mend the escape sequence (such as \\ud83d without its second half)",
        ) from error
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little")


class _Ids(dict[str, int]):
    """String to id; a string that is asked for and not there is added, at C speed when it is."""

    __slots__ = ("strings",)

    def __init__(self) -> None:
        super().__init__({"": 0})
        self.strings: dict[int, str] = {0: ""}

    def __missing__(self, string: str) -> int:
        key = hash_string(string)
        known = self.strings.setdefault(key, string)
        if known != string:
            raise DataError(f"two strings share a 64-bit id: {known!r} and {string!r}")
        self[string] = key
        return key


class StringStore:
    """A two-way table of strings and their ids. Ids do not depend on the store (`hash_string`)."""

    __slots__ = ("_ids",)

    def __init__(self, strings: Iterable[str] = ()) -> None:
        self._ids = _Ids()
        for string in strings:
            self.add(string)

    def add(self, string: str) -> int:
        """Make sure that the string is in the store and return its id."""
        return self._ids[string]

    def add_all(self, strings: Collection[str]) -> NDArray[np.uint64]:
        """Add many strings; returns their ids in order, shape (len(strings),)."""
        return np.fromiter(map(self._ids.__getitem__, strings), dtype=np.uint64, count=len(strings))

    def texts(self, ids: NDArray[np.uint64]) -> list[str]:
        """The strings of many ids, in order. Raises `KeyError` for an id not in the store."""
        return list(map(self._ids.strings.__getitem__, ids.tolist()))

    @overload
    def __getitem__(self, key: str) -> int: ...
    @overload
    def __getitem__(self, key: int) -> str: ...
    def __getitem__(self, key: str | int) -> int | str:
        if isinstance(key, str):
            return self._ids[key] if key in self._ids else hash_string(key)
        return self._ids.strings[int(key)]

    def __contains__(self, key: object) -> bool:
        return key in self._ids if isinstance(key, str) else key in self._ids.strings

    def __iter__(self) -> Iterator[str]:
        return (string for string in self._ids if string)

    def __len__(self) -> int:
        return len(self._ids) - 1
