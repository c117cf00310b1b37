from __future__ import annotations

import pytest
from annotated_docs import annotated_docs
from hypothesis import given

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab


@pytest.fixture
def doc(vocab: Vocab) -> Doc:
    doc = Doc(vocab, ["The", "old", "man", "sleeps", "."], [True, True, True, False, True])
    doc.set_column("head", [2, 2, 3, 3, 3])
    return doc


def test_text_and_place(doc: Doc):
    token = doc[3]
    assert (token.text, str(token), token.idx, len(token)) == ("sleeps", "sleeps", 12, 6)
    assert (token.whitespace, token.text_with_ws) == ("", "sleeps")
    assert doc[4].whitespace == " "
    assert doc.vocab.strings[token.orth] == "sleeps"
    assert repr(token) == "Token('sleeps')"


def test_attributes_of_the_form(doc: Doc):
    the = doc[0]
    assert [the.lower, the.norm, the.shape, the.prefix, the.suffix] == [
        *("the", "the", "Xxx", "T", "The")
    ]
    assert the.lex.text == "The"


@pytest.mark.parametrize("name", ["tag", "pos", "morph", "lemma", "dep", "ent_type", "kb_id"])
def test_annotation_is_text(doc: Doc, name: str):
    assert getattr(doc[1], name) == ""
    doc.set_column(name, ["", "X", "", "", ""])
    assert getattr(doc[1], name) == "X"


def test_sentence_starts_are_known_or_not(doc: Doc):
    doc.set_column("sent_start", [1, -1, 0, 1, -1])
    assert [token.is_sent_start for token in doc] == [True, False, None, True, False]
    assert doc[2].sent == doc[0:3]
    assert doc[4].sent == doc[3:5]


def test_the_tree_around_a_token(doc: Doc):
    assert doc[0].head == doc[2]
    assert doc[3].head == doc[3]
    assert [token.i for token in doc[3].children] == [2, 4]
    assert [token.i for token in doc[2].subtree] == [0, 1, 2]
    assert [token.i for token in doc[0].ancestors] == [2, 3]
    assert list(doc[3].ancestors) == []
    assert doc[0].has_head


def test_a_token_without_head_is_its_own():
    token = Doc(Vocab(), ["a"])[0]
    assert not token.has_head
    assert token.head == token
    assert list(token.ancestors) == list(token.children) == []
    assert list(token.subtree) == [token]


def test_cycles_end_the_walk(doc: Doc):
    doc.set_column("head", [1, 2, 0, 3, 3])
    assert [token.i for token in doc[0].ancestors] == [1, 2]
    assert [token.i for token in doc[0].subtree] == [0, 1, 2]


def test_neighbours(doc: Doc):
    assert doc[1].nbor().text == "man"
    assert doc[1].nbor(-1).text == "The"
    for steps in (-2, 4):
        with pytest.raises(IndexError, match=f"no token {steps} after token 1"):
            doc[1].nbor(steps)


def test_equal_tokens_are_of_one_document(doc: Doc):
    assert doc[1] == doc[1]
    assert len({doc[1], doc[1], doc[2]}) == 2
    assert doc[1] != doc[2]
    assert doc[1] != Doc(doc.vocab, doc.words)[1]


@given(annotated_docs())
def test_subtrees_are_all_that_have_the_token_above_them(doc: Doc):
    for token in doc:
        below = {other.i for other in doc if token in other.ancestors}
        assert {other.i for other in token.subtree} == below | {token.i}
        assert {child.i for child in token.children} == {
            other.i for other in doc if other.has_head and other.head == token and other != token
        }
