from __future__ import annotations

import json

import numpy as np
import pytest
from taught import WIDTH, annotated, encoding, teach
from tiny_corpus import tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.senter import Senter, SenterSettings


def test_sentence_starts_are_learned():
    component = Senter(SenterSettings())
    losses = teach(component, tiny_docs())
    assert losses[-1] < losses[0] / 10
    for found in annotated(component, tiny_docs()):
        assert found.column("sent_start").tolist() == [1, -1, -1] * 3


def test_the_first_token_of_a_stretch_and_unknown_ones_teach_nothing():
    component = Senter(SenterSettings())
    teach(component, tiny_docs(), steps=1)
    doc = tiny_docs(1)[0]
    doc.set_column("sent_start", [1] + [0] * 8)
    batch = Batch.of_examples([Example.from_reference(doc)])
    loss, gradient = component.update(batch, encoding(batch))
    assert loss == 0
    assert not gradient.any()


def test_sentences_that_are_set_stay():
    component = Senter(SenterSettings())
    teach(component, tiny_docs())
    doc = tiny_docs(1)[0]
    doc.set_column("sent_start", [1] + [-1] * 8)
    batch = Batch.of_docs([doc])
    component.annotate(batch, encoding(batch))
    assert doc.n_sents == 1


def test_there_are_no_other_labels():
    component = Senter(SenterSettings())
    assert not component.add_label("starts")
    with pytest.raises(ValueError, match="no label"):
        component.add_label("ends")


def test_it_is_made_once():
    component = Senter(SenterSettings())
    component.build(4, np.random.default_rng(0))
    model = component.model
    component.build(4, np.random.default_rng(1))
    assert component.model is model


def test_state_and_weights_make_the_same_again():
    component = Senter(SenterSettings())
    teach(component, tiny_docs())
    twin = Senter(SenterSettings())
    twin.restore(json.loads(json.dumps(component.state())), WIDTH)
    set_weights(twin.model, get_weights(component.model))
    for found in annotated(twin, tiny_docs()):
        assert found.column("sent_start").tolist() == [1, -1, -1] * 3


def test_the_first_token_starts_a_sentence_whatever_the_scores():
    component = Senter(SenterSettings())
    component.build(WIDTH, np.random.default_rng(0))
    weights = get_weights(component.model)
    set_weights(component.model, {key: 0 * array for key, array in weights.items()})
    docs = annotated(component, [Doc(Vocab(), []), *tiny_docs(2)])
    assert [doc.column("sent_start").tolist() for doc in docs] == [[], *[[1] + [-1] * 8] * 2]


def test_the_weight_scales_the_gradient_and_not_the_loss():
    batch = Batch.of_examples(map(Example.from_reference, tiny_docs()))
    found = []
    for weight in (1.0, 0.5):
        component = Senter(SenterSettings(loss_weight=weight))
        component.build(WIDTH, np.random.default_rng(0))
        found.append(component.update(batch, encoding(batch)))
    (loss, gradient), (other_loss, other_gradient) = found
    assert loss == other_loss
    np.testing.assert_allclose(other_gradient, gradient / 2, rtol=1e-5, atol=1e-8)
