"""Which word sequences resemble each other, in time linear in their words.

The resemblance of two sequences is the share of their three-word shingles that they have in common.
Signatures estimate it: the share of hash functions whose least value over the shingles is the same
(Broder, "On the resemblance and containment of documents", SEQUENCES 1997). Sequences whose
signatures agree in a whole band are compared, and no others (Leskovec, Rajaraman and Ullman,
"Mining of Massive Datasets", 2014, chapter 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Signatures = NDArray[np.uint32]

SHINGLE = 3
_BANDS, _ROWS = 12, 4
_SIZE = _BANDS * _ROWS
_CHUNK = 16_384
"""Shingles that are hashed at once: 48 values of 8 bytes for each."""


class WordIds(dict[str, int]):
    """A number for each word, the same in every run, whatever its case; it grows as it is asked."""

    def __missing__(self, word: str) -> int:
        number = self[word] = crc32(word.casefold().encode("utf-8", "surrogatepass"))
        return number


def signatures(ids: NDArray[np.uint64], lengths: Sequence[int]) -> Signatures:
    """A signature, shape (48,), for each of several sequences of word numbers, end to end.

    Each length is at least `SHINGLE`.
    """
    counts = np.array(lengths) - (SHINGLE - 1)
    shingles = np.zeros(max(0, len(ids) - SHINGLE + 1), dtype=np.uint64)
    for i, factor in enumerate(_WORD_FACTORS):
        shingles += ids[i : i + len(shingles)] * factor
    ends = np.cumsum(lengths)
    last = ends[:-1]
    crossing = (last[:, None] - np.arange(1, SHINGLE)).ravel()
    inside = np.delete(shingles, crossing)
    starts = np.cumsum(counts) - counts
    return _minima(inside, starts)


def _minima(shingles: NDArray[np.uint64], starts: NDArray[np.int64]) -> Signatures:
    """The least value of each hash function over each run of shingles."""
    found = np.empty((len(starts), _SIZE), dtype=np.uint32)
    firsts = [0]
    for i, start in enumerate(starts.tolist()):
        if start - starts[firsts[-1]] >= _CHUNK:
            firsts.append(i)
    for first, after in zip(firsts, [*firsts[1:], len(starts)], strict=True):
        begin = starts[first]
        end = starts[after] if after < len(starts) else len(shingles)
        part = shingles[begin:end]
        for k, (factor, shift) in enumerate(zip(_FACTORS, _SHIFTS, strict=True)):
            # multiply-shift hashing: the high half of the product is close to uniform
            values = ((part * factor + shift) >> np.uint64(32)).astype(np.uint32)
            found[first:after, k] = np.minimum.reduceat(values, starts[first:after] - begin)
    return found


class Resembling:
    """Signatures to look others up in."""

    def __init__(self, known: Signatures) -> None:
        self._known = known
        keys = _band_keys(known)
        self._orders = np.argsort(keys, axis=0, kind="stable")
        self._keys = np.take_along_axis(keys, self._orders, axis=0)

    def nearest(self, wanted: Signatures) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """For each signature the known one that resembles it most, and how much; -1 and 0 for none.

        Of those that share a band with it the first is compared: at most one a band.
        """
        best = np.full(len(wanted), -1, dtype=np.int64)
        share = np.zeros(len(wanted))
        if not len(self._known):
            return best, share
        keys = _band_keys(wanted)
        for band in range(_BANDS):
            at = np.searchsorted(self._keys[:, band], keys[:, band])
            at = np.minimum(at, len(self._known) - 1)
            hit = np.flatnonzero(self._keys[at, band] == keys[:, band])
            candidates = self._orders[at[hit], band]
            agreeing = (self._known[candidates] == wanted[hit]).mean(axis=1)
            better = agreeing > share[hit]
            best[hit[better]] = candidates[better]
            share[hit[better]] = agreeing[better]
        return best, share


def _band_keys(found: Signatures) -> NDArray[np.uint64]:
    """One number a band, shape (n, bands)."""
    bands = found.reshape(-1, _BANDS, _ROWS).astype(np.uint64)
    keys: NDArray[np.uint64] = (bands * _BAND_FACTORS).sum(axis=2, dtype=np.uint64)
    return keys


def _odd_numbers(seed: int, count: int) -> NDArray[np.uint64]:
    drawn = np.random.default_rng(seed).integers(0, 1 << 63, count, dtype=np.uint64)
    return drawn * np.uint64(2) + np.uint64(1)


# hash functions are drawn once and for all: what resembles what is a fact about the data
_WORD_FACTORS = _odd_numbers(1, SHINGLE)
_FACTORS = _odd_numbers(2, _SIZE)
_SHIFTS = _odd_numbers(3, _SIZE)
_BAND_FACTORS = _odd_numbers(4, _ROWS)
EMPTY: Signatures = np.empty((0, _SIZE), dtype=np.uint32)
"""No signatures."""
