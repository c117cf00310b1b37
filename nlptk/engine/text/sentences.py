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

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\r\r|\u2029")
_PLAIN_GAPS = ("", " ")
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
        for i, gap in enumerate(gaps[:-1]):
            if gap not in _PLAIN_GAPS and _BLANK_LINE.search(gap):
                starts[i + 1] = True
        i = 0
        while i < len(words):
            if words[i][-1] not in self._final:
                i += 1
                continue
            listed = i > 0 and starts[i - 1] and words[i - 1].isdigit()  # "1. First point"
            stop, i = self._past_closing(words, gaps, i)
            if i < len(words) and not listed:
                starts[i] |= self._ends(words, gaps, stop, i)
        return starts

    def _past_closing(
        self, words: Sequence[str], gaps: Sequence[str], stop: int
    ) -> tuple[int, int]:
        """The last of a row of stops and the first token after it and what closes on it."""
        i = stop + 1
        while i < len(words):
            if self._is_stop(words[i]):
                stop = i
            elif not self._closes(words[i], gaps[i - 1], gaps[i]):
                break
            i += 1
        return stop, i

    def _is_stop(self, word: str) -> bool:
        return all(character in self._final for character in word)

    def _closes(self, word: str, before: str, after: str) -> bool:
        if not all(character in self._close for character in word):
            return False
        return not before or (word not in _TWO_SIDED and bool(after))

    def _ends(self, words: Sequence[str], gaps: Sequence[str], stop: int, following: int) -> bool:
        word = words[stop]
        if word[-1] in _WIDE_STOPS:
            return True
        head = _first_letter(words, following)
        joined = not any(gaps[stop:following]) and not head.isupper()
        if joined or words[following] in _CONTINUING:
            return False
        if not self._is_stop(word):
            return self._abbreviation_ends(word, words[following])
        if _ELLIPSIS.fullmatch(word):
            return head.isupper()
        # A full stop of its own is one whatever follows: many write without capitals. But "Really?"
        # he asked: a question inside the quote, not the end of the sentence outside.
        return word[-1] == "." or not (head.islower() and following > stop + 1)

    def _abbreviation_ends(self, word: str, following: str) -> bool:
        """Whether a sentence ends with a token such as "etc." or "3.".

        Names follow abbreviations too, so a capital is not enough: a capitalised function word is.
        What is a word without its full stop as well ("No.") abbreviates before numbers only.
        """
        if word[:-1].lower() in self._stop_words:
            return not following[0].isdigit()
        if word.lower() in self._titles or _INITIAL.fullmatch(word):
            return False
        if _NUMBERED.fullmatch(word) and not following[0].isupper():
            return False
        return following[0].isupper() and following.lower() in self._stop_words


def _first_letter(words: Sequence[str], start: int) -> str:
    """The first letter or digit at or after a token, past opening quotes; "" if there is none."""
    for word in words[start : start + 3]:
        for character in word:
            if character.isalnum():
                return character
    return ""
