from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.text import pattern_automaton
from nlptk.engine.text.pattern_automaton import Lists, PatternAutomaton
from nlptk.engine.text.token_facts import TokenFacts
from nlptk.engine.text.token_patterns import read_pattern

WORDS = ("a", "A", "b", "7")
CONDITIONS = (
    {},
    {"ORTH": "a"},
    {"LOWER": "a"},
    {"LOWER": "a", "IS_UPPER": True},
    {"LOWER": "b", "ORTH": "b"},
    {"ORTH": {"IN": ["b", "7"]}},
    {"LOWER": {"IN": ["a", "a"], "REGEX": "."}},
    {"ORTH": {"IN": []}},
    {"ORTH": {"REGEX": "[ab]"}},
    {"IS_DIGIT": False},
    {"LENGTH": {">": 1}},
)
tokens = st.builds(
    lambda conditions, op: conditions | ({"OP": op} if op else {}),
    st.sampled_from(CONDITIONS),
    st.sampled_from(["", "", "!", "?", "*", "+"]),
)
patterns = st.lists(tokens, min_size=1, max_size=4)
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=3)


def facts_of(texts):
    vocab = Vocab()
    return TokenFacts(*(Doc(vocab, words) for words in texts))


def found(owned, facts):
    automaton = PatternAutomaton((owner, read_pattern(one, name="p")) for owner, one in owned)
    return list(zip(*(part.tolist() for part in automaton.find(facts)), strict=True))


def expected(owned, facts):
    """What each pattern matches, from each start, token by token, as its definition says."""
    matches = set()
    for owner, pattern in owned:
        read = [
            (
                np.all([np.ones(len(facts), bool), *(c.holds(facts) for c in token.conditions)], 0),
                op,
            )
            for token in read_pattern(pattern, name="p")
            for op in token.operator
        ]
        for first, stop in zip(facts.offsets, facts.offsets[1:], strict=False):
            for start in range(first, stop):
                ends = reached({start}, read, stop)
                matches |= {(start, int(end), owner) for end in ends if end > start}
    return sorted(matches)


def reached(places, read, stop):
    for holds, op in read:
        wanted = op != "!"
        after = {at + 1 for at in places if at < stop and holds[at] == wanted}
        while op in "*+" and (more := {at + 1 for at in after if at < stop and holds[at]} - after):
            after |= more
        places = after | places if op in "?*" else after
    return places


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 2), patterns), max_size=5), texts)
def test_matches_are_those_that_the_patterns_define(owned, texts):
    facts = facts_of(texts)
    assert found(owned, facts) == expected(owned, facts)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 2), patterns), max_size=3), texts)
def test_parts_that_fit_into_memory_give_the_same(owned, texts):
    facts = facts_of(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pattern_automaton, "MOST_OPENINGS", 2)
        assert found(owned, facts) == expected(owned, facts)


def test_all_single_words_match_where_they_stand():
    facts = facts_of([["b", "a"], ["a"]])
    owned = [(number, [{"ORTH": word}]) for number, word in enumerate(("a", "b", "c"))]
    assert found(owned, facts) == [(0, 1, 1), (1, 2, 0), (2, 3, 0)]


def test_a_loop_that_cannot_be_left_is_not_followed(monkeypatch):
    steps = []
    follow = Lists.of
    monkeypatch.setattr(Lists, "of", lambda lists, rows: steps.append(rows) or follow(lists, rows))
    owned = [(0, [{"ORTH": "a"}, {"OP": "*"}, {"ORTH": "7"}])]
    assert found(owned, facts_of([["7"] + ["a"] * 500])) == []
    assert len(steps) < 10


def test_any_number_of_any_tokens_is_every_stretch():
    n = 120
    matches = found([(0, [{"OP": "*"}])], facts_of([["a"] * n]))
    assert matches == [(a, b, 0) for a, b in product(range(n), range(1, n + 1)) if a < b]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=1), st.data())
def test_items_of_lists_come_with_their_rows(lists, data):
    rows = data.draw(st.lists(st.integers(0, len(lists) - 1)))
    items, sources = Lists(lists).of(np.array(rows, np.int64))
    assert items.tolist() == [item for row in rows for item in lists[row]]
    assert sources.tolist() == [at for at, row in enumerate(rows) for _ in lists[row]]
