from __future__ import annotations

import numpy as np
import pytest
from taught import annotated, encoding, teach
from tiny_corpus import tiny_docs

from nlptk.engine.data.example import Example
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
