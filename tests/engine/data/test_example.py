from __future__ import annotations

import pytest
from annotated_docs import annotated_docs
from hypothesis import given

from nlptk.engine.data.columns import Origin
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError


@given(annotated_docs())
def test_from_reference_without_a_document_is_gold_preprocessing(reference: Doc):
    example = Example.from_reference(reference)
    assert example.reference is reference
    assert example.predicted.text == reference.text
    assert list(example.predicted.words) == list(reference.words)
    assert example.predicted.column_names == []
    assert example.predicted.starts is reference.starts
    assert example.gold.doc is example.predicted
    assert example.gold.tags == list(reference.texts("tag"))


def test_from_reference_with_our_tokens(vocab: Vocab):
    reference = Doc(vocab, ["can", "not", "go"], [False, True, False])
    reference.set_column("tag", ["A", "B", "C"])
    predicted = Doc(vocab, ["cannot", "go"])
    example = Example.from_reference(reference, predicted)
    assert example.predicted is predicted
    assert example.gold.tags == ["", "C"]


def test_from_reference_refuses_another_text(vocab: Vocab):
    with pytest.raises(DataError, match="different texts"):
        Example.from_reference(Doc(vocab, ["a"]), Doc(vocab, ["b"]))


def test_blank_copy_keeps_where_it_was_read(vocab: Vocab):
    doc = Doc(vocab, ["a"])
    doc.origin = Origin("x.conllu", 3)
    assert str(blank_copy(doc).place()) == "x.conllu:3"


def test_examples_are_frozen(vocab: Vocab):
    example = Example.from_reference(Doc(vocab, ["a"]))
    with pytest.raises(AttributeError):
        example.predicted = Doc(vocab, ["b"])  # type: ignore[misc]
