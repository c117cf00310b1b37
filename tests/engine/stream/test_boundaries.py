from __future__ import annotations

from itertools import pairwise

import numpy as np
from annotated_docs import annotated_docs
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.columns import EntIob, Multiword
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.boundaries import Boundaries


def places(marks: list[int], *, inside: tuple[int, ...] = ()) -> Boundaries:
    doc = Doc(Vocab(), ["w"] * len(marks))
    doc.set_column("sent_start", marks)
    iob = np.full(len(marks), EntIob.BEGIN, np.uint8)
    iob[list(inside)] = EntIob.INSIDE
    doc.set_column("ent_iob", iob)
    return Boundaries.of_doc(doc)


def test_sentences_begin_where_somebody_said_so():
    assert places([1, -1, 1, -1, 0]).sentences().tolist() == [0, 2, 5]


def test_the_first_token_begins_a_sentence_always():
    assert places([-1, 1]).sentences().tolist() == [0, 1, 2]
    assert places([0, 0]).sentences().tolist() == [0, 2]
    assert places([]).sentences().tolist() == [0]


def test_entities_and_multiword_tokens_are_not_cut(vocab: Vocab):
    doc = Doc.from_offsets(
        vocab,
        "a b c du",
        np.array([0, 2, 4, 6, 6], np.int32),
        np.array([1, 3, 5, 8, 8], np.int32),
        words=["a", "b", "c", "de", "le"],
    )
    doc.multiwords = [Multiword(3, 5, "du")]
    doc.set_column("sent_start", [1, 1, 1, 1, 1])
    doc.ents = [Span(doc, 0, 2, "X")]
    assert Boundaries.of_doc(doc).sentences().tolist() == [0, 2, 3, 5]


def test_packed_pieces_are_as_long_as_may_be():
    assert places([1, -1, 1, 1, -1, 1]).packed(3).tolist() == [0, 3, 6]
    assert places([1, -1, 1, 1, -1, 1]).packed(100).tolist() == [0, 6]


def test_packed_leaves_a_long_sentence_whole():
    assert places([1, 1, -1, -1, -1, 1]).packed(2).tolist() == [0, 1, 5, 6]


def test_packed_cuts_text_without_sentences_at_the_length():
    assert places([0] * 7).packed(3).tolist() == [0, 3, 6, 7]
    assert places([1, 0, 0, 0, 1, -1, -1]).packed(2).tolist() == [0, 2, 4, 7]


def test_packed_cuts_beside_an_entity():
    assert places([0] * 7, inside=(3,)).packed(3).tolist() == [0, 2, 5, 7]
    assert places([0] * 6, inside=(1, 2, 3)).packed(2).tolist() == [0, 4, 6]


@settings(max_examples=50)
@given(annotated_docs(), st.integers(1, 6))
def test_edges_lead_from_start_to_end_and_keep_what_belongs_together(doc: Doc, most: int):
    bounds = Boundaries.of_doc(doc)
    for edges in (bounds.sentences(), bounds.packed(most)):
        assert edges[0] == 0
        assert edges[-1] == len(doc)
        assert all(a < b for a, b in pairwise(edges.tolist()))
        cuts = set(edges.tolist())
        for ent in doc.ents:
            assert not cuts & set(range(ent.start + 1, ent.end))


@settings(max_examples=50)
@given(annotated_docs())
def test_boundaries_of_an_example_are_those_of_its_reference(doc: Doc):
    by_example = Boundaries.of_example(Example.from_reference(doc))
    by_doc = Boundaries.of_doc(doc)
    assert by_example.sentences().tolist() == by_doc.sentences().tolist()
    assert by_example.seams.tolist() == by_doc.seams.tolist()


def test_boundaries_on_other_tokens_are_projected():
    gold = Doc(Vocab(), ["ab", "c", "d"], [False, True, False])
    gold.set_column("sent_start", [1, -1, 1])
    example = Example.from_reference(gold, Doc(Vocab(), ["abc", "d"]))
    assert Boundaries.of_example(example).sentences().tolist() == [0, 1, 2]
