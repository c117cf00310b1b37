"""Entities as classes and back, and what is hidden of entities that a cut goes through."""

from __future__ import annotations

import numpy as np
from annotated_docs import annotated_docs
from hypothesis import given, settings

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.label_table import LabelTable
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.batch import Batch, Stretch
from nlptk.plugins.components.ner.scheme import (
    BEGIN,
    IN,
    LAST,
    MISSING,
    OUTSIDE,
    PARTS,
    UNIT,
    gold_classes,
    iob_and_labels,
    n_classes,
)

PER, LOC = LabelTable(["PER", "LOC"]), 1 + PARTS


def annotated(n: int, *spans: tuple[int, int, str]) -> Doc:
    doc = Doc(Vocab(), [f"w{number}" for number in range(n)])
    doc.set_ents(Span(doc, start, end, label) for start, end, label in spans)
    return doc


def classes_of(batch: Batch, table: LabelTable = PER) -> list[int]:
    return gold_classes(batch, table.classes(batch.gold("ent_type"))).tolist()


def cut(doc: Doc, start: int, end: int) -> Stretch:
    example = Example.from_reference(doc)
    return Stretch(example.predicted, start, end, example.gold)


def test_each_token_of_an_entity_has_its_part():
    doc = annotated(8, (0, 1, "LOC"), (1, 3, "PER"), (4, 8, "PER"))
    batch = Batch.of_examples([Example.from_reference(doc)])
    assert classes_of(batch) == [
        LOC + UNIT,
        *(1 + BEGIN, 1 + LAST),
        OUTSIDE,
        *(1 + BEGIN, 1 + IN, 1 + IN, 1 + LAST),
    ]


def test_entities_end_with_their_document():
    docs = [annotated(2, (1, 2, "PER")), Doc(Vocab(), []), annotated(2, (0, 2, "PER"))]
    batch = Batch.of_examples(map(Example.from_reference, docs))
    assert classes_of(batch) == [OUTSIDE, 1 + UNIT, 1 + BEGIN, 1 + LAST]


def test_what_nobody_annotated_is_missing():
    doc = annotated(3, (0, 1, "PER"))
    iob = doc.column("ent_iob")
    iob[1] = EntIob.MISSING
    doc.set_column("ent_iob", iob)
    bare = Doc(Vocab(), ["a", "b"])
    batch = Batch.of_examples(map(Example.from_reference, [doc, bare]))
    assert classes_of(batch) == [1 + UNIT, MISSING, OUTSIDE, MISSING, MISSING]


def test_a_stretch_without_gold_is_missing():
    assert classes_of(Batch([Stretch(annotated(2, (0, 1, "PER")), 0, 2)])) == [MISSING] * 2


def test_entities_of_unknown_labels_are_missing_and_not_outside():
    doc = annotated(3, (0, 2, "WORK"))
    batch = Batch.of_examples([Example.from_reference(doc)])
    assert classes_of(batch) == [MISSING, MISSING, OUTSIDE]


def test_a_cut_entity_is_missing_on_both_sides():
    doc = annotated(7, (0, 1, "LOC"), (1, 6, "PER"))
    assert classes_of(Batch([cut(doc, 0, 4)])) == [LOC + UNIT, MISSING, MISSING, MISSING]
    assert classes_of(Batch([cut(doc, 4, 7)])) == [MISSING, MISSING, OUTSIDE]
    assert classes_of(Batch([cut(doc, 2, 5)])) == [MISSING] * 3
    assert classes_of(Batch([cut(doc, 0, 2)])) == [LOC + UNIT, MISSING]


def test_a_cut_between_entities_hides_neither():
    doc = annotated(4, (0, 2, "PER"), (2, 4, "PER"))
    both = Batch([cut(doc, 0, 2), cut(doc, 2, 4)])
    assert classes_of(both) == [1 + BEGIN, 1 + LAST] * 2


def test_new_labels_leave_the_classes_of_others_where_they_are():
    doc = annotated(5, (0, 1, "PER"), (2, 5, "LOC"))
    batch = Batch.of_examples([Example.from_reference(doc)])
    assert classes_of(batch) == classes_of(batch, LabelTable(["PER", "LOC", "ORG"]))
    assert n_classes(3) == n_classes(2) + PARTS


@given(annotated_docs())
@settings(max_examples=100, deadline=None)
def test_classes_give_the_entities_back(doc):
    example = Example.from_reference(doc)
    table = LabelTable(dict.fromkeys(ent.label for ent in doc.ents))
    classes = np.array(classes_of(Batch.of_examples([example]), table), np.int64)
    known = classes != MISSING
    iob, labels = iob_and_labels(classes)
    assert (iob[known] == example.gold.column("ent_iob")[known]).all()
    ids = np.append(table.ids, np.uint64(0))[labels]
    assert (ids[known] == example.gold.column("ent_type")[known]).all()
    assert (known == (example.gold.column("ent_iob") != EntIob.MISSING)).all()
