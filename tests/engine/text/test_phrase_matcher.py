from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.strings import hash_string
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.text.phrase_matcher import PhraseMatcher

phrases = st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=5)


def doc_of(words):
    return Doc(Vocab("en"), list(words))


def matcher_of(phrases_by_key, attr="ORTH"):
    matcher = PhraseMatcher(Vocab(), attr)
    for key, texts in phrases_by_key.items():
        matcher.add(key, [doc_of(text) for text in texts])
    return matcher


def found(matcher, words):
    return [(matcher.vocab.strings[key], *at) for key, *at in matcher(doc_of(words))]


def test_phrases_are_found_wherever_they_stand():
    matcher = matcher_of({"CITY": [["New", "York"], ["Berlin"]], "STATE": [["New", "York"]]})
    assert found(matcher, ["New", "York", "and", "Berlin", "new", "york"]) == [
        ("CITY", 0, 2),
        ("STATE", 0, 2),
        ("CITY", 3, 4),
    ]


@settings(deadline=None)
@given(phrases, st.text("ab", max_size=8))
def test_all_places_of_all_phrases_are_found(texts, text):
    expected = [
        (start, end)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
        if text[start:end] in texts
    ]
    assert [(start, end) for _, start, end in found(matcher_of({"K": texts}), text)] == expected


@settings(deadline=None)
@given(phrases, phrases, st.text("ab", max_size=8))
def test_a_removed_key_leaves_no_trace(kept, removed, text):
    matcher = matcher_of({"KEPT": kept, "GONE": removed})
    matcher.remove("GONE")
    only = matcher_of({"KEPT": kept})
    assert found(matcher, text) == found(only, text)
    assert matcher._root == only._root
    assert ("GONE" in matcher, "KEPT" in matcher, len(matcher)) == (False, True, 1)


@pytest.mark.parametrize(
    ("attr", "words", "is_found"),
    [
        ("LOWER", ["NEW", "york"], True),
        ("lower", ["NEW", "york"], True),
        ("SHAPE", ["Old", "town"], False),
        ("SHAPE", ["Old", "City"], True),
        ("TEXT", ["New", "York"], True),
        ("TEXT", ["NEW", "york"], False),
    ],
)
def test_words_are_compared_by_the_attribute(attr, words, is_found):
    assert bool(found(matcher_of({"K": [["New", "York"]]}, attr), words)) is is_found


def test_annotation_is_compared():
    phrase, doc = doc_of(["be"]), doc_of(["was"])
    doc.set_column("lemma", ["be"])
    phrase.set_column("lemma", ["be"])
    matcher = PhraseMatcher(Vocab(), "LEMMA")
    matcher.add("K", [phrase])
    assert matcher(doc) == [(hash_string("K"), 0, 1)]


@settings(deadline=None)
@given(phrases, st.text("ab", max_size=8), st.sampled_from(["ORTH", "LOWER"]))
def test_phrases_may_be_given_by_their_words(texts, text, attr):
    matcher = PhraseMatcher(Vocab(), attr)
    matcher.add_words("K", texts)
    assert found(matcher, text) == found(matcher_of({"K": texts}, attr), text)


def test_words_without_any_are_refused():
    matcher = PhraseMatcher(Vocab())
    with pytest.raises(UsageError, match="phrase 2 of 'K' has no words"):
        matcher.add_words("K", [["a"], []])
    assert "K" not in matcher


@pytest.mark.parametrize("older", [False, True])
def test_callbacks_see_each_match(older):
    seen = []

    def on_match(matcher, doc, number, matches):
        seen.append((doc.text, matches[number][1:]))

    matcher = PhraseMatcher(Vocab())
    if older:
        matcher.add("K", on_match, doc_of("a"), doc_of("b"))
    else:
        matcher.add("K", [doc_of("a"), doc_of("b")], on_match=on_match)
    matcher(doc_of("ab"))
    assert seen == [("a b", (0, 1)), ("a b", (1, 2))]


def test_a_stream_gives_documents_with_their_matches():
    matcher = matcher_of({"K": [["a"]]})
    docs = [doc_of(text) for text in ("a", "b", "aa")]
    assert [(doc, len(found)) for doc, found in matcher.pipe(docs)] == [
        (docs[0], 1),
        (docs[1], 0),
        (docs[2], 2),
    ]


def test_an_attribute_without_texts_is_refused():
    with pytest.raises(UsageError, match="by 'IS_ALPHA'; expected one of: ORTH, LOWER"):
        PhraseMatcher(Vocab(), "IS_ALPHA")


def test_a_phrase_that_cannot_be_found_is_refused():
    with pytest.raises(UsageError, match="phrase 2 of 'K' has no words"):
        PhraseMatcher(Vocab()).add("K", [doc_of("a"), doc_of("")])
    with pytest.raises(UsageError, match="phrase 1 of 'K' has a word without LEMMA"):
        PhraseMatcher(Vocab(), "LEMMA").add("K", [doc_of("a")])


def test_removing_what_is_not_there_is_an_error():
    with pytest.raises(UsageError, match="no phrases for 'K'"):
        PhraseMatcher(Vocab()).remove("K")
