"""N-grams of words as 32-bit numbers, and which of them have a row in a table."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.stream.batch import Batch

    Keys = NDArray[np.uint32]

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: spreads bits
_HALF = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class NgramSets:
    """The distinct n-grams of B texts: `keys`, shape (M,), and the text of each, `owners`, (M,).

    They are sorted by text, then by key. A key is a hash: of 200,000 n-grams some five pairs share
    one.
    """

    keys: Keys
    owners: NDArray[np.int64]
    n_texts: int

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many n-grams each text has, shape (B,)."""
        return np.bincount(self.owners, minlength=self.n_texts)


def ngram_sets(batch: Batch, words: NDArray[np.uint64], longest: int) -> NgramSets:
    """The n-grams of 1 to `longest` words of each stretch; `words`, shape (N,), are their ids."""
    left = np.repeat(batch.offsets[1:], batch.lengths) - np.arange(len(words))  # to the text's end
    rolling = _mixed(words)
    found, owners = [rolling], [batch.owners]
    for size in range(2, longest + 1):
        rolling = _mixed(rolling[: max(0, len(words) - size + 1)] + words[size - 1 :])
        inside = left[: len(rolling)] >= size
        found.append(rolling[inside] + np.uint64(size))
        owners.append(batch.owners[: len(rolling)][inside])
    hashed = _mixed(np.concatenate(found)) >> _HALF
    pairs = np.concatenate(owners).astype(np.uint64) << _HALF | hashed
    pairs.sort()
    pairs = pairs[np.diff(pairs, prepend=~pairs[:1]) != 0]  # several times as fast as `unique`
    return NgramSets(
        (pairs & _LOW).astype(np.uint32), (pairs >> _HALF).astype(np.int64), len(batch.stretches)
    )


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    product = numbers * _MULTIPLIER
    product ^= product >> _HALF
    return product


class NgramIndex:
    """The rows of n-grams in a table: the n-th of `keys`, shape (rows,), which differ, has row n.

    Sharing rows, as a hashed table of 2^18 does, costs a point of accuracy on film reviews.
    """

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    def __len__(self) -> int:
        return len(self.keys)

    def rows(self, keys: Keys) -> NDArray[np.int64]:
        """The row of each n-gram, -1 for one that has none; fast where keys come sorted."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        near = np.minimum(np.searchsorted(self._sorted, keys), len(self.keys) - 1)
        return np.where(self._sorted[near] == keys, self._order[near], -1)

    def dump(self) -> str:
        """The keys as text, in the order of their rows."""
        return b64encode(self.keys.astype("<u4").tobytes()).decode("ascii")

    @classmethod
    def load(cls, dumped: str) -> NgramIndex:
        """The index of which `dump` gave a text.

        Raises:
            DataError: it gave no such text.
        """
        try:
            keys = np.frombuffer(b64decode(dumped, validate=True), "<u4").astype(np.uint32)
        except (ValueError, TypeError) as error:
            raise DataError(f"not the n-grams of a text classifier: {error}") from error
        return cls(keys)
