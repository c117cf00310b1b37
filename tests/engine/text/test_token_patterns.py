from __future__ import annotations

import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.text.token_facts import TokenFacts
from nlptk.engine.text.token_patterns import Condition, TokenPattern, read_pattern


def where(token, words=("Berlin", "berlin", "NYC", "12", ".")):
    """The words of which a token of a pattern holds."""
    (read,) = read_pattern([token], name="p")
    facts = TokenFacts(Doc(Vocab(), words))
    return [
        word
        for number, word in enumerate(words)
        if all(condition.holds(facts)[number] for condition in read.conditions)
    ]


@pytest.mark.parametrize(
    ("token", "found"),
    [
        ({}, ["Berlin", "berlin", "NYC", "12", "."]),
        ({"ORTH": "Berlin"}, ["Berlin"]),
        ({"TEXT": "Berlin"}, ["Berlin"]),
        ({"lower": "berlin"}, ["Berlin", "berlin"]),
        ({"SHAPE": "XXX"}, ["NYC"]),
        ({"LENGTH": 3}, ["NYC"]),
        ({"LENGTH": {">=": 3, "<": 6}}, ["NYC"]),
        ({"LENGTH": {"<=": 1}}, ["."]),
        ({"LENGTH": {">": 5, "!=": 6}}, []),
        ({"LENGTH": {"IN": [1, 2]}}, ["12", "."]),
        ({"LENGTH": {"NOT_IN": [6]}}, ["NYC", "12", "."]),
        ({"IS_DIGIT": True}, ["12"]),
        ({"IS_ALPHA": False}, ["12", "."]),
        ({"IS_PUNCT": 1}, ["."]),
        ({"IS_PUNCT": {"!=": 1}}, ["Berlin", "berlin", "NYC", "12"]),
        ({"ORTH": {"IN": ["NYC", "LA"]}}, ["NYC"]),
        ({"ORTH": {"IN": []}}, []),
        ({"LOWER": {"NOT_IN": ["berlin", "."]}}, ["NYC", "12"]),
        ({"ORTH": {"REGEX": "^[bN]"}}, ["berlin", "NYC"]),
        ({"TEXT": {"REGEX": "er", "!=": "Berlin"}}, ["berlin"]),
        ({"LOWER": "berlin", "IS_TITLE": True}, ["Berlin"]),
        ({"LEMMA": "x"}, []),
        ({"LEMMA": ""}, ["Berlin", "berlin", "NYC", "12", "."]),
    ],
)
def test_conditions_hold_of_tokens(token, found):
    assert where(token) == found


def test_a_pattern_is_read_with_its_operators():
    pattern = read_pattern([{"text": "a"}, {"OP": "?", "LENGTH": {"<": 3}}], name="p")
    assert pattern == (
        TokenPattern((Condition("ORTH", "==", "a"),)),
        TokenPattern((Condition("LENGTH", "<", 3),), "?"),
    )


@pytest.mark.parametrize(
    ("tokens", "message"),
    [
        ("word", "p is not a pattern; expected a list of tokens, found 'word'"),
        (None, "p is not a pattern"),
        ([], "p has no tokens"),
        (["word"], "p, token 1 is not a dictionary"),
        ([{}, {"OP": "%"}], r"p, token 2 has no such operator; expected one of: !, \?, \*, \+"),
        ([{"OP": ["?"]}], "p, token 1 has no such operator"),
        ([{"COLOR": "red"}], "p, token 1 has no attribute 'COLOR'; expected some of: DEP"),
        ([{"ORTH": 3}], "p, token 1, ORTH: .* expected a text, found 3"),
        ([{"LENGTH": "3"}], "LENGTH: .* expected a whole number, found '3'"),
        ([{"LENGTH": True}], "a whole number"),
        ([{"LENGTH": {"IN": [10**30]}}], "LENGTH IN: .* a whole number"),
        ([{"IS_ALPHA": "yes"}], "IS_ALPHA: .* expected true or false, found 'yes'"),
        ([{"IS_ALPHA": 2}], "true or false"),
        (
            [{"ORTH": {"LIKE": "x"}}],
            "ORTH has no predicate 'LIKE'; expected some of: ==, !=, REGEX",
        ),
        ([{"ORTH": {">": "x"}}], "ORTH has no predicate '>'"),
        ([{"IS_ALPHA": {"REGEX": "x"}}], "IS_ALPHA has no predicate 'REGEX'"),
        ([{"ORTH": {"IN": "abc"}}], "ORTH IN: .* expected a list of values"),
        ([{"ORTH": {"IN": ["a", 1]}}], "ORTH IN: .* expected a text, found 1"),
        ([{"ORTH": {"REGEX": "("}}], "ORTH REGEX is not a regular expression: missing"),
        ([{"ORTH": {"REGEX": 1}}], "expected a regular expression, found 1"),
    ],
)
def test_what_is_no_pattern_is_refused(tokens, message):
    with pytest.raises(UsageError, match=message):
        read_pattern(tokens, name="p")
