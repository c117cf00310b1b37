"""The tagger: which column it learns, what tags stand for, and what is kept."""

from __future__ import annotations

import json

import numpy as np
import pytest
from taught import WIDTH, annotated, encoding, teach
from tiny_corpus import tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.specs import TAGGER as SPEC
from nlptk.plugins.components.tagger import Tagger, TaggerSettings


def docs_without(*columns, n_docs=8):
    docs = tiny_docs(n_docs)
    for doc in docs:
        for name in columns:
            doc.drop_column(name)
    return docs


def taught(docs=None, *, steps=60, **settings):
    tagger = Tagger(TaggerSettings(**settings))
    teach(tagger, tiny_docs() if docs is None else docs, steps=steps)
    return tagger


def tags_and_parts(docs):
    return [(list(doc.texts("tag")), list(doc.texts("pos"))) for doc in docs]


def copy_of(tagger):
    twin = Tagger(TaggerSettings())
    twin.restore(json.loads(json.dumps(tagger.state())), WIDTH)
    set_weights(twin.model, get_weights(tagger.model))
    return twin


# ---------------------------------------------------------------------- learning


def test_tags_are_learned_and_what_they_stand_for():
    tagger = Tagger(TaggerSettings())
    losses = teach(tagger, tiny_docs())
    assert losses[-1] < losses[0] / 10
    assert tags_and_parts(annotated(tagger, tiny_docs())) == tags_and_parts(tiny_docs())


def test_labels_are_sorted_whatever_the_order_of_the_data():
    assert taught(steps=1).labels == [".", "NN", "VB"]
    assert taught(tiny_docs()[::-1], steps=1).labels == [".", "NN", "VB"]


def test_a_corpus_without_fine_tags_teaches_universal_ones():
    tagger = taught(docs_without("tag"))
    assert tagger.labels == ["NOUN", "PUNCT", "VERB"]
    found = annotated(tagger, tiny_docs())
    assert [parts for _, parts in tags_and_parts(found)] == [
        parts for _, parts in tags_and_parts(tiny_docs())
    ]
    assert not any(doc.has("tag") for doc in found)


def test_the_column_can_be_chosen():
    assert taught(column="pos", steps=1).labels == ["NOUN", "PUNCT", "VERB"]
    assert taught(column="tag", steps=1).labels == [".", "NN", "VB"]
    with pytest.raises(UsageError, match="column 'dep'"):
        Tagger(TaggerSettings(column="dep"))


@pytest.mark.parametrize(
    ("column", "missing"), [("auto", ("tag", "pos")), ("tag", ("tag",)), ("pos", ("pos",))]
)
def test_nothing_to_learn_is_an_error(column, missing):
    tagger = Tagger(TaggerSettings(column=column))
    for doc in docs_without(*missing):
        assert tagger.observe(Example.from_reference(doc)) == 0
    with pytest.raises(UsageError, match="no tags"):
        tagger.build(WIDTH, np.random.default_rng(0))


def test_observe_counts_tokens_with_a_tag():
    doc = tiny_docs(1)[0]
    doc.set_column("tag", ["NN", "", ""] * 3)
    assert Tagger(TaggerSettings()).observe(Example.from_reference(doc)) == 3
    assert Tagger(TaggerSettings(column="pos")).observe(Example.from_reference(doc)) == 9


def test_tokens_without_a_tag_teach_nothing():
    tagger = taught(steps=1)
    doc = tiny_docs(1)[0]
    doc.set_column("tag", ["NN", "", "unheard of"] * 3)
    batch = Batch.of_examples([Example.from_reference(doc)])
    _, gradient = tagger.update(batch, encoding(batch))
    assert gradient.any(axis=1).tolist() == [True, False, False] * 3


def test_the_weight_scales_the_gradient_and_not_the_loss():
    batch = Batch.of_examples(map(Example.from_reference, tiny_docs()))
    whole, half = taught(steps=1, loss_weight=1.0), taught(steps=1, loss_weight=0.5)
    set_weights(half.model, get_weights(whole.model))
    loss, gradient = whole.update(batch, encoding(batch))
    loss_of_half, gradient_of_half = half.update(batch, encoding(batch))
    assert loss == loss_of_half
    np.testing.assert_allclose(gradient_of_half, gradient / 2, rtol=1e-5, atol=1e-8)


# ---------------------------------------------------------------------- what tags stand for


