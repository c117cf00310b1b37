"""Character n-grams as rows of a table that has no keys: how floret tables know any word.

A word's vector is the mean of the rows of the word and of its n-grams, each hashed several times.
Bojanowski et al. (2017), "Enriching word vectors with subword information"; several hashes for one
table: Svenstrup, Hansen and Winther (2017), "Hash embeddings for efficient word representations".
The hash is Austin Appleby's MurmurHash3, x64 128 bits, whose four quarters are used one after the
other, as floret does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

MOST_HASHES = 4
"""A hash of 128 bits has no more quarters."""
_BLOCK = 16
_C1, _C2 = np.uint64(0x87C37B91114253D5), np.uint64(0x4CF5AD432745937F)
_ADD1, _ADD2 = np.uint64(0x52DCE729), np.uint64(0x38495AB5)
_FIVE = np.uint64(5)
_FINAL = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_33 = np.uint64(33)


@dataclass(frozen=True, slots=True)
class NgramHashing:
    """Which n-grams a word has, marks at its ends included, and how they are hashed."""

    shortest: int = 5
    longest: int = 6
    hashes: int = 2
    seed: int = 2166136261
    begin: str = "<"
    end: str = ">"

    def ngrams(self, word: str) -> list[str]:
        """The word between its marks, and all its n-grams, the shortest first."""
        whole = f"{self.begin}{word}{self.end}"
        sizes = range(self.shortest, self.longest + 1) if self.shortest else ()
        return [
            whole,
            *(whole[at : at + size] for size in sizes for at in range(len(whole) - size + 1)),
        ]

    def rows(
        self, words: Sequence[str], n_rows: int
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The rows of all words in a table of `n_rows`, the first word's first, and their number.

        The empty word has none.
        """
        grams = [self.ngrams(word) if word else [] for word in words]
        lengths = np.array([len(one) * self.hashes for one in grams], np.int32)
        encoded = [gram.encode("utf-8", "surrogatepass") for one in grams for gram in one]
        quarters = murmur3_128(encoded, self.seed).astype("<u8").view("<u4")[:, : self.hashes]
        return (quarters % np.uint32(max(1, n_rows))).astype(np.int32).reshape(-1), lengths


def murmur3_128(strings: Sequence[bytes], seed: int) -> Hashes:
    """MurmurHash3_x64_128 of many strings, shape (n, 2)."""
    lengths = np.fromiter(map(len, strings), np.int64, count=len(strings))
    longest = int(lengths.max()) if len(lengths) else 0
    padded = (longest // _BLOCK + 1) * _BLOCK
    data = b"".join([string.ljust(padded, b"\0") for string in strings])
    words = np.frombuffer(data, "<u8").astype(np.uint64).reshape((len(strings), padded // 8))
    hashes = np.full((len(strings), 2), np.uint64(seed))
    for block in range(longest // _BLOCK):
        inside = np.flatnonzero(lengths >= _BLOCK * (block + 1))
        hashes[inside] = _with_block(hashes[inside], words[inside, 2 * block : 2 * block + 2])
    each, tail = np.arange(len(strings)), lengths // _BLOCK * 2
    hashes[:, 1] ^= _mixed(words[each, tail + 1], _C2, 33, _C1)  # padding changes nothing here
    hashes[:, 0] ^= _mixed(words[each, tail], _C1, 31, _C2)
    return _finished(hashes, lengths.astype(np.uint64))


def _with_block(hashes: Hashes, block: Hashes) -> Hashes:
    first, second = hashes.T
    first = first ^ _mixed(block[:, 0], _C1, 31, _C2)
    first = (_rotated(first, 27) + second) * _FIVE + _ADD1
    second = second ^ _mixed(block[:, 1], _C2, 33, _C1)
    second = (_rotated(second, 31) + first) * _FIVE + _ADD2
    return np.stack([first, second], axis=1)


def _finished(hashes: Hashes, lengths: Hashes) -> Hashes:
    first, second = hashes[:, 0] ^ lengths, hashes[:, 1] ^ lengths
    first = first + second
    first, second = _avalanche(first), _avalanche(second + first)
    first = first + second
    return np.stack([first, second + first], axis=1)


def _mixed(values: Hashes, before: np.uint64, bits: int, after: np.uint64) -> Hashes:
    return _rotated(values * before, bits) * after


def _rotated(values: Hashes, bits: int) -> Hashes:
    return (values << np.uint64(bits)) | (values >> np.uint64(64 - bits))


def _avalanche(values: Hashes) -> Hashes:
    for factor in _FINAL:
        values = (values ^ (values >> _33)) * factor
    return values ^ (values >> _33)
