from __future__ import annotations

import numpy as np
import pytest
from annotated_docs import annotated_docs, gaps, words
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.columns import EmptyNode, Multiword, Origin
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab


def doc_of(*tokens: str) -> Doc:
    return Doc(Vocab(), tokens)


def test_words_are_separated_by_one_space_unless_told():
    assert doc_of("a", "b").text == "a b"
    assert Doc(Vocab(), ["a", "b"], [False, True]).text == "ab "
    assert Doc(Vocab()).text == ""


@pytest.mark.parametrize(
    ("tokens", "spaces", "message"),
    [(["a"], [], "1 words but 0 spaces"), (["a", ""], None, "word 1 is empty")],
)
def test_words_that_make_no_document(tokens: list[str], spaces: list[bool] | None, message: str):
    with pytest.raises(ValueError, match=message):
        Doc(Vocab(), tokens, spaces)


@given(st.lists(st.tuples(words, gaps)))
def test_the_text_is_what_went_in(parts: list[tuple[str, str]]):
    tokens, spaces = [word for word, _ in parts], [gap for _, gap in parts]
    doc = Doc.from_gaps(Vocab(), tokens, spaces)
    assert doc.text == "".join(word + gap for word, gap in parts)
    assert list(doc.words) == tokens
    assert doc.gaps == spaces
    assert doc.spaces.tolist() == [gap != "" for gap in spaces]
    assert "".join(token.text_with_ws for token in doc) == doc.text
    cut = Doc.from_offsets(Vocab(), doc.text, doc.starts, doc.ends)
    assert cut == doc
    assert cut.orth.tolist() == doc.orth.tolist()
    assert list(cut.words) == tokens


def test_tokens_and_spans_by_index():
    doc = doc_of("a", "b", "c")
    assert [token.text for token in doc] == ["a", "b", "c"]
    assert doc[-1].text == "c"
    assert doc[1:].text == "b c"
    assert doc[2:1].text == ""
    assert len(doc) == 3
    for index in (3, -4):
        with pytest.raises(IndexError, match="3 tokens"):
            doc[index]
    with pytest.raises(ValueError, match="step"):
        doc[::2]


def test_columns_are_missing_until_set():
    doc = doc_of("a", "b")
    assert doc.column("tag").tolist() == [0, 0]
    assert doc.column("head").tolist() == [-1, -1]
    assert doc.texts("tag") == ["", ""]
    assert not doc.has("tag")
    doc.set_column("tag", ["", "N"])
    assert doc.count("tag") == 1
    assert doc.column("tag").tolist() == [0, doc.vocab.strings["N"]]
    assert doc.count("tag") == 1
    assert list(doc.texts("tag")) == ["", "N"]
    assert doc.column_names == ["tag"]
    doc.drop_column("tag")
    doc.drop_column("tag")
    assert doc.column_names == []


def test_number_columns_have_their_type():
    doc = doc_of("a", "b")
    doc.set_column("head", [1, 1])
    doc.set_column("sent_start", [1, -1])
    assert doc.column("head").dtype == np.int32
    assert doc.column("sent_start").dtype == np.int8
    with pytest.raises(ValueError, match="1 values of 'head' for 2 tokens"):
        doc.set_column("head", [0])


def test_sentences():
    doc = doc_of(*"abcd")
    assert not doc.is_sentenced
    assert doc.sent_bounds == [(0, 4)]
    doc.set_column("sent_start", [0, -1, 1, 0])
    assert doc.is_sentenced
    assert [sent.text for sent in doc.sents] == ["a b", "c d"]
    assert Doc(Vocab()).sent_bounds == []


def test_slice_cuts_arcs_and_layers_that_leave_it():
    doc = doc_of(*"abcd")
    doc.set_column("head", [1, 1, 1, 2])
    doc.spans = {"s": [Span(doc, 1, 3, "in"), Span(doc, 0, 2, "out")]}
    doc.multiwords = [Multiword(0, 2, "ab"), Multiword(2, 4, "cd")]
    doc.empty_nodes = [EmptyNode(2, 1, 1, ())]
    doc.comments = {0: ("# a",), 2: ("# c",)}
    doc.origin = Origin("f", lines=np.array([3, 4, 5, 6], np.int32))
    part = doc.slice(1, 4)
    assert part.text == "b c d"
    assert part.column("head").tolist() == [0, 0, 1]
    assert doc.slice(2, 4).column("head").tolist() == [-1, 0]
    assert [span.key() for span in part.spans["s"]] == [(0, 2, "in", "")]
    assert part.multiwords == [Multiword(1, 3, "cd")]
    assert part.empty_nodes == [EmptyNode(1, 1, 1, ())]
    assert part.comments == {1: ("# c",)}
    assert [part.place(i).line for i in range(3)] == [4, 5, 6]
    assert doc.slice(2, 2).text == ""


@given(annotated_docs())
def test_a_slice_of_everything_is_the_document(doc: Doc):
    whole = doc.slice(0, len(doc))
    assert whole.text == (doc.text[doc.starts[0] : doc.ends[-1]] if len(doc) else "")
    assert whole.difference(doc) in ("", "text", "starts", "spans")


@given(annotated_docs())
def test_bytes_come_back_as_an_equal_document(doc: Doc):
    again = Doc.from_bytes(Vocab(), doc.to_bytes())
    assert again == doc
    assert doc.difference(again) == ""
    assert again.to_bytes() == doc.to_bytes()


def test_place_is_the_file_and_line():
    doc = doc_of("a", "b")
    assert str(doc.place()) == "<input>"
    doc.origin = Origin("f.jsonl", 3)
    assert str(doc.place(1)) == "f.jsonl:3"
    doc.origin = Origin("f.conllu", lines=np.array([5, 6], np.int32))
    assert str(doc.place()) == "f.conllu:5"
    assert str(doc.place(1)) == "f.conllu:6"


def test_spells_text_but_for_contractions():
    assert doc_of("a", "b").spells_text
    two = np.array([0, 0], np.int32), np.array([2, 2], np.int32)
    assert not Doc.from_offsets(Vocab(), "du", *two, words=["de", "le"]).spells_text
    one = np.array([0], np.int32), np.array([2], np.int32)
    assert Doc.from_offsets(Vocab(), "du", *one, words=["du"]).spells_text


def test_repr_is_cut():
    assert repr(doc_of("a")) == "Doc('a')"
    assert repr(doc_of(*["word"] * 50)).endswith("...)")
