from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.strings import hash_string
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.text.matcher import Matcher


def doc_of(words):
    return Doc(Vocab("en"), list(words))


def spans(patterns, words):
    """First and last token of all matches of patterns."""
    matcher = Matcher(Vocab())
    matcher.add("K", patterns)
    return [(start, end) for _, start, end in matcher(doc_of(words))]


def letters(pattern):
    """A pattern over one-letter words: `a`, `.` for any, each perhaps with an operator."""
    return [
        ({} if letter == "." else {"ORTH": letter}) | ({"OP": op} if op else {})
        for letter, op in re.findall(r"([a-z.])([!?*+]?)", pattern)
    ]


def test_matches_have_the_id_of_their_key():
    matcher = Matcher(Vocab())
    matcher.add("GREETING", [[{"LOWER": "hello"}, {"IS_PUNCT": True}, {"LOWER": "world"}]])
    match = (hash_string("GREETING"), 0, 3)
    assert matcher(doc_of(["Hello", ",", "world", "!"])) == [match]
    assert matcher.vocab.strings[match[0]] == "GREETING"


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("ab", "abab", [(0, 2), (2, 4)]),
        ("aa", "aaa", [(0, 2), (1, 3)]),
        ("ab", "a", []),
        ("a+", "aa", [(0, 1), (0, 2), (1, 2)]),
        ("a*", "ba", [(1, 2)]),
        ("ab?", "ab", [(0, 1), (0, 2)]),
        ("ab*c", "abbc", [(0, 4)]),
        ("ab!c", "adcabc", [(0, 3)]),
        ("ab!", "a", []),
        ("b!", "ab", [(0, 1)]),
        ("a?b?", "c", []),
        (".", "xy", [(0, 1), (1, 2)]),
        ("x", "", []),
        ("x*", "", []),
    ],
)
def test_operators_say_how_often(pattern, text, found):
    assert spans([letters(pattern)], text) == found


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab."), st.sampled_from(["", "!", "?", "*", "+"])),
        min_size=1,
        max_size=4,
    ),
    st.text("ab", max_size=6),
)
def test_all_matches_are_those_of_a_regular_expression(pattern, text):
    nothing = "(?!)"
    expression = "".join(
        {"a": "b", "b": "a", ".": nothing}[letter] if op == "!" else letter + op
        for letter, op in pattern
    )
    expected = [
        (start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if re.fullmatch(expression, text[start:end])
    ]
    assert spans([letters("".join(map("".join, pattern)))], text) == expected


def test_matches_of_several_patterns_of_a_key_come_once():
    assert spans([letters("a"), letters("a+"), letters("ab")], "ab") == [(0, 1), (0, 2)]


def test_matches_come_in_the_order_of_the_text_and_of_keys():
    matcher = Matcher(Vocab())
    matcher.add("Z", [letters("a"), letters("b")])
    matcher.add("A", [letters("a")])
    found = [(matcher.vocab.strings[key], start) for key, start, _ in matcher(doc_of("ba"))]
    assert found == [("Z", 0), ("Z", 1), ("A", 1)]


def test_annotation_is_matched():
    doc = doc_of(["Apples", "fell"])
    doc.set_column("lemma", ["apple", "fall"])
    doc.set_column("pos", ["NOUN", "VERB"])
    matcher = Matcher(Vocab())
    matcher.add("K", [[{"LEMMA": "apple", "POS": "NOUN"}, {"POS": {"NOT_IN": ["NOUN", ""]}}]])
    assert matcher(doc) == [(hash_string("K"), 0, 2)]


@pytest.mark.parametrize("older", [False, True])
def test_callbacks_see_each_match(older):
    seen = []

    def on_match(matcher, doc, number, matches):
        seen.append((len(matcher), doc.text, number, matches[number][1:]))

    matcher = Matcher(Vocab())
    if older:
        matcher.add("K", on_match, letters("a"), letters("b"))
    else:
        matcher.add("K", [letters("a"), letters("b")], on_match=on_match)
    matcher(doc_of("ab"))
    assert seen == [(1, "a b", 0, (0, 1)), (1, "a b", 1, (1, 2))]


def test_the_older_form_goes_without_callback():
    matcher = Matcher(Vocab())
    matcher.add("K", None, letters("a"))
    assert len(matcher(doc_of("a"))) == 1


def test_a_callback_may_remove_its_key():
    matcher = Matcher(Vocab())
    matcher.add("K", [letters("a")], on_match=lambda matcher, *_: matcher.remove("K"))
    assert len(matcher(doc_of("aa"))) == 2
    assert "K" not in matcher


def test_keys_can_be_removed_and_grow():
    matcher = Matcher(Vocab())
    assert (len(matcher), "K" in matcher) == (0, False)
    matcher.add("K", [letters("a")])
    matcher.add("K", [letters("b")])
    assert (len(matcher), "K" in matcher, hash_string("K") in matcher) == (1, True, True)
    assert len(matcher(doc_of("ab"))) == 2
    matcher.remove("K")
    assert (len(matcher), "K" in matcher) == (0, False)
    assert matcher(doc_of("ab")) == []
    with pytest.raises(UsageError, match="no patterns for 'K'"):
        matcher.remove("K")


def test_a_bad_pattern_is_named_by_key_pattern_and_token():
    matcher = Matcher(Vocab())
    message = "pattern 2 of 'K', token 3, ORTH"
    with pytest.raises(UsageError, match=message):
        matcher.add("K", [letters("a"), [*letters("ab"), {"ORTH": 1}]])
    assert "K" not in matcher


@pytest.mark.parametrize("given", [([],), (None,), ([letters("a")], letters("b"))])
def test_patterns_must_be_given_in_one_of_both_forms(given):
    with pytest.raises(UsageError, match="patterns"):
        Matcher(Vocab()).add("K", *given)


def test_documents_are_matched_together_as_they_are_alone():
    matcher = Matcher(Vocab())
    matcher.add("K", [letters("ab"), letters("b.*a")])
    docs = [doc_of(text) for text in ("ab", "a", "b", "", "baca")]  # none goes on in the next
    docs.insert(2, Doc(docs[0].vocab, ["b", "a"]))
    docs.insert(2, Doc(docs[0].vocab, ["a"]))
    assert matcher.match_all(docs) == [matcher(doc) for doc in docs]
    assert matcher.match_all([]) == []


def test_a_stream_gives_documents_with_their_matches():
    matcher = Matcher(Vocab())
    seen = []
    matcher.add("K", [letters("a")], on_match=lambda _, doc, *_match: seen.append(doc.text))
    docs = [doc_of(text) for text in ("a", "b", "aa") * 40]
    found = list(matcher.pipe(iter(docs)))
    assert [doc for doc, _ in found] == docs
    assert [len(matches) for _, matches in found] == [1, 0, 2] * 40
    assert seen == ["a", "a a", "a a"] * 40


def test_any_vocabulary_will_do():
    matcher = Matcher(Vocab("de"))
    matcher.add("K", [[{"NORM": "color"}]])
    doc = Doc(Vocab("en", norms={"colour": "color"}), ["Colour"])
    assert len(matcher(doc)) == 1
