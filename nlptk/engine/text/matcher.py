"""Finding tokens by pattern: all stretches of a document that token patterns describe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import UsageError

from .token_facts import TokenFacts
from .token_patterns import ONCE, Condition, Pattern, read_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.vocab import Vocab

    Mask = NDArray[np.bool_]

Match = tuple[int, int, int]
"""The id of a key, the first token and the token after the last."""
OnMatch = Callable[[Any, "Doc", int, list[Match]], object]
"""Called for each match: the matcher, the document, the number of the match, and all matches."""

_FIXED = (ONCE, "!")


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

    def remove(self, key: str | int) -> None:
        """Forget a key. Raises `UsageError` for one that is not there."""
        if key not in self:
            raise UsageError(f"the matcher has no patterns for {key!r}")
        del self._entries[self._id(key)]

    def _id(self, key: str | int) -> int:
        return self.vocab.strings[key] if isinstance(key, str) else key

    def __call__(self, doc: Doc) -> list[Match]:
        """The matches, each once, by start, end and order of keys; calls what `on_match` says."""
        found = _Search(doc)
        matches = [
            (start, end, order, number)
            for order, (number, entry) in enumerate(self._entries.items())
            for start, end in sorted(set(found.spans(entry.patterns)))
        ]
        matches.sort()
        result = [(number, start, end) for start, end, _, number in matches]
        for index, (number, _, _) in enumerate(result):
            entry = self._entries.get(number)  # gone, if a callback before removed it
            if entry is not None and entry.on_match is not None:
                entry.on_match(self, doc, index, result)
        return result


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


class _Search:
    """A document in which patterns are looked for; what holds of its tokens is found out once."""

    def __init__(self, doc: Doc) -> None:
        self._facts = TokenFacts(doc)
        self._masks: dict[Condition, Mask] = {}

    def spans(self, patterns: Iterable[Pattern]) -> Iterator[tuple[int, int]]:
        """First token, and token after the last, of each match; some may come twice."""
        for pattern in patterns:
            steps = [(self._mask(token.conditions), token.operator) for token in pattern]
            steps = [(~mask if op == "!" else mask, op) for mask, op in steps]
            if all(mask.any() or op in "?*" for mask, op in steps):
                if all(op in _FIXED for _, op in steps):
                    yield from _fixed_spans([mask for mask, _ in steps])
                else:
                    yield from _repeated_spans(steps)

    def _mask(self, conditions: tuple[Condition, ...]) -> Mask:
        masks = map(self._mask_of, conditions)
        return reduce(np.logical_and, masks, np.ones(len(self._facts), np.bool_))

    def _mask_of(self, condition: Condition) -> Mask:
        if condition not in self._masks:
            self._masks[condition] = condition.holds(self._facts)
        return self._masks[condition]


def _fixed_spans(masks: Sequence[Mask]) -> Iterator[tuple[int, int]]:
    """The matches of a pattern without repetition: as many tokens as it has."""
    n_starts = len(masks[0]) - len(masks) + 1
    if n_starts <= 0:
        return
    shifted = (mask[at : at + n_starts] for at, mask in enumerate(masks))
    for start in np.flatnonzero(reduce(np.logical_and, shifted)).tolist():
        yield start, start + len(masks)


def _repeated_spans(steps: Sequence[tuple[Mask, str]]) -> Iterator[tuple[int, int]]:
    """The matches of a pattern with repetition.

    From each start, the sets of places at which one can be after each step.
    """
    listed = [(mask.tolist(), op) for mask, op in steps]
    mask, op = steps[0]
    starts = range(len(mask)) if op in "?*" else np.flatnonzero(mask).tolist()
    for start in starts:
        places = {start}
        for holds, op in listed:
            places = _after(places, holds, op)
            if not places:
                break
        places.discard(start)
        for end in places:
            yield start, end


def _after(places: set[int], holds: list[bool], op: str) -> set[int]:
    """Where one can be after a step, from any of these places."""
    n = len(holds)
    further = {at + 1 for at in places if at < n and holds[at]}
    if op in "*+":
        for at in sorted(further):
            end = at
            while end < n and holds[end] and end + 1 not in further:
                end += 1
                further.add(end)
    return further | places if op in "?*" else further
