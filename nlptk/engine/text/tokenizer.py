"""The tokenizer: text to character ranges by rules, cached by chunk; the text is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlptk.engine.data.columns import Multiword
from nlptk.engine.data.doc import Doc

from .chunks import cut_chunk
from .languages import LanguageData, get_language
from .rules import TokenizerRules, compile_rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.data.vocab import Vocab

    Bounds = tuple[tuple[int, int], ...]

CACHE_SIZE = 200_000
"""How many distinct chunks a tokenizer remembers; a full cache starts anew."""

LONGEST_CACHED = 48
"""Longer chunks are rarely seen twice and not remembered."""

_CHUNK = re.compile(r"\S+")


class Explanation(NamedTuple):
    """A token and the rule that made it, such as "suffix: full_stop"; "word" if none did."""

    text: str
    rule: str


class Tokenizer:
    """Cuts text into tokens: sorted, disjoint, not empty, covering all but the whitespace.

    The text is first divided at whitespace, and each chunk is cut on its own (`chunks.cut_chunk`):
    its tokens never depend on its neighbours and can be remembered.
    """

    def __init__(self, vocab: Vocab, rules: TokenizerRules) -> None:
        self.vocab = vocab
        self.rules = rules
        self._words = _ChunkCache(rules)
        self._surface = self._words
        self._unsplit: set[str] = set()  # chunks without contractions
        if rules.split_contractions:
            self._surface = _ChunkCache(rules.with_contractions(split=False))

    def __call__(self, text: str) -> Doc:
        """The text as a document; contractions that were split are its multiwords."""
        starts, ends = self.offsets(text)
        doc = Doc.from_offsets(self.vocab, text, starts, ends)
        if self.rules.split_contractions:
            doc.multiwords = self._multiwords(text, starts)
        return doc

    def offsets(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Where each token starts and ends in the text, two arrays of shape (tokens,)."""
        return _as_arrays(self._words.bounds(text))

    def surface_offsets(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The same with contractions whole, whatever the rules say."""
        return _as_arrays(self._surface.bounds(text))

    def split(self, text: str) -> list[str]:
        """The tokens as strings."""
        starts, ends = self._words.bounds(text)
        return [text[start:end] for start, end in zip(starts, ends, strict=True)]

    def explain(self, text: str) -> list[Explanation]:
        """The tokens, each with the rule that made it."""
        return [
            Explanation(chunk[piece.start : piece.end], piece.rule)
            for chunk in text.split()
            for piece in cut_chunk(self.rules, chunk)
        ]

    def _multiwords(self, text: str, starts: NDArray[np.int32]) -> list[Multiword]:
        chunks = text.split(" ")
        if self._unsplit.issuperset(chunks):
            return []  # as most texts; the walk below takes as long as all else
        bounds = self._surface.bounds(text)
        if len(bounds[0]) == len(starts):
            self._remember_unsplit(chunks)
            return []
        surface_starts, surface_ends = _as_arrays(bounds)
        firsts = np.searchsorted(starts, surface_starts)
        lasts = np.append(firsts[1:], len(starts))[: len(firsts)]
        return [
            Multiword(int(firsts[i]), int(lasts[i]), text[surface_starts[i] : surface_ends[i]])
            for i in np.flatnonzero(lasts - firsts > 1)
        ]

    def _remember_unsplit(self, chunks: list[str]) -> None:
        if len(self._unsplit) >= CACHE_SIZE:
            self._unsplit.clear()
        self._unsplit.update(chunk for chunk in chunks if len(chunk) <= LONGEST_CACHED)


class _ChunkCache:
    """Token ranges of texts, chunk by chunk, each distinct chunk cut once."""

    def __init__(self, rules: TokenizerRules) -> None:
        self._rules = rules
        self._known: dict[str, Bounds] = {}

    def bounds(self, text: str) -> tuple[list[int], list[int]]:
        """Starts and ends of the tokens of a text."""
        starts: list[int] = []
        ends: list[int] = []
        known = self._known.get
        at = 0
        # Dividing at single spaces costs a fraction of a regular expression's walk; other
        # whitespace is rare, never in a remembered chunk, and left to `_learn`.
        for chunk in text.split(" "):
            bounds = known(chunk)
            if bounds is None:
                bounds = self._learn(chunk)
            for start, end in bounds:
                starts.append(at + start)
                ends.append(at + end)
            at += len(chunk) + 1
        return starts, ends

    def _learn(self, chunk: str) -> Bounds:
        if not chunk:
            return ()
        if chunk.split(None, 1)[:1] != [chunk]:
            return tuple(
                (match.start() + start, match.start() + end)
                for match in _CHUNK.finditer(chunk)
                for start, end in self._chunk_bounds(match.group())
            )
        return self._chunk_bounds(chunk)

    def _chunk_bounds(self, chunk: str) -> Bounds:
        bounds = self._known.get(chunk)
        if bounds is None:
            bounds = tuple((piece.start, piece.end) for piece in cut_chunk(self._rules, chunk))
            if len(chunk) <= LONGEST_CACHED:
                if len(self._known) >= CACHE_SIZE:
                    self._known.clear()
                self._known[chunk] = bounds
        return bounds


def _as_arrays(
    bounds: tuple[list[int], list[int]],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    starts, ends = bounds
    return np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32)


def make_tokenizer(
    vocab: Vocab, language: LanguageData | str, *, split_contractions: bool | None = None
) -> Tokenizer:
    """The tokenizer of a language, given as data or by its code.

    `split_contractions` overrides what the language says ("don't" as one token, or as two).
    Raises `UsageError` for an unknown code or a rule that does not compile.
    """
    data = get_language(language) if isinstance(language, str) else language
    return Tokenizer(vocab, compile_rules(data, split_contractions=split_contractions))
