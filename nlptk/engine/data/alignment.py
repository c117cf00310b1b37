"""Which tokens of two tokenizations of one text stand for the same characters.

Two annotations of one text rarely cut it alike. Both cuts spell the same characters, so no search
or edit distance is needed: tokens become half-open spans over the shared characters, and two tokens
align exactly when their spans overlap. The spans of either side are sorted, so that each token's
partners are a contiguous run whose two ends `numpy.searchsorted` finds.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nlptk.engine.errors import DataError

Int32s = NDArray[np.int32]
Offsets = NDArray[np.int64]

# Every variant is expanded to the longest spelling, never contracted: a contraction would give one
# unit to two tokens ("dogs'" + "'tis" would share a double quote).
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("`´‘’‚‛‹›′ʼ", "'"),
        **dict.fromkeys('"“”„‟″«»', "''"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)
_DASH = ord("-")
_CONTEXT = 3  # tokens shown on either side of the first difference


class TextMismatchError(DataError):
    """Two token sequences that do not spell the same text.

    `position` counts the characters that agree before the first difference (whitespace left out,
    after normalization); `a_token` and `b_token` are the indexes of the tokens that differ there,
    or the number of tokens where that side has already ended.
    """

    def __init__(self, message: str, *, position: int, a_token: int, b_token: int) -> None:
        super().__init__(
            message,
            hint="only whitespace, Unicode composition and the form of quotes, dashes and "
            "ellipses may differ between two tokenizations of a text",
        )
        self.position = position
        self.a_token = a_token
        self.b_token = b_token


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
    a_text, a_bounds = _spell(a)
    b_text, b_bounds = _spell(b)
    # Equal texts need no normalization: whatever it does, it does alike to both.
    if a_text != b_text:
        a_text, a_bounds = _normalize(a_text, a_bounds)
        b_text, b_bounds = _normalize(b_text, b_bounds)
        if a_text != b_text:
            a_bounds, b_bounds = _reconcile((a, a_text, a_bounds), (b, b_text, b_bounds))
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


def _spell(tokens: Sequence[str]) -> tuple[str, Offsets]:
    """The text without whitespace and the n + 1 token boundaries in it."""
    joined = "".join(tokens)
    text = "".join(joined.split())
    spelled = tokens if len(text) == len(joined) else map("".join, map(str.split, tokens))
    bounds = np.fromiter(
        accumulate(map(len, spelled), initial=0), dtype=np.int64, count=len(tokens) + 1
    )
    return text, bounds


def _normalize(text: str, bounds: Offsets) -> tuple[str, Offsets]:
    """The text in normalized units, with the boundaries moved along.

    Decomposition rather than composition: canonically equivalent texts are the same either way
    (UAX 15), and here every character becomes units of its own, none shared between two tokens.
    """
    units = {
        char: unit
        for char in set(text)
        if (unit := unicodedata.normalize("NFD", char).translate(_TYPOGRAPHY)) != char
    }
    if units:
        widths = np.ones(max(map(ord, text)) + 1, dtype=np.int64)
        for char, unit in units.items():
            widths[ord(char)] = len(unit)
        text_bounds = np.concatenate(([0], np.cumsum(widths[_codes(text)])))
        text, bounds = text.translate({ord(c): u for c, u in units.items()}), text_bounds[bounds]
    # All is decomposed by now: this only puts combining marks in order and keeps their number.
    return unicodedata.normalize("NFD", text), bounds


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


_Side = tuple[Sequence[str], str, Offsets]


def _reconcile(a: _Side, b: _Side) -> tuple[Offsets, Offsets]:
    """The boundaries of texts that differ in the lengths of dash runs only; else the error."""
    (a_tokens, a_text, a_bounds), (b_tokens, b_text, b_bounds) = a, b
    a_codes, b_codes = _codes(a_text), _codes(b_text)
    a_last, a_runs = _dash_runs(a_codes)
    b_last, b_runs = _dash_runs(b_codes)
    n = min(len(a_runs), len(b_runs))
    longer = np.maximum(a_runs[:n], b_runs[:n])
    a_codes, a_bounds = _stretch(a_codes, a_bounds, at=a_last[:n], by=longer - a_runs[:n])
    b_codes, b_bounds = _stretch(b_codes, b_bounds, at=b_last[:n], by=longer - b_runs[:n])
    if not np.array_equal(a_codes, b_codes):
        size = min(len(a_codes), len(b_codes))
        differ = np.flatnonzero(a_codes[:size] != b_codes[:size])
        position = int(differ[0]) if len(differ) else size
        raise _mismatch(position, a=(a_tokens, a_bounds), b=(b_tokens, b_bounds))
    return a_bounds, b_bounds


def _dash_runs(codes: NDArray[np.uint32]) -> tuple[Offsets, Offsets]:
    """Where each run of dashes has its last dash, and how long the run is."""
    edges = np.diff((codes == _DASH).astype(np.int8), prepend=0, append=0)
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return ends - 1, ends - starts


def _stretch(
    codes: NDArray[np.uint32], bounds: Offsets, *, at: Offsets, by: Offsets
) -> tuple[NDArray[np.uint32], Offsets]:
    """Repeat the units `at` these places `by` so many times more; the boundaries move along."""
    widths = np.ones(len(codes), dtype=np.int64)
    widths[at] += by
    return np.repeat(codes, widths), np.concatenate(([0], np.cumsum(widths)))[bounds]


def _mismatch(
    position: int, *, a: tuple[Sequence[str], Offsets], b: tuple[Sequence[str], Offsets]
) -> TextMismatchError:
    (a_token, a_shown), (b_token, b_shown) = _show(position, *a), _show(position, *b)
    return TextMismatchError(
        "the two tokenizations spell different texts: they agree for "
        f"{position} non-space characters, then the first has {a_shown}, the second {b_shown}",
        position=position,
        a_token=a_token,
        b_token=b_token,
    )


def _show(position: int, tokens: Sequence[str], bounds: Offsets) -> tuple[int, str]:
    """The token that holds a position, and its description with neighbours for a message."""
    # The last boundary at or before the position begins the token: empty tokens are passed over.
    index = int(np.searchsorted(bounds, position, side="right")) - 1
    near = " ".join(tokens[max(0, index - _CONTEXT) : index + _CONTEXT + 1])
    if index >= len(tokens):
        return len(tokens), f"ended after {len(tokens)} tokens (in {near!r})"
    return index, f"{tokens[index]!r} (token at index {index}, in {near!r})"
