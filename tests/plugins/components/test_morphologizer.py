from __future__ import annotations

import json

import numpy as np
import pytest
from taught import WIDTH, annotated, encoding, teach
from tiny_corpus import tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.strings import hash_string
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.morphologizer import Morphologizer, MorphologizerSettings, PairTerms


def test_parts_of_speech_and_features_are_learned():
    component = Morphologizer(MorphologizerSettings())
    losses = teach(component, tiny_docs())
    assert losses[-1] < losses[0] / 10
    for found, gold in zip(annotated(component, tiny_docs()), tiny_docs(), strict=True):
        assert found.texts("pos") == list(gold.texts("pos"))
        assert found.texts("morph") == list(gold.texts("morph"))


def test_only_pairs_that_were_seen_are_labels():
    component = Morphologizer(MorphologizerSettings())
    teach(component, tiny_docs(), steps=1)
    assert component.labels == ["NOUN Number=Plur", "PUNCT ", "VERB "]


def test_tokens_without_annotation_teach_nothing():
    component = Morphologizer(MorphologizerSettings())
    teach(component, tiny_docs(), steps=1)
    docs = tiny_docs(2)
    for doc in docs:
        doc.drop_column("pos")
        doc.drop_column("morph")
    batch = Batch.of_examples(map(Example.from_reference, docs))
    loss, gradient = component.update(batch, encoding(batch))
    assert loss == 0
    assert not gradient.any()


def test_state_and_weights_make_the_same_again():
    component = Morphologizer(MorphologizerSettings())
    teach(component, tiny_docs(), steps=5)
    twin = Morphologizer(MorphologizerSettings())
    twin.restore(json.loads(json.dumps(component.state())), WIDTH)
    set_weights(twin.model, get_weights(component.model))
    for one, other in zip(
        annotated(component, tiny_docs()), annotated(twin, tiny_docs()), strict=True
    ):
        assert one == other


def test_a_new_pair_leaves_the_terms_of_others_as_they_were():
    component = Morphologizer(MorphologizerSettings())
    teach(component, tiny_docs(), steps=5)
    batch = Batch.of_docs(tiny_docs(2))
    before = component.model.predict(encoding(batch))
    assert component.add_label("NOUN Number=Sing")
    assert not component.add_label("NOUN Number=Sing")
    assert annotated(component, tiny_docs())
    component.build(WIDTH, np.random.default_rng(0))
    assert component.labels == ["NOUN Number=Plur", "PUNCT ", "VERB ", "NOUN Number=Sing"]
    after = component.model.predict(encoding(batch))
    np.testing.assert_allclose(after[:, : before.shape[1]], before, rtol=1e-5, atol=1e-6)


def test_a_grown_morphologizer_learns_the_new_pair():
    component = Morphologizer(MorphologizerSettings())
    teach(component, tiny_docs())
    docs = tiny_docs()
    for doc in docs:
        doc.set_column("morph", ["Number=Plur", "Tense=Pres|VerbForm=Fin", ""] * 3)
    teach(component, docs)
    assert component.labels[-1] == "VERB Tense=Pres|VerbForm=Fin"
    for found, gold in zip(annotated(component, docs), docs, strict=True):
        assert found.texts("morph") == list(gold.texts("morph"))


PAIRS = [("NOUN", "Case=Nom|Number=Sing"), ("NOUN", ""), ("", "Case=Nom"), ("A B", "odd one|=|")]


def test_a_score_is_the_sum_of_a_pair_and_its_values():
    known = PairTerms(PAIRS)
    terms = np.random.default_rng(0).standard_normal((3, len(known))).astype(np.float32)
    number = {term: place for place, term in enumerate(known.names)}
    wanted = np.stack(
        [
            terms[:, [number[term] for term in (pair, f"{part} ", *features)]].sum(axis=1)
            for pair in PAIRS
            for part, features in [(pair[0], [one for one in pair[1].split("|") if one])]
        ],
        axis=1,
    )
    np.testing.assert_allclose(known.scorer().scores(np, terms), wanted, rtol=1e-5, atol=1e-6)


def test_the_gradient_of_terms_is_the_scores_read_backwards():
    """The scores are linear: d . scores(t) = d_terms(d) . t for all d and t."""
    known, rng = PairTerms(PAIRS), np.random.default_rng(0)
    scorer = known.scorer()
    terms = rng.standard_normal((4, len(known)))
    d_scores = rng.standard_normal((4, len(PAIRS)))
    there = (d_scores * scorer.scores(np, terms)).sum()
    assert there == pytest.approx((scorer.d_terms(np, d_scores) * terms).sum())


def test_pairs_are_found_by_both_of_their_ids():
    scorer = PairTerms(PAIRS).scorer()
    texts = [*PAIRS[::-1], ("", ""), ("VERB", ""), ("NOUN", "Case=Nom")]
    ids = np.array([[hash_string(text) for text in pair] for pair in texts], np.uint64)
    assert scorer.classes(ids[:, 0], ids[:, 1]).tolist() == [3, 2, 1, 0, -1, -1, -1]


def test_values_are_shared_by_the_pairs_that_have_them():
    one = len(PairTerms([("NOUN", "Case=Nom")]))
    assert len(PairTerms([("NOUN", "Case=Nom"), ("ADJ", "Case=Nom")])) == one + 2
    assert len(PairTerms([("NOUN", "Case=Nom"), ("NOUN", "Case=Acc")])) == one + 2


def test_parts_of_speech_may_have_spaces():
    component = Morphologizer(MorphologizerSettings())
    docs = tiny_docs()
    for doc in docs:
        doc.set_column("pos", ["PROPER NOUN", "VERB", "PUNCT"] * 3)
    teach(component, docs)
    twin = Morphologizer(MorphologizerSettings())
    twin.restore(json.loads(json.dumps(component.state())), WIDTH)
    set_weights(twin.model, get_weights(component.model))
    for found in annotated(twin, docs):
        assert found.texts("pos") == ["PROPER NOUN", "VERB", "PUNCT"] * 3


def test_the_weight_scales_the_gradient_and_not_the_loss():
    batch = Batch.of_examples(map(Example.from_reference, tiny_docs()))
    found = []
    for weight in (1.0, 0.5):
        component = Morphologizer(MorphologizerSettings(loss_weight=weight))
        teach(component, tiny_docs(), steps=0)
        found.append(component.update(batch, encoding(batch)))
    (loss, gradient), (other_loss, other_gradient) = found
    assert loss == other_loss
    np.testing.assert_allclose(other_gradient, gradient / 2, rtol=1e-5, atol=1e-8)


def test_documents_of_any_size_go_together():
    component = Morphologizer(MorphologizerSettings())
    teach(component, tiny_docs())
    empty, found = annotated(component, [Doc(Vocab(), []), *tiny_docs(1)])
    assert list(empty.texts("pos")) == []
    assert list(found.texts("pos")) == ["NOUN", "VERB", "PUNCT"] * 3


def test_nothing_to_learn_is_an_error():
    with pytest.raises(UsageError, match="nothing to learn"):
        Morphologizer(MorphologizerSettings()).build(WIDTH, np.random.default_rng(0))
