"""Sorted 64-bit keys with a directory by their first bits, found in constant time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .texts import view

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BITS = 64


def make_buckets(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where in sorted keys those of each prefix start, shape (2 ** b + 1,), one key a bucket or so.

    b is as large as the number of keys asks for.
    """
    bits = max(0, len(keys).bit_length() - 1)
    prefixes = np.arange(1 << bits, dtype=np.uint64) << np.uint64(_BITS - bits) if bits else None
    starts = np.zeros(1, np.int64) if prefixes is None else np.searchsorted(keys, prefixes)
    return np.append(starts, len(keys)).astype(np.int64)


class HashTable:
    """The position of a key among distinct sorted keys, shape (n,); both arrays may be mapped."""

    __slots__ = ("_buckets", "_keys", "_shift", "keys")

    def __init__(self, keys: NDArray[np.uint64], buckets: NDArray[np.int64]) -> None:
        self.keys = keys
        self._keys = view(keys)
        self._buckets = view(buckets)
        # of no bits when there is one bucket; shifts of Python's integers may be by all 64
        self._shift = _BITS - (len(buckets) - 1).bit_length() + 1

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, key: int) -> int:
        """The position of a key; -1 when it is not there."""
        bucket = key >> self._shift
        keys = self._keys
        for position in range(self._buckets[bucket], self._buckets[bucket + 1]):
            if keys[position] == key:
                return position
        return -1

    @property
    def views(self) -> tuple[Any, Any, int]:
        """Keys, starts of buckets, and the shift from a key to its bucket: for hot loops."""
        return self._keys, self._buckets, self._shift
