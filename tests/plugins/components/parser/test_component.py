"""The parser as a component: what it learns and does not, what it gives, what it keeps."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from taught import WIDTH, annotated, encoding, teach
from tiny_corpus import tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.stream.batch import Batch, Stretch
from nlptk.plugins.components.parser.component import Parser, ParserSettings
from nlptk.plugins.components.specs import PARSER as SPEC

SMALL = {"arc_width": 16, "label_width": 8, "start_bias": 0.0}


def parser(**settings: Any) -> Parser:
    return Parser(ParserSettings(**SMALL | settings))


def taught(docs: list[Doc] | None = None, *, steps: int = 40, **settings: Any) -> Parser:
    component = parser(**settings)
    teach(component, tiny_docs() if docs is None else docs, steps=steps)
    return component


def batch_of(*docs: Doc) -> Batch:
    return Batch.of_examples([Example.from_reference(doc) for doc in docs])


def parses(docs: list[Doc]) -> list[Any]:
    return [
        (doc.column("head").tolist(), list(doc.texts("dep")), doc.column("sent_start").tolist())
        for doc in docs
    ]


def gradient_of(component: Parser, doc: Doc) -> tuple[float, Any]:
    batch = batch_of(doc)
    return component.update(batch, encoding(batch))


# ------------------------------------------------------------------ learning


def test_trees_and_sentences_are_learned() -> None:
    component = parser()
    losses = teach(component, tiny_docs())
    assert losses[-1] < losses[0] / 20
    assert parses(annotated(component, tiny_docs())) == parses(tiny_docs())


def test_crossing_arcs_are_learned() -> None:
    doc = Doc(Vocab(), ["a", "b", "c", "d", "e"])
    doc.set_column("head", [2, 3, 3, 3, 1])
    doc.set_column("dep", ["x", "y", "z", "root", "y"])
    doc.set_column("sent_start", [1, -1, -1, -1, -1])
    assert parses(annotated(taught([doc]), [doc])) == parses([doc])


def test_observing_counts_arcs_and_collects_their_labels() -> None:
    component = parser()
    (doc,) = tiny_docs(1)
    heads = doc.column("head").copy()
    heads[[0, 4]] = -1
    doc.set_column("head", heads)
    assert component.observe(Example.from_reference(doc)) == 7
    assert component.observe(Example.from_reference(Doc(Vocab(), ["a"]))) == 0
    assert set(component.labels) == {"nsubj", "root", "punct"}


def test_labels_are_in_an_order_that_is_not_that_of_the_data() -> None:
    assert taught(steps=0).labels == taught(tiny_docs()[::-1], steps=0).labels
    assert taught(steps=0).labels == ["nsubj", "punct", "root"]


def test_nothing_to_learn_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no labels to learn") as caught:
        parser().build(WIDTH, np.random.default_rng(0))
    assert caught.value.hint


def test_the_gradient_is_that_of_the_loss() -> None:
    component = taught(steps=3)
    batch = batch_of(*tiny_docs(3))
    encoded = encoding(batch)
    _, gradient = component.update(batch, encoded)
    rng = np.random.default_rng(0)
    for _ in range(4):
        direction = rng.standard_normal(encoded.shape)
        step = (1e-2 * direction).astype(np.float32)
        slope = (component.update(batch, encoded + step)[0]
                 - component.update(batch, encoded - step)[0]) / 2e-2  # fmt: skip
        told = float((gradient * direction).sum())
        assert abs(slope - told) < 0.02 * np.linalg.norm(gradient)


def test_the_weight_of_the_loss_scales_the_gradient() -> None:
    light, heavy = taught(steps=0), taught(steps=0, loss_weight=3.0)
    (doc,) = tiny_docs(1)
    (loss, gradient), (heavy_loss, heavy_gradient) = (
        gradient_of(component, doc) for component in (light, heavy)
    )
    assert heavy_loss == loss
    np.testing.assert_allclose(heavy_gradient, 3 * gradient, rtol=1e-5, atol=1e-8)


# ------------------------------------------------------------------ what is missing


@pytest.mark.parametrize("segment", [True, False])
def test_what_nobody_annotated_teaches_nothing(segment: bool) -> None:
    component = taught(segment=segment)
    loss, gradient = gradient_of(component, Doc(Vocab(), ["cats", "sleep", "."]))
    assert loss == 0
    assert not gradient.any()


def test_arcs_without_a_label_and_labels_never_seen_teach_arcs_only() -> None:
    losses = []
    for labels in (["", "", ""], ["new", "odd", "other"], ["nsubj", "root", "punct"]):
        doc = Doc(Vocab(), ["dogs", "run", "."])
        doc.set_column("head", [1, 1, 1])
        doc.set_column("dep", labels)
        losses.append(gradient_of(taught(steps=2), doc)[0])
    assert losses[0] == losses[1] > 0
    assert losses[2] > losses[0]


def test_a_head_beyond_the_stretch_is_missing() -> None:
    component = taught(steps=2)
    example = Example.from_reference(tiny_docs(1)[0])
    cut = Batch([Stretch(example.predicted, 0, 1, example.gold)])  # its head is the next token
    loss, gradient = component.update(cut, encoding(cut))
    assert loss == 0
    assert not gradient.any()


def test_a_stretch_in_the_middle_of_a_document_is_learned_like_a_document() -> None:
    example = Example.from_reference(tiny_docs(1)[0])
    middle = Batch([Stretch(example.predicted, 3, 6, example.gold)])
    alone = batch_of(tiny_docs(1)[0].slice(3, 6))
    losses = [taught(steps=2).update(batch, encoding(batch))[0] for batch in (middle, alone)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)


def test_the_first_token_of_a_stretch_teaches_no_sentence_start() -> None:
    losses = []
    for first in (1, 0, -1):
        doc = Doc(Vocab(), ["dogs", "run"])
        doc.set_column("sent_start", [first, -1])
        losses.append(gradient_of(taught(steps=2), doc)[0])
    assert losses[0] == losses[1] == losses[2] > 0


def test_without_segmenting_sentence_starts_are_not_learned() -> None:
    doc = Doc(Vocab(), ["dogs", "run"])
    doc.set_column("sent_start", [1, -1])
    component = taught(steps=2, segment=False)
    assert component.whole_docs
    assert not taught(steps=0).whole_docs
    assert gradient_of(component, doc)[0] == 0


# ------------------------------------------------------------------ annotating


def test_every_sentence_is_a_tree_with_one_root() -> None:
    component = taught(steps=1)
    words = np.random.default_rng(0).choice(["cats", "run", ".", "odd", "Anna"], 60).tolist()
    (doc,) = annotated(component, [Doc(Vocab(), words)])
    heads = doc.column("head").tolist()
    for start, end in doc.sent_bounds:
        assert sum(heads[token] == token for token in range(start, end)) == 1
        assert all(start <= heads[token] < end for token in range(start, end))


def test_sentences_that_are_set_stay() -> None:
    component = taught()
    doc = Doc(Vocab(), tiny_docs(1)[0].words)
    doc.set_column("sent_start", [1] + [-1] * 8)
    batch = Batch.of_docs([doc])
    component.annotate(batch, encoding(batch))
    assert doc.n_sents == 1
    assert sum(head == token for token, head in enumerate(doc.column("head").tolist())) == 1


def test_without_segmenting_a_document_is_one_tree() -> None:
    (doc,) = annotated(taught(segment=False), tiny_docs(1))
    assert doc.n_sents == 1
    assert sum(head == token for token, head in enumerate(doc.column("head").tolist())) == 1


def test_a_bias_makes_more_sentences() -> None:
    many, few = (
        sum(doc.n_sents for doc in annotated(taught(steps=5, start_bias=bias), tiny_docs()))
        for bias in (50.0, -50.0)
    )
    assert many == sum(map(len, tiny_docs()))
    assert few == len(tiny_docs())


def test_documents_of_any_size_go_together() -> None:
    component = taught()
    docs = [Doc(Vocab(), words) for words in ([], ["cats"], ["cats", "sleep", "."], [])]
    found = annotated(component, docs)
    assert [doc.column("head").tolist() for doc in found] == [[], [0], [1, 1, 1], []]
    assert annotated(component, []) == []
    assert parses(annotated(component, docs[2:3])) == parses(found[2:3])


# ------------------------------------------------------------------ keeping


def test_state_makes_the_same_parser() -> None:
    component = taught(steps=5)
    twin = parser()
    twin.restore(json.loads(json.dumps(component.state())), WIDTH)
    set_weights(twin.model, get_weights(component.model))
    assert parses(annotated(twin, tiny_docs())) == parses(annotated(component, tiny_docs()))
    assert twin.state() == component.state()


def test_a_new_label_is_appended_and_what_was_learned_stays() -> None:
    component = taught()
    before = parses(annotated(component, tiny_docs()))
    old = list(component.labels)
    assert component.add_label("aux")
    assert not component.add_label("aux")
    component.build(WIDTH, np.random.default_rng(1))
    assert component.labels == [*old, "aux"]
    arcs = [heads for heads, _, _ in parses(annotated(component, tiny_docs()))]
    assert arcs == [heads for heads, _, _ in before]
    assert gradient_of(component, tiny_docs(1)[0])[1].any()


def test_the_same_seed_makes_the_same_weights() -> None:
    first, second = (get_weights(taught(steps=3).model) for _ in range(2))
    assert all(first[key].tobytes() == second[key].tobytes() for key in first)


def test_spec_makes_a_parser_with_its_defaults() -> None:
    made = SPEC.factory(SPEC.settings())
    assert isinstance(made, Parser)
    assert made.settings == ParserSettings()
