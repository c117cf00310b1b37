from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from annotated_docs import annotated_docs
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.columns import MISSING_HEAD
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.strings import hash_string
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.batch import Batch, Stretch

NAMES = ("tag", "dep", "head", "ent_iob", "sent_start", "other")


def parsed(words: list[str], heads: list[int]) -> Example:
    doc = Doc(Vocab(), words)
    doc.set_column("head", heads)
    return Example.from_reference(doc)


@settings(max_examples=40)
@given(st.lists(annotated_docs(), max_size=4))
def test_arrays_are_those_of_the_documents_in_a_row(docs: list[Doc]):
    examples = [Example.from_reference(doc) for doc in docs]
    batch = Batch.of_examples(examples)
    assert batch.n_tokens == sum(map(len, docs))
    assert batch.docs == [example.predicted for example in examples]
    assert batch.orth.tolist() == [orth for doc in docs for orth in doc.orth.tolist()]
    assert batch.owners.tolist() == [i for i, doc in enumerate(docs) for _ in range(len(doc))]
    for name in NAMES:
        assert batch.gold(name).tolist() == [v for doc in docs for v in doc.column(name).tolist()]
        assert not np.any(batch.column(name) != Doc(Vocab(), ["a"]).column(name)[0])
    parts = batch.split(batch.orth)
    assert [part.tolist() for part in parts] == [doc.orth.tolist() for doc in docs]


@settings(max_examples=40)
@given(st.lists(annotated_docs(), min_size=1, max_size=3), st.data())
def test_texts_of_finds_words_in_their_documents(docs: list[Doc], data: st.DataObject):
    batch = Batch.of_docs(docs)
    words = [word for doc in docs for word in doc.words]
    rows = data.draw(st.lists(st.integers(0, len(words) - 1), max_size=6) if words else st.just([]))
    assert batch.texts_of(np.array(rows, np.int64)) == [words[row] for row in rows]


@settings(max_examples=40)
@given(annotated_docs(), st.data())
def test_gold_heads_count_in_the_batch_and_stay_in_their_stretch(doc: Doc, data: st.DataObject):
    edges = sorted(data.draw(st.sets(st.integers(0, len(doc)))) | {0, len(doc)})
    bounds = list(pairwise(edges))[::-1]
    example = Example.from_reference(doc)
    batch = Batch([Stretch(example.predicted, a, b, example.gold) for a, b in bounds])
    place = {token: i for i, token in enumerate(t for a, b in bounds for t in range(a, b))}
    expected = [
        place[head] if a <= head < b else MISSING_HEAD
        for a, b in bounds
        for head in doc.column("head").tolist()[a:b]
    ]
    assert batch.gold_heads().tolist() == expected


def test_gold_of_two_documents_is_told_apart():
    batch = Batch.of_examples([parsed(["a", "b"], [1, 1]), parsed(["c", "d"], [0, 0])])
    assert batch.gold_heads().tolist() == [1, 1, 2, 2]


def test_without_gold_everything_is_missing(vocab: Vocab):
    batch = Batch.of_docs([Doc(vocab, ["a", "b"])])
    assert batch.gold("tag").tolist() == [0, 0]
    assert batch.gold_heads().tolist() == [MISSING_HEAD, MISSING_HEAD]


def test_an_empty_batch_has_arrays_of_the_right_types():
    batch = Batch([])
    assert batch.n_tokens == 0
    assert (batch.orth.dtype, batch.gold("tag").dtype) == (np.uint64, np.uint64)
    assert (batch.gold("head").dtype, batch.gold_heads().dtype) == (np.int32, np.int64)
    assert batch.split(batch.orth) == []


def test_empty_stretches_have_their_place(vocab: Vocab):
    docs = [Doc(vocab), Doc(vocab, ["a"]), Doc(vocab), Doc(vocab, ["b", "c"])]
    batch = Batch.of_docs(docs)
    assert batch.lengths.tolist() == [0, 1, 0, 2]
    assert batch.offsets.tolist() == [0, 0, 1, 1, 3]
    assert batch.owners.tolist() == [1, 3, 3]
    assert batch.texts_of(np.array([2, 0])) == ["c", "a"]


def test_write_annotates_each_document_and_its_vocabulary():
    docs = [Doc(Vocab(), ["a", "b"]), Doc(Vocab(), ["c"])]
    noun, verb = hash_string("NN"), hash_string("VB")
    Batch.of_docs(docs).write("tag", np.array([noun, verb, noun], np.uint64), ["NN", "VB"])
    assert [list(doc.texts("tag")) for doc in docs] == [["NN", "VB"], ["NN"]]


def test_write_refuses_parts_of_documents(vocab: Vocab):
    doc = Doc(vocab, ["a", "b"])
    with pytest.raises(ValueError, match="1 values of 'tag' for 2 tokens"):
        Batch([Stretch(doc, 0, 1)]).write("tag", np.zeros(1, np.uint64))


def test_column_is_what_components_have_written(vocab: Vocab):
    docs = [Doc(vocab, ["a", "b"]), Doc(vocab, ["c"])]
    batch = Batch.of_docs(docs)
    batch.write("sent_start", np.array([1, -1, 1], np.int8))
    assert batch.column("sent_start").tolist() == [1, -1, 1]


def test_stretch_knows_whether_it_is_whole(vocab: Vocab):
    doc = Doc(vocab, ["a", "b"])
    assert Stretch(doc, 0, 2).is_whole
    assert not Stretch(doc, 1, 2).is_whole
    assert len(Stretch(doc, 1, 2)) == 1
