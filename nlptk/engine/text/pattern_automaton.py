"""Many token patterns as one automaton that walks all starts of all documents at once.

A state is a token of a pattern; an operator decides which states may follow it and whether the
pattern may end there (Glushkov 1961, "The abstract theory of automata"). The patterns are walked
side by side, one token further in each step: the work grows with what still matches, and hardly
with the number of patterns, as long as their first tokens name a text.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlptk.engine.data.strings import hash_string

from .token_facts import TEXTS
from .token_patterns import Condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from .token_facts import TokenFacts
    from .token_patterns import Pattern, TokenPattern

    Ints = NDArray[np.int64]

MOST_OPENINGS = 1_000_000
"""How many states that any token might open are tried at once, which bounds the memory."""

_ANY = ""  # the attribute of states that name no text
_OPTIONAL, _REPEATED = "?*", "*+"
_NO_TEST = -1

Test = tuple[tuple[Condition, ...], bool]
"""Conditions that must all hold of a token, or, with True, must not all hold."""


class Found(NamedTuple):
    """Matches: the first token, the token after the last, and whose pattern it is, shape (n,)."""

    starts: Ints
    ends: Ints
    owners: Ints


class _State(NamedTuple):
    """A token of a pattern: a text that one of its attributes must have, and what else holds."""

    attribute: str
    value: int
    test: Test | None
    follow: range
    is_last: bool
    owner: int


class Lists:
    """Lists of numbers, one after the other in one array."""

    def __init__(self, lists: Iterable[Sequence[int]]) -> None:
        known = list(lists)
        sizes = np.fromiter(map(len, known), np.int64, count=len(known))
        self._offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        self._items = np.array([item for one in known for item in one], np.int64)

    def of(self, rows: Ints) -> tuple[Ints, Ints]:
        """The items of some lists, and for each item which of `rows` it comes from."""
        first = self._offsets[rows]
        sizes = self._offsets[rows + 1] - first
        before = np.cumsum(sizes) - sizes
        sources = np.repeat(np.arange(len(rows)), sizes)
        return self._items[np.arange(len(sources)) + (first - before)[sources]], sources


class PatternAutomaton:
    """Patterns and their owners' numbers, made ready to be looked for in any document."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        states: list[_State] = []
        firsts: list[tuple[int, TokenPattern]] = []
        for owner, pattern in patterns:
            reach = _reach(pattern, 0)
            firsts += [(len(states) + number, pattern[number]) for number in reach]
            states += _states(owner, pattern, len(states))
        self._attributes = list(dict.fromkeys([_ANY, *(state.attribute for state in states)]))
        rows = {name: row for row, name in enumerate(self._attributes)}
        tests = list(dict.fromkeys(state.test for state in states if state.test is not None))
        numbers = {test: number for number, test in enumerate(tests)}
        self._tests = tests
        self._attribute = np.array([rows[state.attribute] for state in states], np.int64)
        self._value = np.array([state.value for state in states], np.uint64)
        self._test = np.array(
            [_NO_TEST if state.test is None else numbers[state.test] for state in states], np.int64
        )
        self._is_last = np.array([state.is_last for state in states], np.bool_)
        self._owner = np.array([state.owner for state in states], np.int64)
        self._follow = Lists([state.follow for state in states])
        self._is_loop = np.array(
            [number in state.follow and not state.is_last for number, state in enumerate(states)],
            np.bool_,
        )
        self._branches = any(len(state.follow) > 1 for state in states)
        self._openings = _Openings(firsts)

    def find(self, facts: TokenFacts) -> Found:
        """All matches, each once for each of its owners, by start, end and owner.

        None goes over the end of a document.
        """
        walk = _Walk(self._tests, self._attributes, self._is_loop, facts)
        found = [
            part
            for starts, states in self._openings.of(facts, walk)
            for part in self._walk(walk, starts, states)
        ]
        if not found:
            return Found(*np.zeros((3, 0), np.int64))
        return _sorted(Found(*map(np.concatenate, zip(*found, strict=True))))

    def _walk(self, walk: _Walk, starts: Ints, states: Ints) -> Iterator[Found]:
        """The matches that begin with these states at these tokens, shorter ones first."""
        at = starts
        while len(states):
            holds = walk.columns[self._attribute[states], at] == self._value[states]
            walk.narrow(holds, self._test[states], at)
            starts, states, at = starts[holds], states[holds], at[holds] + 1
            last = self._is_last[states]
            yield Found(starts[last], at[last], self._owner[states[last]])
            inside = (at < walk.stops[starts]) & (at < self._limits(walk, states))
            states, sources = self._follow.of(states[inside])
            starts, at = starts[inside][sources], at[inside][sources]
            if self._branches and len(states) > 1:
                _, distinct = np.unique(starts * len(self._owner) + states, return_index=True)
                starts, states, at = starts[distinct], states[distinct], at[distinct]

    def _limits(self, walk: _Walk, states: Ints) -> Ints:
        """Before which token states must have gone on: where a loop can be left for the last time.

        Else a pattern whose end is nowhere would be followed to the end of the document from each
        place where it might begin.
        """
        unknown = states[walk.limits[states] < 0]
        for state in set(unknown.tolist()):
            walk.limits[state] = self._last_exit(walk, state) + 1
        return walk.limits[states]

    def _last_exit(self, walk: _Walk, loop: int) -> int:
        """The last token that may come after a loop, or -1."""
        exits, _ = self._follow.of(np.array([loop]))
        holds = np.zeros(walk.n_tokens, np.bool_)
        for state in exits[exits != loop].tolist():
            has_text = walk.columns[self._attribute[state]] == self._value[state]
            holds |= has_text & walk.passed(int(self._test[state]))
        return int(np.flatnonzero(holds).max(initial=-1))


