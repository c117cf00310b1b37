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
        taken = [data[starts[number] : starts[number + 1]] for number in numbers.tolist()]
        return Texts(
            np.frombuffer(b"".join(taken), np.uint8),
            np.concatenate([[0], np.cumsum(list(map(len, taken)), dtype=np.int64)]).astype(
                np.int64
            ),
        )


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

    def __getitem__(self, number: int) -> str:
        return self._data[self._starts[number] : self._starts[number + 1]].decode()

    def build(self) -> Texts:
        """The strings so far; none at all when all are empty."""
        if not self._data:
            return NO_TEXTS
        return Texts(
            np.frombuffer(bytes(self._data), np.uint8),
            np.array(self._starts, np.int64),
        )


class KeyedTexts:
    """Distinct strings, numbered as they come and found again by their 64-bit ids."""

    __slots__ = ("_numbers", "texts")

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._numbers: dict[int, int] = {}
        self.texts = TextBuilder()
        for text in texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[str]:
        return (self.texts[number] for number in range(len(self.texts)))

    def find(self, text: str) -> int:
        """The number of a string; -1 when it is not there. Raises `DataError` for bad Unicode."""
        number = self._numbers.get(hash_string(text), -1)
        if number >= 0 and self.texts[number] != text:
            raise DataError(f"two strings share a 64-bit id: {self.texts[number]!r} and {text!r}")
        return number

    def add(self, text: str) -> int:
        """The number of a string, which is added when it is not there."""
        number = self.find(text)
        if number < 0:
            number = self._numbers[hash_string(text)] = len(self.texts)
            self.texts.append(text)
        return number

    @property
    def keys(self) -> NDArray[np.uint64]:
        """The ids of the strings in order, shape (n,)."""
        return np.fromiter(self._numbers, np.uint64, count=len(self._numbers))
