"""Words in the text that they spell: where each of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The escapes of the Penn Treebank: https://catalog.ldc.upenn.edu/docs/LDC99T42/
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
    """A word that does not stand where it should; `index` counts the words from 0."""

    def __init__(self, index: int, word: str, found: str) -> None:
        super().__init__(
            f"word {index} does not stand in the text",
            expected=repr(word),
            found=repr(found) if found else "the end of the text",
            hint="words follow the text in order, and only whitespace lies between them",
        )
        self.index = index


def find_words(text: str, words: Sequence[str]) -> tuple[list[int], list[int]]:
    """First character of each word in the text, and the one behind its last.

    Words follow one another, with nothing but whitespace between them and behind the last.
    A treebank's escape such as `-LRB-` may stand for its character. No word is empty or starts with
    whitespace. Linear in the text.

    Raises:
        SpellingError: a word that does not come next, or text that no word spells.
    """
    starts: list[int] = []
    ends: list[int] = []
    end = 0
    for index, word in enumerate(words):
        start = end
        if not text.startswith(word, start):
            start = _skip(text, end)
            if not text.startswith(word, start):
                word = _unescaped(text, start, word)  # noqa: PLW2901 - what stands for it in the text
                if not word:
                    raise SpellingError(index, words[index], text[start : start + _SHOWN])
        end = start + len(word)
        starts.append(start)
        ends.append(end)
    rest = _skip(text, end)
    if rest < len(text):
        raise DataError(
            "text that no word spells",
            expected="the words to cover the text",
            found=repr(text[rest : rest + _SHOWN]),
        )
    return starts, ends


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _unescaped(text: str, at: int, word: str) -> str:
    for choice in TREEBANK_ESCAPES.get(word, ()):
        if text.startswith(choice, at):
            return choice
    return ""