class _Walk:
    """Documents that are walked: ids of their attributes, and which tests their tokens pass.

    `stops` says of each token where its document ends. `limits` are those of states (`_limits`);
    less than 0 for loops that nobody came to.
    """

    def __init__(
        self,
        tests: Sequence[Test],
        attributes: Iterable[str],
        loops: NDArray[np.bool_],
        facts: TokenFacts,
    ) -> None:
        self.n_tokens = len(facts)
        blank = np.zeros(len(facts), np.uint64)  # what states that name no text are held against
        self.columns = np.stack([facts.ids(name) if name else blank for name in attributes])
        self.stops: Ints = np.repeat(facts.offsets[1:], np.diff(facts.offsets))
        self._facts = facts
        self._tests = tests
        self._passed: dict[int, NDArray[np.bool_]] = {}
        self.limits: Ints = np.where(loops, -1, len(facts))

    def passed(self, number: int) -> NDArray[np.bool_]:
        """Which tokens pass a test, shape (n_tokens,)."""
        if number == _NO_TEST:
            return np.ones(self.n_tokens, np.bool_)
        if number not in self._passed:
            conditions, negated = self._tests[number]
            holds = (condition.holds(self._facts) for condition in conditions)
            all_hold = reduce(np.logical_and, holds, np.ones(self.n_tokens, np.bool_))
            self._passed[number] = ~all_hold if negated else all_hold
        return self._passed[number]

    def narrow(self, holds: NDArray[np.bool_], tests: Ints, at: Ints) -> None:
        """Take away from `holds` where the test of a state is not passed by the token it is at."""
        tested = np.flatnonzero(holds & (tests != _NO_TEST))
        if not len(tested):
            return
        numbers = tests[tested]
        if (numbers != numbers[0]).any():
            order = np.argsort(numbers, kind="stable")
            tested, numbers = tested[order], numbers[order]
        cuts = np.flatnonzero(numbers[1:] != numbers[:-1]) + 1
        bounds = [0, *cuts.tolist(), len(numbers)]
        for first, last in pairwise(bounds):
            part = tested[first:last]
            holds[part] = self.passed(int(numbers[first]))[at[part]]


