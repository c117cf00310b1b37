"""The text classifier: what it learns from categories, what it leaves alone, and what is kept."""

from __future__ import annotations

import json

import numpy as np
import pytest
from taught import WIDTH, annotated, encoding, teach

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.specs import TEXTCAT, TextcatSettings
from nlptk.plugins.components.textcat.component import TextCategorizer

ARCHITECTURES = ("bow", "pooled", "ensemble")

REVIEWS = [
    ("what a great film", "good"),
    ("a great , great plot and good actors", "good"),
    ("good film with a great end", "good"),
    ("what a dull film", "bad"),
    ("a dull , dull plot and bad actors", "bad"),
    ("bad film with a dull end", "bad"),
]
TOPICS = [
    ("the striker scored", {"sport": 1.0, "money": 0.0}),
    ("the striker was sold", {"sport": 1.0, "money": 1.0}),
    ("the bank was sold", {"sport": 0.0, "money": 1.0}),
    ("the weather was fine", {"sport": 0.0, "money": 0.0}),
    ("the striker was fine", {"sport": 1.0, "money": 0.0}),
    ("the bank was fine", {"sport": 0.0, "money": 1.0}),
]


def made(text, cats):
    doc = Doc(Vocab("en"), text.split())
    doc.cats = dict(cats)
    return doc


def reviews():
    return [made(text, {"good": 0.0, "bad": 0.0} | {label: 1.0}) for text, label in REVIEWS]


def topics():
    return [made(text, cats) for text, cats in TOPICS]


def taught(docs=None, *, steps=60, seed=0, **settings):
    textcat = TextCategorizer(TextcatSettings(**settings))
    teach(textcat, reviews() if docs is None else docs, steps=steps, seed=seed)
    return textcat


def cats_of(textcat, docs):
    return [doc.cats for doc in annotated(textcat, docs)]


def copy_of(textcat):
    twin = TextCategorizer(textcat.settings)
    twin.restore(json.loads(json.dumps(textcat.state())), WIDTH)
    set_weights(twin.model, get_weights(textcat.model))
    return twin


def show(textcat, docs):
    for doc in docs:
        textcat.observe(Example.from_reference(doc))


def gradients_after(textcat, docs):
    """The gradients of the scores' biases that a batch leaves, by layer."""
    batch = Batch.of_examples([Example.from_reference(doc) for doc in docs])
    loss, _ = textcat.update(batch, encoding(batch))
    found = {
        layer.name: layer.get_grad("b").tolist()
        for layer in textcat.model.layers
        if layer.has_grad("b") and layer.name != "pooled_text"
    }
    return loss, found


# ---------------------------------------------------------------------- learning


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_exclusive_categories_are_learned(architecture):
    textcat = TextCategorizer(TextcatSettings(architecture=architecture))
    losses = teach(textcat, reviews())
    assert losses[-1] < losses[0] / 5
    assert textcat.labels == ["bad", "good"]
    assert not textcat.multilabel
    for found, (_, label) in zip(cats_of(textcat, reviews()), REVIEWS, strict=True):
        assert set(found) == {"bad", "good"}
        assert sum(found.values()) == pytest.approx(1)
        assert max(found, key=found.__getitem__) == label


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_independent_categories_are_learned(architecture):
    textcat = taught(topics(), architecture=architecture, multilabel=True, steps=120)
    for found, (_, gold) in zip(cats_of(textcat, topics()), TOPICS, strict=True):
        assert {label: float(value > 0.5) for label, value in found.items()} == gold


def test_case_does_not_matter():
    textcat = taught()
    shouted = [made(text.upper(), {}) for text, _ in REVIEWS]
    assert cats_of(textcat, shouted) == cats_of(textcat, reviews())


def test_the_order_of_words_matters_to_ngrams():
    docs = [
        made("red after blue", {"A": 1.0, "B": 0.0}),
        made("red after blue .", {"A": 1.0, "B": 0.0}),
        made("blue after red", {"A": 0.0, "B": 1.0}),
        made("blue after red .", {"A": 0.0, "B": 1.0}),
    ]
    by_word, by_pair = (taught(docs, ngrams=n) for n in (1, 2))
    first, _, second, _ = cats_of(by_word, docs)
    assert first["A"] == pytest.approx(second["A"])
    first, _, second, _ = cats_of(by_pair, docs)
    assert first["A"] > 0.9
    assert second["A"] < 0.1


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_an_empty_document_gets_probabilities(architecture):
    textcat = taught(architecture=architecture, steps=5)
    doc = made("", {})
    textcat.annotate(Batch.of_docs([doc]), np.zeros((0, WIDTH), np.float32))
    assert sum(doc.cats.values()) == pytest.approx(1)


