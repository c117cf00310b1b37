"""Two spellings of one text made one: whitespace, Unicode composition, quotes, dashes, ellipses."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from nlptk.engine.errors import DataError

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
            rule="text-mismatch",
        )
        self.position = position
        self.a_token = a_token
        self.b_token = b_token


def common_bounds(a: Sequence[str], b: Sequence[str]) -> tuple[Offsets, Offsets]:
    """The n + 1 token boundaries of either side in the one text that both spell.

    That text is without whitespace, and normalized where the two differ otherwise: it is given by
    no one, only its length (the last boundary) is known. What may differ is said in
    `nlptk.engine.data.alignment.align`.

    Raises:
        TextMismatchError: the texts differ; it names the first place where they do.
    """
    a_text, a_bounds = _spell(a)
    b_text, b_bounds = _spell(b)
    # Equal texts need no normalization: whatever it does, it does alike to both.
    if a_text == b_text:
        return a_bounds, b_bounds
    a_text, a_bounds = _normalize(a_text, a_bounds)
    b_text, b_bounds = _normalize(b_text, b_bounds)
    if a_text == b_text:
        return a_bounds, b_bounds
    return _reconcile((a, a_text, a_bounds), (b, b_text, b_bounds))


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
