"""Many strings in two arrays, which can be mapped from a file, and a table that grows."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.strings import hash_string
from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

_AT_ONCE = 1 << 16


def view(array: NDArray[Any]) -> Any:
    """An array as a memoryview, an item of which costs a third of what one of an array does."""
    return array.data


class Texts:
    """Strings by number: UTF-8 one behind the other in `data`, and where each starts.

    `starts` has shape (n + 1,); or (0,) when all of any number are empty.
    """

    __slots__ = ("_bytes", "_starts", "data", "starts")

    def __init__(self, data: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        self.data = data
        self.starts = starts
        self._bytes = view(data)
        self._starts = view(starts)

    @property
    def views(self) -> tuple[Any, Any]:
        """Where strings start, and all of them as bytes: for hot loops."""
        return self._starts, self._bytes

    def __len__(self) -> int:
        return max(0, len(self.starts) - 1)

    def __getitem__(self, number: int) -> str:
        starts = self._starts
        if not starts:  # of no strings, or of empty ones only
            return ""
        return str(self._bytes[starts[number] : starts[number + 1]], "utf-8")

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), _AT_ONCE):
            starts = self.starts[first : first + _AT_ONCE + 1]
            base = int(starts[0])
            block = bytes(self._bytes[base : int(starts[-1])])
            ends = (starts - base).tolist()
            yield from (block[start:end].decode() for start, end in pairwise(ends))

    def take(self, numbers: NDArray[np.int64]) -> Texts:
        """The strings of these numbers, in their order."""
        starts, data = self._starts, self._bytes
        return built_texts(data[starts[number] : starts[number + 1]] for number in numbers.tolist())


NO_TEXTS = Texts(np.zeros(0, np.uint8), np.zeros(0, np.int64))


class TextBuilder:
    """Strings that come one by one."""

    __slots__ = ("_data", "_starts")

    def __init__(self) -> None:
        self._data = bytearray()
        self._starts = array("q", [0])

    def __len__(self) -> int:
        return len(self._starts) - 1

    def append(self, text: str) -> None:
        """Add a string at the end."""
        self._data += text.encode()
        self._starts.append(len(self._data))

    def build(self) -> Texts:
        """The strings so far; none at all when all are empty."""
        if not self._data:
            return NO_TEXTS
        return Texts(
            np.frombuffer(bytes(self._data), np.uint8),
            np.array(self._starts, np.int64),
        )


class KeyedTexts:
    """Distinct strings, numbered as they come."""

    __slots__ = ("_numbers",)

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {}
        for text in texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def find(self, text: str) -> int:
        """The number of a string; -1 when it is not there."""
        return self._numbers.get(text, -1)

    def add(self, text: str) -> int:
        """The number of a string, which is added when it is not there."""
        return self._numbers.setdefault(text, len(self._numbers))

    def build(self) -> Texts:
        """The strings, in order."""
        return built_texts(map(str.encode, self._numbers))

    def keys(self) -> NDArray[np.uint64]:
        """The 64-bit ids of the strings in order, shape (n,).

        Raises `DataError` for text that is not Unicode, and when two have the same id.
        """
        keys = np.fromiter(map(hash_string, self._numbers), np.uint64, count=len(self._numbers))
        if len(np.unique(keys)) < len(keys):
            raise DataError("two strings share a 64-bit id", hint="respell one of them")
        return keys


def built_texts(encoded: Iterable[bytes | memoryview[Any]]) -> Texts:
    """Strings that are given as UTF-8; none at all when all are empty."""
    pieces = list(encoded)
    data = b"".join(pieces)
    if not data:
        return NO_TEXTS
    ends = np.cumsum(list(map(len, pieces)), dtype=np.int64)
    return Texts(np.frombuffer(data, np.uint8), np.concatenate([np.zeros(1, np.int64), ends]))