def test_categories_that_are_there_already_stay():
    textcat = taught()
    doc = made("a great film", {"long": 0.25, "bad": 1.0})
    textcat.annotate(Batch.of_docs([doc]), None)
    assert doc.cats["long"] == 0.25
    assert doc.cats["bad"] < 0.5


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_learning_depends_on_the_seed_alone(architecture):
    one, same = (
        get_weights(taught(architecture=architecture, seed=3, steps=10).model) for _ in "ab"
    )
    assert all(np.array_equal(one[key], same[key]) for key in one)
    if architecture != "bow":  # whose weights start at zero
        other = get_weights(taught(architecture=architecture, seed=4, steps=10).model)
        assert any(not np.array_equal(one[key], other[key]) for key in one)


def test_rare_ngrams_have_no_row_unless_all_are():
    docs = reviews()
    assert len(taught(docs, min_count=1, steps=1)._index) > len(taught(docs, steps=1)._index)
    once = [made("apples", {"A": 1.0, "B": 0.0}), made("pears", {"A": 0.0, "B": 1.0})]
    assert cats_of(taught(once), once)[0]["A"] > 0.9


def test_the_table_holds_so_many_ngrams_at_most():
    textcat = taught(rows=3)
    assert len(textcat._index) == 3
    assert textcat.model.layers[0].get_param("E").shape == (3, 2)


# ---------------------------------------------------------------------- what is missing


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_missing_category_has_no_gradient(architecture):
    textcat = taught(topics(), architecture=architecture, multilabel=True, steps=0)
    loss, found = gradients_after(textcat, [made("the striker scored", {"sport": 1.0})])
    assert loss > 0
    assert textcat.labels == ["money", "sport"]
    for money, sport in found.values():
        assert money == 0
        assert sport < 0


def test_a_missing_category_leaves_no_gradient_in_rows():
    textcat = taught(topics(), multilabel=True, steps=0)
    gradients_after(textcat, [made("the striker was sold", {"sport": 1.0})])
    bag = textcat.model.layers[0]
    _, values = row_gradients(bag)["E"].take(bag.ops)
    assert not values[:, 0].any()
    assert (values[:, 1] < 0).any()


@pytest.mark.parametrize("multilabel", [False, True])
@pytest.mark.parametrize("cats", [{}, {"unheard": 1.0}])
def test_a_document_without_known_categories_teaches_nothing(multilabel, cats):
    textcat = taught(topics() if multilabel else reviews(), multilabel=multilabel, steps=0)
    loss, found = gradients_after(textcat, [made("the striker was sold", cats)])
    assert loss == 0
    assert found == {"ngram_bag": [0, 0]}


@pytest.mark.parametrize("cats", [{"good": 1.0, "bad": 1.0}, {"good": 0.0, "bad": 0.0}])
def test_of_exclusive_categories_a_document_without_exactly_one_teaches_nothing(cats):
    textcat = taught(steps=0)
    loss, found = gradients_after(textcat, [made("a great film", cats)])
    assert loss == 0
    assert found == {"ngram_bag": [0, 0]}


def test_a_named_category_of_an_exclusive_set_says_that_others_do_not_hold():
    textcat = taught([made(text, {label: 1.0}) for text, label in REVIEWS])
    assert not textcat.multilabel
    for found, (_, label) in zip(cats_of(textcat, reviews()), REVIEWS, strict=True):
        assert found[label] > 0.9


def test_documents_without_categories_are_not_counted():
    textcat = TextCategorizer(TextcatSettings())
    assert textcat.observe(Example.from_reference(made("a great film", {}))) == 0
    assert textcat.observe(Example.from_reference(reviews()[0])) == 1
    assert textcat.labels == ["good", "bad"]


# ---------------------------------------------------------------------- one or many


def test_categories_become_independent_and_this_is_said_before_the_model_is_made():
    textcat = TextCategorizer(TextcatSettings())
    show(textcat, reviews())
    assert textcat.notes == []
    show(textcat, topics())
    assert any("2 of 12 texts do not have exactly one" in note for note in textcat.notes), (
        textcat.notes
    )
    textcat.build(WIDTH, np.random.default_rng(0))
    assert textcat.multilabel
    assert any("multilabel" in note for note in textcat.notes)


def test_nothing_is_said_of_what_was_asked_for():
    assert taught(topics(), multilabel=True, steps=1).notes == []
    assert taught(steps=1).notes == []


def test_a_category_that_is_never_denied_is_named():
    docs = [made("the striker", {"sport": 1.0, "news": 1.0}), made("a bank", {"news": 1.0})]
    notes = taught(docs, multilabel=True, steps=1).notes
    assert any(note.startswith("never said not to hold") and "news" in note for note in notes)


def test_a_model_of_exclusive_categories_stays_one_and_says_so():
    textcat = taught()
    show(textcat, topics())
    assert any("nothing is learned from them" in note for note in textcat.notes)
    textcat.build(WIDTH, np.random.default_rng(0))
    assert not textcat.multilabel


