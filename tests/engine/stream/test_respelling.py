from __future__ import annotations

import numpy as np
from annotated_docs import annotated_docs
from hypothesis import given, settings

from nlptk.engine.data.columns import Multiword, Origin
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.respelling import Spelling


def contraction() -> Example:
    """`Vive  du vin`, in which two words share a range."""
    doc = Doc.from_offsets(
        Vocab(),
        " Vive  DU vin\n",
        np.array([1, 7, 7, 10], np.int32),
        np.array([5, 9, 9, 13], np.int32),
        words=["Vive", "De", "Le", "vin"],
    )
    doc.multiwords = [Multiword(1, 3, "DU")]
    doc.set_column("tag", ["V", "P", "D", "N"])
    return Example.from_reference(doc)


@settings(max_examples=60)
@given(annotated_docs())
def test_unchanged_words_give_the_same_document(reference: Doc):
    reference.comments = {}
    example = Example.from_reference(reference)
    again = Spelling(example.predicted).respell(example, Vocab())
    assert again.predicted == example.predicted
    assert again.reference == reference


@settings(max_examples=60)
@given(annotated_docs())
def test_annotation_stays_on_its_tokens(reference: Doc):
    example = Example.from_reference(reference)
    spelling = Spelling(example.predicted)
    spelling.change_words(lambda words: [word + "xx" for word in words])
    changed = spelling.respell(example, Vocab())
    assert len(changed.predicted) == len(reference)
    assert list(changed.predicted.words) == spelling.words
    assert changed.predicted.gaps == reference.gaps
    for name in reference.column_names:
        assert changed.gold.column(name).tolist() == reference.column(name).tolist()
    assert changed.gold.tags == list(reference.texts("tag"))
    assert changed.gold.cats == reference.cats
    ents = [(ent.start, ent.end, ent.label, ent.kb_id) for ent in changed.gold.ents]
    assert ents == [(ent.start, ent.end, ent.label, ent.kb_id) for ent in reference.ents]
    assert changed.gold.misaligned == []


def test_offsets_are_made_anew():
    doc = Doc(Vocab(), ["Ab", "c", "d"], [True, False, True])
    example = Example.from_reference(doc)
    spelling = Spelling(example.predicted)
    spelling.change_words(lambda words: ["Abba", words[1], "e"])
    changed = spelling.respell(example, Vocab()).predicted
    assert changed.text == "Abba ce "
    assert (changed.starts.tolist(), changed.ends.tolist()) == ([0, 5, 6], [4, 6, 7])
    assert changed.spells_text


def test_words_of_a_multiword_token_are_not_changed_one_by_one():
    example = contraction()
    spelling = Spelling(example.predicted)
    spelling.change_words(lambda words: ["x"] * len(words))
    changed = spelling.respell(example, Vocab())
    assert changed.predicted.text == " x  DU x\n"
    assert list(changed.predicted.words) == ["x", "De", "Le", "x"]
    assert changed.gold.tags == ["V", "P", "D", "N"]


def test_text_changes_with_all_its_words():
    example = contraction()
    spelling = Spelling(example.predicted)
    spelling.change_text(str.lower)
    changed = spelling.respell(example, Vocab())
    assert changed.predicted.text == " vive  du vin\n"
    assert list(changed.predicted.words) == ["vive", "de", "le", "vin"]
    assert changed.predicted.multiwords == [Multiword(1, 3, "du")]
    assert changed.reference.multiwords == [Multiword(1, 3, "du")]


def test_our_tokens_keep_their_projected_annotation():
    reference = Doc(Vocab(), ["Can", "not", "go", "home"], [False, True, True, False])
    reference.set_column("tag", ["A", "B", "C", "D"])
    reference.ents = [Span(reference, 2, 4, "X")]
    reference.cats = {"Y": 0.5}
    example = Example.from_reference(reference, Doc(Vocab(), ["Cannot", "go", "home"]))
    spelling = Spelling(example.predicted)
    spelling.change_text(str.lower)
    changed = spelling.respell(example, Vocab())
    assert list(changed.predicted.words) == ["cannot", "go", "home"]
    assert changed.gold.tags == ["", "C", "D"]
    assert [(ent.start, ent.end, ent.label) for ent in changed.gold.ents] == [(1, 3, "X")]
    assert changed.gold.cats == {"Y": 0.5}


def test_the_old_example_is_left_as_it_was():
    example = contraction()
    spelling = Spelling(example.predicted)
    spelling.change_text(str.upper)
    vocab = Vocab()
    changed = spelling.respell(example, vocab)
    changed.reference.cats["new"] = 1.0
    assert example.predicted.text == " Vive  DU vin\n"
    assert example.reference.cats == {}
    assert changed.predicted.vocab is vocab
    assert "vive" not in example.predicted.vocab.strings


def test_where_it_was_read_is_kept():
    doc = Doc(Vocab(), ["A"])
    doc.origin = Origin("x.conllu", 3)
    example = Example.from_reference(doc)
    changed = Spelling(example.predicted).respell(example, Vocab())
    assert str(changed.predicted.place()) == str(changed.reference.place()) == "x.conllu:3"
