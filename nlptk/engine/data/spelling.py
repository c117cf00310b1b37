"""Words in the text that they spell: where each of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The bracket and quote escapes of the Penn Treebank, as its tokenizer writes them.
TREEBANK_ESCAPES: Mapping[str, tuple[str, ...]] = {
    "``": ('"', "“", "„", "«"),
    "''": ('"', "”", "“", "»"),
    "`": ("'", "‘"),
    "'": ("’", "`"),
    "-LRB-": ("(",),
    "-RRB-": (")",),
    "-LSB-": ("[",),
    "-RSB-": ("]",),
    "-LCB-": ("{",),
    "-RCB-": ("}",),
    "--": ("–", "—"),
    "...": ("…",),
}
_SHOWN = 20


class SpellingError(DataError):
    """A word that does not stand where it should; `index` counts the words from 0.

    It is the number of words where text is left over behind the last.
    """

    def __init__(self, index: int, message: str, *, expected: str, found: str) -> None:
        super().__init__(message, expected=expected, found=found, rule="text-mismatch")
        self.index = index


def find_words(
    text: str,
    words: Sequence[str],
    ranges: Mapping[int, tuple[int, int]] | None = None,
) -> tuple[list[int], list[int]]:
    """First character of each word in the text, and the one behind its last.

    Words follow one another, with nothing but whitespace before, between and behind them. No word
    is empty or has whitespace at its edges. A treebank's escape such as `-LRB-` may stand for its
    character. `ranges` gives the characters of words, by index, that need not spell them; such a
    word may share the range of the one before. Linear in the text.

    Raises:
        SpellingError: a word that does not come next, or text that no word spells.
    """
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for index, word in enumerate(words):
        if ranges and index in ranges:
            shared = (starts[-1], end) if index else (-1, -1)
            start, end = _checked(text, index, ranges[index], shared)
        elif text.startswith(word, end):
            start, end = end, end + len(word)
        elif text.startswith(word, end + 1) and text[end].isspace():
            start, end = end + 1, end + 1 + len(word)
        else:
            start, end = _next(text, index, word, end)
        starts.append(start)
        ends.append(end)
    rest = _skip(text, end)
    if rest < len(text):
        raise _uncovered(len(words), text, rest)
    return starts, ends


def _next(text: str, index: int, word: str, end: int) -> tuple[int, int]:
    """Where a word stands whose way there is not the usual one: no space, or one."""
    start = _skip(text, end)
    spelled = word if text.startswith(word, start) else _unescaped(text, start, word)
    if not spelled:
        found = text[start : start + _SHOWN]
        raise SpellingError(
            index,
            f"word {index} does not stand in the text",
            expected=repr(word[: 2 * _SHOWN]),
            found=repr(found) if found else "the end of the text",
        )
    return start, start + len(spelled)


def _checked(
    text: str, index: int, given: tuple[int, int], before: tuple[int, int]
) -> tuple[int, int]:
    """A range that was given, if it can follow the one before."""
    start, end = given
    if given == before:
        return given
    found = f"{start} to {end}"
    if not 0 <= start < end <= len(text):
        raise SpellingError(
            index,
            f"token {index} is not in the text",
            expected=f"0 <= start < end <= {len(text)}, the length of the text",
            found=found,
        )
    if start < before[1]:
        raise SpellingError(
            index,
            f"token {index} starts before the one before it ends",
            expected=f"a start of at least {before[1]}",
            found=found,
        )
    between = max(before[1], 0)
    if text[between:start].strip():
        raise _uncovered(index, text, _skip(text, between))
    if text[start].isspace() or text[end - 1].isspace():
        raise SpellingError(
            index,
            f"token {index} has whitespace at an edge",
            expected="whitespace between tokens, in none",
            found=repr(text[start:end][: 2 * _SHOWN]),
        )
    return given


def _uncovered(index: int, text: str, at: int) -> SpellingError:
    return SpellingError(
        index,
        f"the text from character {at} on belongs to no token",
        expected="tokens that cover the text but for whitespace",
        found=repr(text[at : at + _SHOWN]),
    )


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _unescaped(text: str, at: int, word: str) -> str:
    for choice in TREEBANK_ESCAPES.get(word, ()):
        if text.startswith(choice, at):
            return choice
    return ""
