"""The entity recognizer: what it learns, keeps, drops and grows by."""

from __future__ import annotations

import json

import numpy as np
import pytest
from taught import WIDTH, annotated, encoding, teach

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.ner.component import EntityRecognizer, NerSettings
from nlptk.plugins.components.ner.scheme import PARTS
from nlptk.plugins.components.specs import NER as SPEC

WORK = 'WORK-OF-ART "x"'
SENTENCES = [
    ("Anna Maria Berger sings", [(0, 3, "PER")]),
    ("we saw Paris", [(2, 3, "LOC")]),
    ("Anna reads War and Peace now", [(0, 1, "PER"), (2, 5, WORK)]),
    ("Paris Berger sings now", [(0, 2, "PER")]),
    ("nobody sings", []),
]


def docs(sentences=SENTENCES):
    made = []
    for text, spans in sentences:
        doc = Doc(Vocab("en"), text.split())
        doc.set_ents(Span(doc, *span) for span in spans)
        made.append(doc)
    return made


def taught(sentences=SENTENCES, *, steps=80, **settings):
    ner = EntityRecognizer(NerSettings(**settings))
    teach(ner, docs(sentences), steps=steps)
    return ner


def entities(doc):
    return [(ent.start, ent.end, ent.label) for ent in doc.ents]


def annotate(ner, *given):
    batch = Batch.of_docs(given)
    ner.annotate(batch, encoding(batch))
    return [entities(doc) for doc in given]


# ---------------------------------------------------------------------- learning


def test_entities_are_learned():
    ner = EntityRecognizer(NerSettings())
    losses = teach(ner, docs(), steps=80)
    assert losses[-1] < losses[0] / 10
    assert [entities(doc) for doc in annotated(ner, docs())] == [spans for _, spans in SENTENCES]


def test_labels_are_sorted_whatever_the_order_of_the_data():
    assert taught(steps=1).labels == ["LOC", "PER", WORK]
    assert taught(SENTENCES[::-1], steps=1).labels == ["LOC", "PER", WORK]


def test_observe_counts_entities():
    ner = EntityRecognizer(NerSettings())
    counts = [ner.observe(Example.from_reference(doc)) for doc in docs()]
    assert counts == [1, 1, 2, 1, 0]


def test_no_entities_at_all_is_an_error():
    ner = EntityRecognizer(NerSettings())
    ner.observe(Example.from_reference(docs()[-1]))
    with pytest.raises(UsageError, match="no entity types"):
        ner.build(WIDTH, np.random.default_rng(0))


def test_tokens_without_annotation_teach_nothing():
    ner = taught(steps=1)
    doc = docs()[2]
    iob = doc.column("ent_iob")
    iob[[1, 5]] = EntIob.MISSING
    doc.set_column("ent_iob", iob)
    batch = Batch.of_examples([Example.from_reference(doc)])
    _, gradient = ner.update(batch, encoding(batch))
    assert gradient.any(axis=1).tolist() == [True, False, True, True, True, False]


def test_a_text_without_entities_teaches_that_there_are_none():
    ner = taught(steps=1)
    batch = Batch.of_examples([Example.from_reference(docs()[-1])])
    loss, gradient = ner.update(batch, encoding(batch))
    assert loss > 0
    assert gradient.any(axis=1).all()


def test_the_weight_scales_the_gradient_and_not_the_loss():
    batch = Batch.of_examples(map(Example.from_reference, docs()))
    whole, half = taught(steps=1), taught(steps=1, loss_weight=0.5)
    set_weights(half.model, get_weights(whole.model))
    loss, gradient = whole.update(batch, encoding(batch))
    loss_of_half, gradient_of_half = half.update(batch, encoding(batch))
    assert loss == loss_of_half
    np.testing.assert_allclose(gradient_of_half, gradient / 2, rtol=1e-5, atol=1e-8)


# ---------------------------------------------------------------------- annotating