def test_rare_categories_count_as_much_as_frequent_ones_if_balanced():
    docs = [made("a b", {"A": 1.0})] * 9 + [made("a b", {"B": 1.0})]
    for balance, expected in ((False, 0.1), (True, 0.5)):
        found = cats_of(taught(docs, balance=balance, steps=80), docs[:1])[0]
        assert found["B"] == pytest.approx(expected, abs=0.03)


# ---------------------------------------------------------------------- growing and keeping


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("multilabel", [False, True])
def test_a_model_that_has_grown_scores_as_before(architecture, multilabel):
    textcat = taught(topics() if multilabel else reviews(), architecture=architecture)
    batch = Batch.of_docs(reviews())
    before = textcat.model.predict(textcat._input(batch, encoding(batch)))
    assert textcat.add_label("new")
    assert not textcat.add_label("new")
    show(textcat, [made("quite another text , quite another", {"new": 1.0})])
    textcat.build(WIDTH, np.random.default_rng(1))
    after = textcat.model.predict(textcat._input(batch, encoding(batch)))
    assert textcat.labels[-1] == "new"
    np.testing.assert_allclose(after[:, :2], before, rtol=1e-4, atol=1e-5)


def test_new_words_are_learned_by_a_model_that_is_there():
    textcat = taught()
    docs = [made("splendid", {"good": 1.0}), made("dreary", {"bad": 1.0})] * 2
    teach(textcat, [*docs, *reviews()])
    good, bad = cats_of(textcat, docs[:2])
    assert good["good"] > 0.9
    assert bad["bad"] > 0.9


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("multilabel", [False, True])
def test_what_is_kept_predicts_the_same(architecture, multilabel):
    docs = topics() if multilabel else reviews()
    textcat = taught(docs, architecture=architecture)
    twin = copy_of(textcat)
    assert twin.labels == textcat.labels
    assert twin.multilabel is multilabel
    assert cats_of(twin, docs) == cats_of(textcat, docs)


def test_a_copy_grows_as_the_model_does():
    twin = copy_of(taught())
    twin.add_label("new")
    twin.build(WIDTH, np.random.default_rng(0))
    assert cats_of(twin, reviews())[0].keys() == {"bad", "good", "new"}


def test_damaged_ngrams_are_refused():
    state = taught(steps=1).state() | {"ngrams": "x y"}
    with pytest.raises(DataError, match="n-grams"):
        TextCategorizer(TextcatSettings()).restore(state, WIDTH)


# ---------------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"architecture": "transformer"}, "transformer"),
        ({"ngrams": 0}, "ngrams"),
        ({"rows": 0}, "rows"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings, message):
    with pytest.raises(UsageError, match=message):
        TextcatSettings(**settings)


def test_only_some_architectures_read_the_encoding():
    reads = {
        name: TextCategorizer(TextcatSettings(architecture=name)).reads_encoding
        for name in (*ARCHITECTURES, "simple_cnn")
    }
    assert reads == {"bow": False, "pooled": True, "ensemble": True, "simple_cnn": True}


def test_a_bag_needs_no_encoding_and_gives_no_gradient_of_one():
    textcat = taught(steps=1)
    batch = Batch.of_examples([Example.from_reference(doc) for doc in reviews()])
    assert textcat.update(batch, None)[1] is None


@pytest.mark.parametrize("architecture", ["pooled", "ensemble"])
def test_the_gradient_of_the_encoding_is_that_of_the_loss(architecture):
    textcat = taught(architecture=architecture, steps=2, loss_weight=1.0)
    batch = Batch.of_examples([Example.from_reference(doc) for doc in reviews()])
    rng = np.random.default_rng(0)
    encoded = encoding(batch)
    encoded += rng.standard_normal(encoded.shape)  # or words that repeat would share the maximum
    _, gradient = textcat.update(batch, encoded)
    assert gradient.shape == encoded.shape
    direction = rng.standard_normal(encoded.shape).astype(np.float32)
    above, below = (textcat.update(batch, encoded + step * direction)[0] for step in (1e-2, -1e-2))
    slope = (above - below) / 2e-2
    assert slope == pytest.approx(float((gradient * direction).sum()), rel=0.05, abs=1e-4)


def test_the_positive_label_is_one_of_two():
    assert taught(positive_label="good", steps=1).labels == ["bad", "good"]
    three = [*reviews(), made("so so", {"neither": 1.0})]
    for docs, label in ((reviews(), "fine"), (three, "good")):
        with pytest.raises(UsageError, match="positive label"):
            taught(docs, positive_label=label, steps=1)


def test_one_category_alone_cannot_be_told_apart():
    with pytest.raises(UsageError, match="nothing to tell apart"):
        taught([made("a film", {"film": 1.0})], steps=1)


def test_the_spec_makes_the_component():
    assert isinstance(TEXTCAT.factory(TEXTCAT.settings()), TextCategorizer)
    assert TEXTCAT.whole_docs
    assert TEXTCAT.scores == ("cats",)
