from __future__ import annotations

import numpy as np
import pytest
from annotated_docs import annotated_docs, gaps, words
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.columns import EmptyNode, EntIob, Multiword, Origin
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


def test_entities_round_trip_with_what_is_unknown():
    doc = doc_of(*"abcde")
    spans = [Span(doc, 3, 5, "Y", kb_id="Q1"), Span(doc, 0, 1, "X"), Span(doc, 1, 2, "X")]
    doc.set_ents(spans, default=EntIob.MISSING)
    assert [ent.key() for ent in doc.ents] == [
        *((0, 1, "X", ""), (1, 2, "X", ""), (3, 5, "Y", "Q1"))
    ]
    assert [token.ent_iob for token in doc] == ["B", "B", "", "B", "I"]
    doc.ents = ()
    assert [token.ent_iob for token in doc] == ["O"] * 5


@pytest.mark.parametrize(
    ("spans", "message"),
    [([(0, 2), (1, 3)], "overlap: .*0:2.* and .*1:3"), ([(1, 1)], "without tokens")],
)
def test_entities_that_cannot_be(spans: list[tuple[int, int]], message: str):
    doc = doc_of(*"abc")
    with pytest.raises(ValueError, match=message):
        doc.ents = [Span(doc, start, end, "X") for start, end in spans]


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


def splits_no_multiword_token(doc: Doc) -> bool:
    firsts = [start for start, _ in doc.sent_bounds[1:]]
    return len(doc) > 0 and all(doc.starts[i] >= doc.ends[i - 1] for i in firsts)


@given(annotated_docs().filter(splits_no_multiword_token))
def test_slices_put_together_are_the_document(doc: Doc):
    text = doc.text[doc.starts[0] : doc.ends[-1]]
    parts = [doc.slice(start, end) for start, end in doc.sent_bounds]
    joined = Doc.from_docs(parts)
    assert list(joined.words) == list(doc.words)
    assert "".join(joined.text.split()) == "".join(text.split())
    for name in doc.column_names:
        if name != "sent_start":
            assert list(joined.column(name)) == list(doc.column(name))
    assert joined.sent_bounds == doc.sent_bounds
    assert (joined.cats, joined.meta) == (doc.cats, doc.meta)


@given(annotated_docs())
def test_a_slice_of_everything_is_the_document(doc: Doc):
    whole = doc.slice(0, len(doc))
    assert whole.text == (doc.text[doc.starts[0] : doc.ends[-1]] if len(doc) else "")
    assert whole.difference(doc) in ("", "text", "starts", "spans")


def test_from_docs_joins_without_space_where_the_treebank_says_so():
    one, two = doc_of("a"), doc_of("b")
    assert Doc.from_docs([one, two]).text == "a b"
    one.set_column("misc", ["SpaceAfter=No"])
    assert Doc.from_docs([one, two]).text == "ab"


def test_from_docs_of_two_vocabularies():
    docs = [doc_of("a"), doc_of("b")]
    for doc in docs:
        doc.set_column("tag", [f"T{doc.text}"])
        doc.column("tag")
    joined = Doc.from_docs(docs)
    assert list(joined.texts("tag")) == ["Ta", "Tb"]
    assert [token.text for token in joined] == ["a", "b"]


@given(annotated_docs())
def test_bytes_come_back_as_an_equal_document(doc: Doc):
    again = Doc.from_bytes(Vocab(), doc.to_bytes())
    assert again == doc
    assert doc.difference(again) == ""
    assert again.to_bytes() == doc.to_bytes()


def test_difference_names_what_differs():
    def fresh() -> Doc:
        return doc_of("a", "b")

    def changed(change: str) -> Doc:
        doc = fresh()
        if change == "tag":
            doc.set_column("tag", ["N", ""])
        elif change == "spans":
            doc.spans = {"s": [Span(doc, 0, 1)]}
        elif change == "comments":
            doc.comments = {0: ("#",)}
        elif change == "multiwords":
            doc.multiwords = [Multiword(0, 2, "ab")]
        else:
            setattr(doc, change, {"x": 1})
        return doc

    for change in ("tag", "spans", "comments", "multiwords", "cats", "meta"):
        assert fresh().difference(changed(change)) == change
        assert fresh() != changed(change)
    assert fresh().difference(doc_of("a")) == "text"
    assert fresh().difference(doc_of("a b")) == "starts"
    assert fresh() != "a b"
    with pytest.raises(TypeError):
        hash(fresh())


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