class _Openings:
    """Where patterns can begin: by the text of a token, or, where no text is named, anywhere."""

    def __init__(self, firsts: Iterable[tuple[int, TokenPattern]]) -> None:
        named: defaultdict[str, defaultdict[int, list[int]]]
        named = defaultdict(lambda: defaultdict(list))
        self._anywhere: list[int] = []
        for state, token in firsts:
            attribute, texts = _named(token)
            if attribute == _ANY:
                self._anywhere.append(state)
            for text in texts:
                named[attribute][hash_string(text)].append(state)
        self._named = {
            attribute: (
                np.array(sorted(lists), np.uint64),
                Lists([lists[value] for value in sorted(lists)]),
            )
            for attribute, lists in named.items()
        }

    def of(self, facts: TokenFacts, walk: _Walk) -> Iterator[tuple[Ints, Ints]]:
        """Tokens and the states that they might open, in parts that fit into memory."""
        for attribute, (values, lists) in self._named.items():
            ids = facts.ids(attribute)
            rows = np.minimum(np.searchsorted(values, ids), len(values) - 1)
            tokens = np.flatnonzero(values[rows] == ids)
            states, sources = lists.of(rows[tokens])
            yield tokens[sources], states
        anywhere = np.array(self._anywhere, np.int64)
        step = max(1, MOST_OPENINGS // max(1, len(anywhere)))
        for first in range(0, walk.n_tokens if len(anywhere) else 0, step):
            tokens = np.arange(first, min(first + step, walk.n_tokens))
            yield np.repeat(tokens, len(anywhere)), np.tile(anywhere, len(tokens))


def _states(owner: int, pattern: Pattern, first: int) -> Iterator[_State]:
    """The states of a pattern, which get the numbers from `first` on."""
    for number, token in enumerate(pattern):
        reach = _reach(pattern, number + 1)
        start = number if token.operator in _REPEATED else number + 1
        attribute, value, test = _split(token)
        yield _State(
            attribute,
            value,
            test,
            range(first + start, first + reach.stop),
            all(later.operator in _OPTIONAL for later in pattern[number + 1 :]),
            owner,
        )


def _reach(pattern: Pattern, number: int) -> range:
    """The tokens of a pattern that may come next, where the token so numbered is the nearest."""
    for last in range(number, len(pattern)):
        if pattern[last].operator not in _OPTIONAL:
            return range(number, last + 1)
    return range(number, len(pattern))


def _split(token: TokenPattern) -> tuple[str, int, Test | None]:
    """A token of a pattern as attribute and id of a text that it names, and a test of the rest."""
    negated = token.operator == "!"
    rest = list(token.conditions)
    name = next((one for one in rest if _is_text(one)), None)
    if name is None or negated:
        return _ANY, 0, (token.conditions, negated) if rest or negated else None
    rest.remove(name)
    return name.attribute, hash_string(name.value), (tuple(rest), False) if rest else None


def _named(token: TokenPattern) -> tuple[str, tuple[str, ...]]:
    """An attribute and the texts of which it must have one; `_ANY` where none are named."""
    if token.operator != "!":
        for condition in token.conditions:
            if _is_text(condition):
                return condition.attribute, (condition.value,)
        for condition in token.conditions:
            if condition.attribute in TEXTS and condition.predicate == "IN":
                return condition.attribute, tuple(dict.fromkeys(condition.value))
    return _ANY, ()


def _is_text(condition: Condition) -> bool:
    return condition.attribute in TEXTS and condition.predicate == "=="


def _sorted(found: Found) -> Found:
    """Matches by start, end and owner, each once."""
    order = np.lexsort((found.owners, found.ends, found.starts))
    rows = np.stack([part[order] for part in found])
    is_new = np.ones(len(order), np.bool_)
    is_new[1:] = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
    return Found(*rows[:, is_new])
