"""Finding phrases: many lists of words at once, by a trie of string ids.

The work grows with the text and hardly with the number of phrases (Fredkin, "Trie Memory",
Communications of the ACM 1960).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING

from nlptk.engine.data.doc import Doc
from nlptk.engine.errors import UsageError

from .matcher import both_forms
from .token_facts import SYNONYMS, TEXTS, TokenFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nlptk.engine.data.vocab import Vocab

    from .matcher import Match, OnMatch


@dataclass(slots=True)
class _Node:
    """Where one is after some words: the ids that may follow, and the keys that end here."""

    following: dict[int, _Node] = field(default_factory=dict)
    keys: set[int] = field(default_factory=set)


class PhraseMatcher:
    """Phrases by key, given as documents; called with a document, it gives all matches.

    `attr` is what of a word must be the same: "ORTH", "LOWER", "LEMMA" or another attribute whose
    values are texts.
    """

    def __init__(self, vocab: Vocab, attr: str = "ORTH") -> None:
        name = SYNONYMS.get(attr.upper(), attr.upper())
        if name not in TEXTS:
            expected = "one of: " + ", ".join((*TEXTS, *SYNONYMS))
            raise UsageError(f"phrases cannot be found by {attr!r}", expected=expected)
        self.vocab = vocab
        self.attr = name
        self._root = _Node()
        self._order: dict[int, int] = {}
        self._callbacks: dict[int, OnMatch] = {}
        self._added = 0

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._order)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str | int) and self._id(key) in self._order

    def add(
        self,
        key: str,
        docs: Iterable[Doc] | OnMatch | None,
        *more: Doc,
        on_match: OnMatch | None = None,
    ) -> None:
        """Add phrases to a key; `on_match` is called for each of its matches.

        The older form gives `on_match`, or None, before one or more documents.

        Raises:
            UsageError: a phrase without words, or one whose words lack the attribute.
        """
        phrases, callback = both_forms(docs, more, on_match)
        self._insert(key, [TokenFacts(phrase).ids(self.attr).tolist() for phrase in phrases])
        if callback is not None:
            self._callbacks[self._id(key)] = callback

    def add_words(self, key: str, phrases: Iterable[Sequence[str]]) -> None:
        """Add phrases given by their words: the quick way for many that need no annotation.

        Raises:
            UsageError: as `add`.
        """
        given = list(phrases)
        together = Doc(self.vocab, list(chain.from_iterable(given)))
        ids = iter(TokenFacts(together).ids(self.attr).tolist())
        self._insert(key, [list(islice(ids, len(words))) for words in given])

    def _insert(self, key: str, phrases: Sequence[list[int]]) -> None:
        for place, ids in enumerate(phrases, start=1):
            if not ids or not all(ids):
                lack = f"a word without {self.attr}" if ids else "no words"
                raise UsageError(f"phrase {place} of {key!r} has {lack}")
        number = self.vocab.strings.add(key)
        if number not in self._order:
            self._order[number] = self._added
            self._added += 1
        for ids in phrases:
            node = self._root
            for one in ids:
                following = node.following.get(one)
                if following is None:
                    following = node.following[one] = _Node()
                node = following
            node.keys.add(number)

    def remove(self, key: str | int) -> None:
        """Forget a key and its phrases. Raises `UsageError` for one that is not there."""
        if key not in self:
            raise UsageError(f"the matcher has no phrases for {key!r}")
        number = self._id(key)
        del self._order[number]
        self._callbacks.pop(number, None)
        nodes = [self._root]
        for node in nodes:  # parents before children
            nodes += node.following.values()
            node.keys.discard(number)
        for node in reversed(nodes):
            empty = [
                one
                for one, child in node.following.items()
                if not child.keys | child.following.keys()
            ]
            for one in empty:
                del node.following[one]

    def _id(self, key: str | int) -> int:
        return self.vocab.strings[key] if isinstance(key, str) else key

    def __call__(self, doc: Doc) -> list[Match]:
        """The matches by start, end and order of keys; calls what `on_match` says."""
        result = list(self._matches(TokenFacts(doc).ids(self.attr).tolist()))
        for index, (number, _, _) in enumerate(result):
            if number in self._callbacks:
                self._callbacks[number](self, doc, index, result)
        return result

    def pipe(self, docs: Iterable[Doc]) -> Iterator[tuple[Doc, list[Match]]]:
        """Documents as they come, each with its matches."""
        return ((doc, self(doc)) for doc in docs)

    def _matches(self, ids: list[int]) -> Iterator[Match]:
        first = self._root.following
        for start, one in enumerate(ids):
            node = first.get(one)
            end = start + 1
            while node is not None:
                if node.keys:
                    for key in sorted(node.keys, key=self._order.__getitem__):
                        yield key, start, end
                node = node.following.get(ids[end]) if end < len(ids) else None
                end += 1
