"""Words as rows of a feature table: what the encoder sees of a word, computed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from nlptk.engine.data.vocab import word_shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_AFFIX = 3
_NGRAM_SIZES = (3, 4, 5)
_UNKNOWN_ROWS = 4
_SALTS = {"form": 0x5BD1, "again": 0x1B87, "prefix": 0x9E37, "suffix": 0x79B9, "shape": 0x85EB}
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio: spreads bits
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class FeatureSizes:
    """How many rows of the table each kind of feature has; words that collide share a row."""

    form: int = 12_000
    prefix: int = 3_000
    suffix: int = 6_000
    shape: int = 2_000
    ngrams: int = 20_000

    @property
    def rows(self) -> int:
        """The rows of the whole table; the last four stand for unknown forms."""
        known = self.form + self.prefix + self.suffix + self.shape + self.ngrams
        return known + _UNKNOWN_ROWS


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """The features of n words.

    `keys`, shape (n,), identify the lower-cased forms. `single`, shape (n, 5), holds the rows of
    form (twice), prefix, suffix and shape; `unknown`, shape (n, 2), those that take the place of
    the form when it is not known. `ngrams` holds the rows of all n-grams, the first word's first,
    and `n_ngrams`, shape (n,), how many each word has.
    """

    keys: NDArray[np.uint64]
    single: NDArray[np.int32]
    unknown: NDArray[np.int32]
    ngrams: NDArray[np.int32]
    n_ngrams: NDArray[np.int32]


def word_features(words: Sequence[str], sizes: FeatureSizes) -> WordFeatures:
    """Hash the features of words; the same on every machine."""
    lowers = [word.lower() for word in words]
    encoded = [lower.encode("utf-8", "surrogatepass") for lower in lowers]
    form, again = _SALTS["form"], _SALTS["again"]
    hashes = np.array(
        [
            [crc32(data, form) for data in encoded],
            [crc32(data, again) for data in encoded],
            _hashed([lower[:_AFFIX] for lower in lowers], "prefix"),
            _hashed([lower[-_AFFIX:] for lower in lowers], "suffix"),
            _hashed(list(map(word_shape, words)), "shape"),
        ],
        np.uint64,
    ).T.reshape((len(words), 5))
    counts = np.array([sizes.form, sizes.form, sizes.prefix, sizes.suffix, sizes.shape], np.uint64)
    firsts = np.array(
        [
            0,
            0,
            sizes.form,
            sizes.form + sizes.prefix,
            sizes.form + sizes.prefix + sizes.suffix,
        ],
        np.uint64,
    )
    ngrams, n_ngrams = _ngram_hashes(lowers)
    first_ngram = sizes.rows - _UNKNOWN_ROWS - sizes.ngrams
    half = np.uint64(_UNKNOWN_ROWS // 2)
    unknown = (hashes[:, :2] // counts[:2]) % half + np.array([0, half], np.uint64)
    return WordFeatures(
        keys=(hashes[:, 0] << _HALF) | hashes[:, 1],
        single=(hashes % counts + firsts).astype(np.int32),
        unknown=(unknown + np.uint64(sizes.rows - _UNKNOWN_ROWS)).astype(np.int32),
        ngrams=(ngrams % np.uint64(sizes.ngrams)).astype(np.int32) + np.int32(first_ngram),
        n_ngrams=n_ngrams,
    )


def form_keys(words: Sequence[str]) -> list[int]:
    """The `keys` of words alone, as `word_features` gives them."""
    form, again = _SALTS["form"], _SALTS["again"]
    encoded = [word.lower().encode("utf-8", "surrogatepass") for word in words]
    return [(crc32(data, form) << 32) | crc32(data, again) for data in encoded]


def _hashed(strings: list[str], kind: str) -> list[int]:
    salt = _SALTS[kind]
    return [crc32(string.encode("utf-8", "surrogatepass"), salt) for string in strings]


def _ngram_hashes(lowers: list[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Hashes of the 3- to 5-grams of `<word>`, word by word, and how many each word has."""
    data = "".join([f"<{lower}>" for lower in lowers]).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(data, np.uint32).astype(np.uint64)
    lengths = np.fromiter(map(len, lowers), np.int64, count=len(lowers)) + 2
    owners = np.repeat(np.arange(len(lowers)), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(codes))  # to the word's end
    found, of = [], []
    rolling = codes * _MULTIPLIER
    for size in range(2, _NGRAM_SIZES[-1] + 1):
        rolling = (rolling[: len(codes) - size + 1] + codes[size - 1 :]) * _MULTIPLIER
        rolling ^= rolling >> _HALF
        if size in _NGRAM_SIZES:
            inside = left[: len(rolling)] >= size
            found.append((rolling * _MULTIPLIER)[inside] >> _HALF)
            of.append(owners[: len(rolling)][inside])
    owner = np.concatenate(of)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=len(lowers)).astype(np.int32)
    return np.concatenate(found)[order], counts
