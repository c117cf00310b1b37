"""Postings: which numbers belong to a key, for many keys, in arrays that can be mapped."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from .hashed import HashTable, make_buckets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray


class Postings:
    """Ascending numbers by 64-bit key. `prefix` is what their arrays' names start with."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], prefix: str) -> None:
        self._table = HashTable(arrays[f"{prefix}_keys"], arrays[f"{prefix}_buckets"])
        self._starts = arrays[f"{prefix}_starts"]
        self._numbers = arrays[f"{prefix}_numbers"]

    def of(self, key: int) -> NDArray[np.uint32]:
        """The numbers of a key, ascending; none for an unknown one."""
        position = self._table.find(key)
        if position < 0:
            return self._numbers[:0]
        return self._numbers[self._starts[position] : self._starts[position + 1]]


class PostingsBuilder:
    """Collects keys and numbers; numbers must not come in descending order."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._numbers = array("I")

    def add(self, keys: Iterable[int], number: int) -> None:
        """A number belongs to these keys, all of them different."""
        before = len(self._keys)
        self._keys.extend(keys)
        self._numbers.extend([number] * (len(self._keys) - before))

    def build(self, prefix: str) -> dict[str, NDArray[Any]]:
        """The arrays, by names that start with `prefix`."""
        keys = np.frombuffer(self._keys, np.uint64) if self._keys else np.zeros(0, np.uint64)
        numbers = np.frombuffer(self._numbers, np.uint32) if self._keys else keys.astype(np.uint32)
        order = np.argsort(keys, kind="stable")
        distinct, starts = np.unique(keys[order], return_index=True)
        return {
            f"{prefix}_keys": distinct,
            f"{prefix}_buckets": make_buckets(distinct),
            f"{prefix}_starts": np.append(starts, len(keys)).astype(np.int64),
            f"{prefix}_numbers": numbers[order],
        }
