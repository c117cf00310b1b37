from __future__ import annotations

import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab


@pytest.fixture
def doc(vocab: Vocab) -> Doc:
    doc = Doc(vocab, ["The", "old", "man", "sleeps", "."], [True, True, True, False, False])
    doc.set_column("head", [2, 2, 3, 3, 3])
    return doc


def test_a_span_is_a_piece_of_the_text(doc: Doc):
    span = Span(doc, 1, 4, "X", kb_id="Q1")
    assert span.text == str(span) == "old man sleeps"
    assert (span.start_char, span.end_char) == (4, 18)
    assert doc.text[span.start_char : span.end_char] == span.text
    assert [token.text for token in span] == ["old", "man", "sleeps"]
    assert (len(span), span[0].text, span[-1].text) == (3, "old", "sleeps")
    assert repr(span) == "Span(1:4, 'old man sleeps', 'X')"


@pytest.mark.parametrize("index", [3, -4])
def test_an_index_outside_is_an_error(doc: Doc, index: int):
    with pytest.raises(IndexError, match="3 tokens"):
        doc[1:4][index]


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 6)])
def test_a_span_is_within_its_document(doc: Doc, start: int, end: int):
    with pytest.raises(ValueError, match="5 tokens"):
        Span(doc, start, end)


@pytest.mark.parametrize(("place", "char"), [(0, 0), (2, 8), (5, 19)])
def test_an_empty_span_stands_somewhere(doc: Doc, place: int, char: int):
    span = Span(doc, place, place)
    assert (span.start_char, span.end_char, span.text) == (char, char, "")


def test_equal_spans_are_of_one_document(doc: Doc, vocab: Vocab):
    other = Doc(vocab, doc.words)
    assert doc[0:2] == doc[0:2]
    assert len({doc[0:2], doc[0:2]}) == 1
    assert doc[0:2] != other[0:2]
    assert doc[0:2] != Span(doc, 0, 2, "X")
    assert Span(doc, 0, 2, kb_id="Q") != doc[0:2]


def test_the_root_is_the_first_word_whose_head_is_outside(doc: Doc):
    assert doc[0:3].root.text == "man"
    assert doc[0:2].root.text == "The"
    assert doc[:].root.text == "sleeps"
    with pytest.raises(ValueError, match="no root"):
        _ = doc[1:1].root


def test_the_sentence_of_a_span(doc: Doc):
    doc.set_column("sent_start", [1, -1, 1, -1, -1])
    assert doc[1:4].sent == doc[0:2]


def test_as_doc_is_a_document_of_its_own(doc: Doc):
    part = doc[1:3].as_doc()
    assert part.text == "old man"
    assert part.column("head").tolist() == [1, -1]
