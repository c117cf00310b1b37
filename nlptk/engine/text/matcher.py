"""Finding tokens by pattern: all stretches of a document that token patterns describe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import UsageError

from .pattern_automaton import PatternAutomaton
from .token_facts import TokenFacts
from .token_patterns import Pattern, read_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.vocab import Vocab

Match = tuple[int, int, int]
"""The id of a key, the first token and the token after the last."""
OnMatch = Callable[[Any, "Doc", int, list[Match]], object]
"""Called for each match: the matcher, the document, the number of the match, and all matches."""

_DOCS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Entry:
    key: str
    patterns: tuple[Pattern, ...]
    on_match: OnMatch | None


class Matcher:
    """Patterns by key; called with a document, it gives all matches.

    A pattern with operators matches in every way there is: "a+" has three matches in "a a". What
    takes no token is no match. `token_patterns` says how patterns are written.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._entries: dict[int, _Entry] = {}
        self._automaton: PatternAutomaton | None = None  # until a document needs it

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str | int) and self._id(key) in self._entries

    def add(
        self,
        key: str,
        patterns: Sequence[Any] | OnMatch | None,
        *more: Sequence[Any],
        on_match: OnMatch | None = None,
    ) -> None:
        """Add patterns to a key; `on_match` is called for each of its matches.

        The older form gives `on_match`, or None, before one or more patterns.

        Raises:
            UsageError: no pattern, or a bad one, by its number and that of its token from 1.
        """
        given, callback = both_forms(patterns, more, on_match)
        if not given:
            raise UsageError(f"no patterns for {key!r}", expected="one or more")
        read = tuple(
            read_pattern(pattern, name=f"pattern {number} of {key!r}")
            for number, pattern in enumerate(given, start=1)
        )
        number = self.vocab.strings.add(key)
        before = self._entries.get(number, _Entry(key, (), None))
        self._entries[number] = _Entry(key, before.patterns + read, callback or before.on_match)
        self._automaton = None

    def remove(self, key: str | int) -> None:
        """Forget a key. Raises `UsageError` for one that is not there."""
        if key not in self:
            raise UsageError(f"the matcher has no patterns for {key!r}")
        del self._entries[self._id(key)]
        self._automaton = None

    def _id(self, key: str | int) -> int:
        return self.vocab.strings[key] if isinstance(key, str) else key

    def __call__(self, doc: Doc) -> list[Match]:
        """The matches, each once, by start, end and order of keys; calls what `on_match` says."""
        (result,) = self.match_all([doc])
        return result

    def match_all(self, docs: Iterable[Doc]) -> list[list[Match]]:
        """The matches of each document; many short documents take less time together."""
        if self._automaton is None:
            self._automaton = self._compiled()
        results: list[list[Match]] = []
        together = [list(group) for _, group in groupby(docs, key=lambda doc: id(doc.vocab))]
        for group in together:
            results += self._match_group(self._automaton, TokenFacts(*group))
        if any(entry.on_match is not None for entry in self._entries.values()):
            for doc, result in zip(chain.from_iterable(together), results, strict=True):
                self._call_back(doc, result)
        return results

    def _match_group(self, automaton: PatternAutomaton, facts: TokenFacts) -> list[list[Match]]:
        keys = list(self._entries)
        found = automaton.find(facts)
        bounds = np.searchsorted(found.starts, facts.offsets).tolist()
        results = []
        for first, last, offset in zip(bounds, bounds[1:], facts.offsets.tolist(), strict=False):
            starts, ends = found.starts[first:last] - offset, found.ends[first:last] - offset
            owners = [keys[owner] for owner in found.owners[first:last].tolist()]
            results.append(list(zip(owners, starts.tolist(), ends.tolist(), strict=True)))
        return results

    def pipe(self, docs: Iterable[Doc]) -> Iterator[tuple[Doc, list[Match]]]:
        """Documents as they come, each with its matches; some are read ahead."""
        remaining = iter(docs)
        while group := list(islice(remaining, _DOCS_AT_ONCE)):
            yield from zip(group, self.match_all(group), strict=True)

    def _compiled(self) -> PatternAutomaton:
        return PatternAutomaton(
            (owner, pattern)
            for owner, entry in enumerate(self._entries.values())
            for pattern in entry.patterns
        )

    def _call_back(self, doc: Doc, result: list[Match]) -> None:
        for index, (number, _, _) in enumerate(result):
            entry = self._entries.get(number)  # gone, if a callback before removed it
            if entry is not None and entry.on_match is not None:
                entry.on_match(self, doc, index, result)


def both_forms(
    first: Iterable[Any] | OnMatch | None, more: Sequence[Any], on_match: OnMatch | None
) -> tuple[list[Any], OnMatch | None]:
    """The patterns and the callback of `add`, whichever of its two forms was used."""
    if first is None or callable(first):
        return list(more), on_match or first
    if more:
        raise UsageError(
            "patterns are given one by one",
            expected="a list of patterns, or on_match (perhaps None) and then patterns",
        )
    return list(first), on_match
