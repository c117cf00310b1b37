from __future__ import annotations

import json

import numpy as np
import pytest
from taught import WIDTH, annotated, encoding, teach
from tiny_corpus import tiny_docs

from nlptk.engine.data.example import Example
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.morphologizer import Morphologizer, MorphologizerSettings


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


def test_a_new_pair_leaves_the_scores_of_others_as_they_were():
    component = Morphologizer(MorphologizerSettings())
    teach(component, tiny_docs(), steps=5)
    batch = Batch.of_docs(tiny_docs(2))
    before = component.model.predict(encoding(batch))
    assert component.add_label("NOUN Number=Sing")
    assert not component.add_label("NOUN Number=Sing")
    component.build(WIDTH, np.random.default_rng(0))
    after = component.model.predict(encoding(batch))
    assert after.shape[1] == before.shape[1] + 1
    np.testing.assert_allclose(after[:, :-1], before, atol=1e-6)


def test_nothing_to_learn_is_an_error():
    with pytest.raises(UsageError, match="nothing to learn"):
        Morphologizer(MorphologizerSettings()).build(WIDTH, np.random.default_rng(0))