def test_a_tag_stands_for_what_it_was_seen_with_most_often():
    docs = tiny_docs()
    docs[0].set_column("pos", ["PROPN", "VERB", "PUNCT"] * 3)
    assert taught(docs, steps=1).coarse == {".": "PUNCT", "NN": "NOUN", "VB": "VERB"}


def test_a_tag_map_goes_before_what_was_seen():
    doc = Doc(Vocab("en", tag_map={"NN": {"pos": "X"}}), ["cats", "sleep", "."])
    batch = Batch.of_docs([doc])
    taught().annotate(batch, encoding(batch))
    assert list(doc.texts("pos")) == ["X", "VERB", "PUNCT"]


def test_a_part_of_speech_stays_where_the_tag_stands_for_none():
    docs = docs_without("pos")
    tagger = taught(docs)
    doc = Doc(Vocab("en", tag_map={".": {"pos": "PUNCT"}}), ["cats", "sleep", "."])
    other = Doc(Vocab("en"), ["cats", "sleep", "."])
    for one in (doc, other):
        one.set_column("pos", ["A", "B", "C"])
    batch = Batch.of_docs([doc, other])
    tagger.annotate(batch, encoding(batch))
    assert list(doc.texts("pos")) == ["A", "B", "PUNCT"]
    assert list(other.texts("pos")) == ["A", "B", "C"]


def test_documents_of_any_size_and_vocabulary_go_together():
    found = annotated(taught(), [Doc(Vocab(), []), *tiny_docs(2)])
    assert tags_and_parts(found) == [([], []), *tags_and_parts(tiny_docs(2))]


# ---------------------------------------------------------------------- growing, keeping


def test_a_new_tag_leaves_the_scores_of_others_as_they_were():
    tagger = taught(steps=5)
    batch = Batch.of_docs(tiny_docs(2))
    before = tagger.model.predict(encoding(batch))
    assert tagger.add_label("A")
    assert not tagger.add_label("A")
    tagger.build(WIDTH, np.random.default_rng(1))
    assert tagger.labels == [".", "NN", "VB", "A"]
    after = tagger.model.predict(encoding(batch))
    np.testing.assert_allclose(after[:, :-1], before, rtol=1e-5, atol=1e-6)


def test_tags_added_before_training_are_sorted_with_the_others():
    tagger = Tagger(TaggerSettings())
    assert tagger.add_label("PRP")
    teach(tagger, tiny_docs(), steps=1)
    assert tagger.labels == [".", "NN", "PRP", "VB"]


def test_state_and_weights_make_the_same_again():
    tagger = taught()
    twin = copy_of(tagger)
    assert twin.labels == tagger.labels
    assert tags_and_parts(annotated(twin, tiny_docs())) == tags_and_parts(tiny_docs())


def test_a_tagger_that_is_taught_more_keeps_its_column_and_tags():
    twin = copy_of(taught(docs_without("tag")))
    docs = tiny_docs()
    docs[0].set_column("pos", ["ADJ", "VERB", "PUNCT"] * 3)
    for doc in docs:
        twin.observe(Example.from_reference(doc))
    assert twin.labels == ["NOUN", "PUNCT", "VERB", "ADJ"]
    assert twin.state()["labels"] == ["NOUN", "PUNCT", "VERB"]
    found = annotated(twin, tiny_docs())
    assert [parts for _, parts in tags_and_parts(found)] == [
        parts for _, parts in tags_and_parts(tiny_docs())
    ]
    twin.build(WIDTH, np.random.default_rng(0))
    assert twin.state()["labels"] == ["NOUN", "PUNCT", "VERB", "ADJ"]


def test_spec_makes_it():
    tagger = SPEC.factory(SPEC.settings())
    assert isinstance(tagger, Tagger)
    assert SPEC.trainable
    assert SPEC.encoded


def test_the_tag_map_of_the_pipeline_goes_before_what_was_seen():
    tagger = Tagger(TaggerSettings())
    teach(tagger, tiny_docs())
    tagger.tag_map = {"NN": {"pos": "PROPN"}}
    for doc in annotated(tagger, tiny_docs()):
        assert doc.texts("pos") == ["PROPN", "VERB", "PUNCT"] * 3


def test_a_label_stands_for_a_universal_part_of_speech():
    tagger = Tagger(TaggerSettings())
    with pytest.raises(UsageError, match=r"'NN' stands for 'NUON'.*did you mean NOUN") as no:
        tagger.add_label("NN", {"pos": "NUON"})
    assert "ADJ, ADP, ADV" in str(no.value)
    assert tagger.labels == []
    assert tagger.add_label("NN", {"pos": "NOUN"})