def test_tokens_in_no_entity_are_outside_and_not_missing():
    (doc,) = annotated(taught(), docs()[1:2])
    assert doc.column("ent_iob").tolist() == [EntIob.OUTSIDE, EntIob.OUTSIDE, EntIob.BEGIN]


def test_entities_that_are_set_stay_and_what_overlaps_them_is_dropped():
    doc, other = Doc(Vocab("en"), SENTENCES[2][0].split()), Doc(Vocab("en"), ["nobody", "sings"])
    doc.set_ents([Span(doc, 4, 6, "TIME", kb_id="Q1")])
    other.set_ents([Span(other, 1, 2, "ACT")])
    assert annotate(taught(), doc, other) == [[(0, 1, "PER"), (4, 6, "TIME")], [(1, 2, "ACT")]]
    assert [ent.kb_id for ent in doc.ents] == ["", "Q1"]


def test_no_entity_goes_over_a_sentence_boundary_where_none_shall():
    (text, spans) = SENTENCES[0]
    for within in (False, True):
        ner = taught(within_sentences=within)
        doc, other = Doc(Vocab("en"), text.split()), Doc(Vocab("en"), text.split())
        doc.set_column("sent_start", [1, -1, 1, -1])
        found, without_sentences = annotate(ner, doc, other)
        assert without_sentences == spans
        assert found
        assert any(start < 2 < end for start, end, _ in found) == (not within)


def test_documents_of_any_size_and_vocabulary_go_together():
    text, spans = SENTENCES[2]
    for within in (False, True):
        ner = taught(within_sentences=within)
        found = annotate(ner, Doc(Vocab(), []), Doc(Vocab(), text.split()), Doc(Vocab(), []))
        assert found == [[], spans, []]
        assert annotate(ner, Doc(Vocab(), [])) == [[]]
        assert annotate(ner) == []


def test_cut_entities_teach_nothing_of_the_cut():
    ner = taught(steps=1)
    example = Example.from_reference(docs()[0])
    whole = Batch.of_examples([example])
    cut = Batch([type(whole.stretches[0])(example.predicted, 1, 4, example.gold)])
    _, gradient = ner.update(cut, encoding(cut))
    assert gradient.any(axis=1).tolist() == [False, False, True]


# ---------------------------------------------------------------------- growing, keeping


def test_a_new_label_leaves_the_scores_of_others_as_they_were():
    ner = taught(steps=5)
    batch = Batch.of_docs(docs())
    before = ner.model.predict(encoding(batch))
    assert ner.add_label("A")
    assert not ner.add_label("A")
    ner.build(WIDTH, np.random.default_rng(1))
    assert ner.labels == ["LOC", "PER", WORK, "A"]
    after = ner.model.predict(encoding(batch))
    assert after.shape[1] == before.shape[1] + PARTS
    np.testing.assert_allclose(after[:, :-PARTS], before, rtol=1e-5, atol=1e-6)


def test_a_grown_recognizer_learns_the_new_label():
    ner = taught()
    more = [*SENTENCES, ("we eat in May", [(3, 4, "DATE")])]
    teach(ner, docs(more), steps=80)
    assert ner.labels == ["LOC", "PER", WORK, "DATE"]
    assert [entities(doc) for doc in annotated(ner, docs(more))] == [spans for _, spans in more]


def test_state_and_weights_make_the_same_again():
    ner = taught()
    twin = EntityRecognizer(NerSettings())
    twin.restore(json.loads(json.dumps(ner.state())), WIDTH)
    set_weights(twin.model, get_weights(ner.model))
    assert twin.labels == ner.labels
    assert [entities(doc) for doc in annotated(twin, docs())] == [spans for _, spans in SENTENCES]


def test_spec_makes_it():
    ner = SPEC.factory(SPEC.settings())
    assert isinstance(ner, EntityRecognizer)
    assert SPEC.trainable
    assert SPEC.encoded
