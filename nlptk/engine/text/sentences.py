"""Sentence starts by rules: final punctuation, what may follow it, abbreviations, blank lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .languages import LanguageData

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\r[^\S\r\n]*\r|\r\n[^\S\n]*\r\n|\u2029")
_ELLIPSIS = re.compile(r"\.{2,}|…+")
_INITIAL = re.compile(r"[^\W\d_]\.")
_NUMBERED = re.compile(r"\d+\.")
_WIDE_STOPS = frozenset("。！？｡．")
_CONTINUING = frozenset(",;:，、；：")
_TWO_SIDED = frozenset("\"'")  # the same character opens and closes: whitespace tells which


class Sentencizer:
    """Marks the sentences of a document (`sent_start`: 1 starts one, -1 does not)."""

    def __init__(self, language: LanguageData) -> None:
        self.language = language
        self._rules = _StopRules(language)

    def __call__(self, doc: Doc) -> Doc:
        """The same document, with its sentences marked anew."""
        starts = self._rules.starts(doc.words, doc.gaps)
        doc.set_column("sent_start", np.where(starts, 1, -1).astype(np.int8))
        return doc


def sentence_starts(
    words: Sequence[str], gaps: Sequence[str], language: LanguageData
) -> NDArray[np.bool_]:
    """Whether each word starts a sentence, shape (words,); `gaps` are the whitespace after each.

    A sentence ends after final punctuation and the quotes and brackets that close on it, provided
    that what follows may start one; after a blank line always.
    """
    return _StopRules(language).starts(words, gaps)


class _StopRules:
    """What a language says about ends of sentences, ready to look up."""

    def __init__(self, language: LanguageData) -> None:
        self._final = frozenset(language.sentence_end)
        self._close = frozenset(language.sentence_close)
        self._titles = frozenset(title.lower() for title in language.titles)
        self._stop_words = language.stop_words

    def starts(self, words: Sequence[str], gaps: Sequence[str]) -> NDArray[np.bool_]:
        """See `sentence_starts`."""
        starts = np.zeros(len(words), dtype=np.bool_)
        starts[:1] = True
        final = self._final
        for i, word in enumerate(words[:-1]):
            if word[-1] in final:
                following = self._after_closing(words, gaps, i)
                listed = i > 0 and starts[i - 1] and words[i - 1].isdigit()  # "1. First point"
                if following < len(words) and not listed:
                    starts[following] |= self._ends(words, gaps, i, following)
            if len(gaps[i]) > 1 and _BLANK_LINE.search(gaps[i]):
                starts[i + 1] = True
        return starts

    def _after_closing(self, words: Sequence[str], gaps: Sequence[str], stop: int) -> int:
        """The first token after a stop that is no further stop and closes no quote or bracket."""
        i = stop + 1
        while i < len(words) and self._closes(words[i], gaps[i - 1], gaps[i]):
            i += 1
        return i

    def _closes(self, word: str, before: str, after: str) -> bool:
        if all(character in self._final for character in word):
            return True
        if not all(character in self._close for character in word):
            return False
        return not before or (word[0] not in _TWO_SIDED and bool(after))

    def _ends(self, words: Sequence[str], gaps: Sequence[str], stop: int, following: int) -> bool:
        word = words[stop]
        if word[-1] in _WIDE_STOPS:
            return True
        if words[following] in _CONTINUING:
            return False
        head = _first_letter(words, following)
        separate = any(gaps[stop:following])
        if not (separate or head.isupper()):
            return False
        if word[-1] != "." and word[-1] != "…":
            # "Really?" he asked: inside the quote a question, outside no end of a sentence.
            return not (head.islower() and following > stop + 1)
        if _ELLIPSIS.fullmatch(word):
            return head.isupper()
        if all(character in self._final for character in word):
            return True
        return self._abbreviation_ends(word, words[following])

    def _abbreviation_ends(self, word: str, following: str) -> bool:
        """Whether a sentence ends with a token such as "etc." or "3.".

        Names follow abbreviations too, so a capital is not enough: a capitalised function word is.
        """
        if word.lower() in self._titles or _INITIAL.fullmatch(word):
            return False
        if _NUMBERED.fullmatch(word) and not following[0].isupper():
            return False
        return following[0].isupper() and following.lower() in self._stop_words


def _first_letter(words: Sequence[str], start: int) -> str:
    """The first letter or digit at or after a token, past opening quotes and brackets; "" at the end."""
    for word in words[start : start + 3]:
        for character in word:
            if character.isalnum():
                return character
    return ""
