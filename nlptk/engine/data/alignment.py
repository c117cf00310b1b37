"""Which tokens of two tokenizations of one text stand for the same characters.

Two annotations of one text rarely cut it alike. Both cuts spell the same characters, so no search
or edit distance is needed: tokens become half-open spans over the shared characters, and two tokens
align exactly when their spans overlap. The spans of either side are sorted, so that each token's
partners are a contiguous run whose two ends `numpy.searchsorted` finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .normalization import common_bounds

Int32s = NDArray[np.int32]
Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """Rows of unequal length in one flat array: row `i` is `ragged[i]`, a read-only view.

    `data` holds the rows end to end, `lengths` one row length each; both int32.
    """

    data: Int32s
    lengths: Int32s
    offsets: Offsets = field(init=False, repr=False)

    def __post_init__(self) -> None:
        offsets = np.zeros(len(self.lengths) + 1, dtype=np.int64)
        np.cumsum(self.lengths, out=offsets[1:])
        if offsets[-1] != len(self.data):
            raise ValueError(f"rows of {offsets[-1]} items in all over {len(self.data)} items")
        object.__setattr__(self, "offsets", offsets)
        for array in (self.data, self.lengths, offsets):
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.lengths)

    def __getitem__(self, index: int) -> Int32s:
        row = index + len(self) if index < 0 else index
        if not 0 <= row < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        return self.data[self.offsets[row] : self.offsets[row + 1]]

    def __iter__(self) -> Iterator[Int32s]:
        return (self[i] for i in range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ragged):
            return NotImplemented
        return np.array_equal(self.lengths, other.lengths) and np.array_equal(self.data, other.data)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """The tokens of `b` that share characters with each token of `a`, and the reverse.

    `a2b[i]` are the indexes in `b` of the partners of `a[i]`, ascending; `b2a` likewise. Tokens
    without characters (empty, or all whitespace) have no partners.
    `a2b_single[i]` is the index of the one partner that itself has no other partner than `a[i]`,
    else -1; `b2a_single` likewise. All arrays are int32 and read-only.

    Invariants, for `x = align(a, b)`:

    - `x.transpose() == align(b, a)`;
    - `align(a, a)` is the identity, but for tokens without characters;
    - where no tokens share a span, each character is covered exactly once by either side: hence
      each token with characters has a partner, partners never cross (`x.a2b.data` never falls),
      and tokens that share a partner are neighbours, but for tokens without characters.
    """

    a2b: Ragged
    b2a: Ragged
    a2b_single: Int32s = field(init=False, repr=False)
    b2a_single: Int32s = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "a2b_single", _singles(self.a2b, self.b2a))
        object.__setattr__(self, "b2a_single", _singles(self.b2a, self.a2b))

    @property
    def a2b_data(self) -> Int32s:
        """The partners of all tokens of `a`, end to end."""
        return self.a2b.data

    @property
    def a2b_lengths(self) -> Int32s:
        """How many partners each token of `a` has."""
        return self.a2b.lengths

    @property
    def b2a_data(self) -> Int32s:
        """The partners of all tokens of `b`, end to end."""
        return self.b2a.data

    @property
    def b2a_lengths(self) -> Int32s:
        """How many partners each token of `b` has."""
        return self.b2a.lengths

    def transpose(self) -> Alignment:
        """The same alignment seen from the other side; shares the arrays."""
        return Alignment(a2b=self.b2a, b2a=self.a2b)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Alignment):
            return NotImplemented
        return self.a2b == other.a2b and self.b2a == other.b2a

    __hash__ = None  # type: ignore[assignment]


def align(a: Sequence[str], b: Sequence[str]) -> Alignment:
    """Align two tokenizations of one text, in time linear in its length.

    Both must spell the same text when whitespace, between tokens or inside them, is left out.
    Case matters; these differences do not: canonically equivalent Unicode (composed and
    decomposed letters), curly and straight and Penn Treebank quotes, the kinds and numbers of
    dashes in a row, the ellipsis character and three dots.

    Where one character equals several, each of the several is a part of it. Where combining
    marks of one letter come in another order, they are paired by place, not by name.

    Raises:
        TextMismatchError: the texts differ; it names the first place where they do.
    """
    a_bounds, b_bounds = common_bounds(a, b)
    if np.array_equal(a_bounds, b_bounds):
        return _identity(a_bounds)
    return align_spans(a_bounds[:-1], a_bounds[1:], b_starts=b_bounds[:-1], b_ends=b_bounds[1:])


def align_spans(
    a_starts: ArrayLike, a_ends: ArrayLike, b_starts: ArrayLike, b_ends: ArrayLike
) -> Alignment:
    """Align tokens given as half-open character spans `[start, end)` of one common text.

    Either side is sorted by start, and by end. Tokens may share a span, as the words of a
    multiword token do: each then aligns with everything that overlaps that span. Empty spans
    align with nothing. The spans need not cover the text: a token over characters that the other
    side leaves out has no partner.

    Raises:
        ValueError: starts and ends of unequal number, a span that ends before it starts, or spans
            out of order (nested spans are: the inner one ends first).
    """
    a = _Spans.read(a_starts, a_ends)
    b = _Spans.read(b_starts, b_ends)
    return Alignment(a2b=_overlaps(a, b), b2a=_overlaps(b, a))


@dataclass(frozen=True, slots=True)
class _Spans:
    """The non-empty spans of one side: their index among all `size` tokens, starts and ends."""

    index: Offsets
    starts: Offsets
    ends: Offsets
    size: int

    @classmethod
    def read(cls, starts: ArrayLike, ends: ArrayLike) -> _Spans:
        first = np.asarray(starts, dtype=np.int64)
        last = np.asarray(ends, dtype=np.int64)
        if first.ndim != 1 or first.shape != last.shape:
            raise ValueError(f"starts of shape {first.shape} but ends of shape {last.shape}")
        if (last < first).any():
            worst = int(np.argmax(last < first))
            raise ValueError(
                f"token {worst} ends at {last[worst]}, before its start {first[worst]}"
            )
        index = np.flatnonzero(last > first)
        first, last = first[index], last[index]
        falls = (np.diff(first) < 0) | (np.diff(last) < 0)
        if falls.any():
            worst = int(np.argmax(falls))
            raise ValueError(
                f"token {index[worst + 1]} starts or ends before token {index[worst]} does: "
                "spans must be sorted by start and by end"
            )
        return cls(index=index, starts=first, ends=last, size=len(np.asarray(starts)))


def _identity(bounds: Offsets) -> Alignment:
    """Each token with its like, which is the usual case and so has a short way of its own."""
    partners = np.diff(bounds) > 0
    rows = Ragged(data=np.flatnonzero(partners).astype(np.int32), lengths=partners.astype(np.int32))
    return Alignment(a2b=rows, b2a=rows)


def _overlaps(a: _Spans, b: _Spans) -> Ragged:
    """For each token of `a` the tokens of `b` it overlaps."""
    # Partners of a span: all of b but those that end at or before its start (they come first) and
    # those that start at or after its end (they come last).
    first = np.searchsorted(b.ends, a.starts, side="right")
    counts = np.searchsorted(b.starts, a.ends, side="left") - first
    lengths = np.zeros(a.size, dtype=np.int32)
    lengths[a.index] = counts
    run_starts = np.cumsum(counts) - counts
    places = np.arange(counts.sum()) + np.repeat(first - run_starts, counts)
    return Ragged(data=b.index[places].astype(np.int32), lengths=lengths)


def _singles(rows: Ragged, back: Ragged) -> Int32s:
    """The partner of each row that has one, where the partner has no other; else -1."""
    single = np.full(len(rows), -1, dtype=np.int32)
    ones = np.flatnonzero(rows.lengths == 1)
    partners = rows.data[rows.offsets[ones]]
    mutual = back.lengths[partners] == 1
    single[ones[mutual]] = partners[mutual]
    single.flags.writeable = False
    return single
