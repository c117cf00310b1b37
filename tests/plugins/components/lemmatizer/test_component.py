"""The lemmatizer as a component: what it learns, tries, falls back on and keeps."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.weights import get_weights, named_params, set_weights, take_gradient
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.lemmatizer.component import Lemmatizer, LemmatizerSettings
from nlptk.plugins.components.lemmatizer.edit_trees import EditTree
from nlptk.plugins.components.specs import LEMMATIZER as SPEC

WIDTH = 24
SENTENCES = [
    [("The", "the"), ("cats", "cat"), ("went", "go"), ("walking", "walk")],
    [("London", "London"), ("dogs", "dog"), ("were", "be"), ("singing", "sing")],
    [("Paris", "Paris"), ("was", "be"), ("a", "a"), ("city", "city")],
    [("was", "be"), ("were", "be"), ("cats", "cat")],
]


def annotated(pairs):
    doc = Doc(Vocab(), [form for form, _ in pairs])
    doc.set_column("lemma", [lemma for _, lemma in pairs])
    return doc


def examples(sentences=SENTENCES):
    return [Example.from_reference(annotated(pairs)) for pairs in sentences]


def encode(batch):
    """A vector for each form, the same wherever the form stands."""
    rows = [np.random.default_rng(int(orth)).standard_normal(WIDTH) for orth in batch.orth]
    return np.array(rows, np.float32).reshape((-1, WIDTH))


def built(sentences=SENTENCES, **settings):
    lemmatizer = Lemmatizer(LemmatizerSettings(**settings))
    for example in examples(sentences):
        lemmatizer.observe(example)
    lemmatizer.build(WIDTH, np.random.default_rng(0))
    return lemmatizer


def learn(lemmatizer, sentences=SENTENCES, *, steps=60):
    batch = Batch.of_examples(examples(sentences))
    losses = []
    for _ in range(steps):
        loss, _ = lemmatizer.update(batch, encode(batch))
        losses.append(loss)
        for _, node, name in list(named_params(lemmatizer.model)):
            gradient = take_gradient(node, name)
            if gradient is not None:
                node.get_param(name)[...] -= 2.0 * gradient
    return losses


def prefer(lemmatizer, *pairs):
    """Make the model score the trees of these pairs highest, the first most, whatever the token."""
    weights = get_weights(lemmatizer.model)
    arrays = {key: np.zeros_like(array) for key, array in weights.items()}
    (bias,) = [key for key, array in weights.items() if array.ndim == 1]
    for rank, pair in enumerate(pairs):
        arrays[bias][lemmatizer.labels.index(label(*pair))] = len(pairs) - rank
    set_weights(lemmatizer.model, arrays)


def annotate(lemmatizer, *docs):
    batch = Batch.of_docs(docs)
    lemmatizer.annotate(batch, encode(batch))
    return [list(doc.texts("lemma")) for doc in docs]


def lemmas_of(lemmatizer, *forms):
    return annotate(lemmatizer, Doc(Vocab(), forms))[0]


def label(form, lemma):
    return EditTree.between(form, lemma).label


def test_observe_counts_tokens_that_have_a_lemma():
    lemmatizer = Lemmatizer(LemmatizerSettings())
    doc = annotated([("a", "a"), ("b", ""), ("c", "c")])
    assert lemmatizer.observe(Example.from_reference(doc)) == 2
    assert lemmatizer.observe(Example.from_reference(Doc(Vocab(), ["a"]))) == 0


def test_build_learns_trees_that_are_frequent_and_remembers_the_rest():
    lemmatizer = built()
    assert lemmatizer.labels[0] == label("a", "a")
    assert label("walking", "walk") in lemmatizer.labels
    assert label("went", "go") not in lemmatizer.labels
    assert lemmatizer.exceptions == {"went": "go"}
    assert label("went", "go") in built(min_count=1).labels


def test_nothing_frequent_enough_is_a_usage_error():
    with pytest.raises(UsageError, match="nothing to learn"):
        built([[("went", "go")]])
    with pytest.raises(UsageError, match="nothing to learn"):
        built([])


def test_it_learns_the_lemmas_it_is_shown():
    lemmatizer = built()
    losses = learn(lemmatizer)
    assert losses[-1] < 0.1 * losses[0]
    docs = [blank_copy(annotated(pairs)) for pairs in SENTENCES]
    assert annotate(lemmatizer, *docs) == [[lemma for _, lemma in pairs] for pairs in SENTENCES]


def test_a_tree_is_applied_to_forms_never_seen():
    lemmatizer = built()
    prefer(lemmatizer, ("walking", "walk"))
    assert lemmas_of(lemmatizer, "Talking", "wandering") == ["talk", "wander"]


def test_the_next_tree_is_tried_where_the_best_does_not_apply():
    lemmatizer = built(top_k=2)
    prefer(lemmatizer, ("walking", "walk"), ("cats", "cat"), ("London", "London"))
    assert lemmas_of(lemmatizer, "talking", "Birds", "Rome") == ["talk", "bird", "rome"]


def test_as_many_trees_are_tried_as_set():
    lemmatizer = built(top_k=3)
    prefer(lemmatizer, ("walking", "walk"), ("cats", "cat"), ("London", "London"))
    assert lemmas_of(lemmatizer, "Birds", "Rome") == ["bird", "Rome"]
    only_one = built(top_k=1)
    prefer(only_one, ("walking", "walk"), ("cats", "cat"))
    assert lemmas_of(only_one, "Birds", "Walking") == ["birds", "walk"]


def test_forms_that_no_tree_fits_have_the_lemma_they_had_in_training():
    lemmatizer = built()
    prefer(lemmatizer, ("The", "the"))
    assert lemmas_of(lemmatizer, "went", "Went") == ["go", "went"]


def test_what_nobody_annotated_teaches_nothing():
    lemmatizer = built()
    half = [[("The", "the"), ("cats", "")]]
    batch = Batch.of_examples(examples(half))
    encoded = encode(batch)
    _, gradient = lemmatizer.update(batch, encoded)
    assert np.abs(gradient[0]).max() > 0
    assert (gradient[1] == 0).all()


def test_a_lemma_that_no_known_tree_makes_teaches_nothing():
    lemmatizer = built()
    batch = Batch.of_examples(examples([[("The", "the"), ("went", "go"), ("him", "he")]]))
    _, gradient = lemmatizer.update(batch, encode(batch))
    assert (gradient[1:] == 0).all()


def test_lemmas_of_other_tokens_are_projected():
    lemmatizer = built()
    doc = Doc(Vocab(), ["cats", "London"])
    gold = GoldParse(doc, words=["cats", "Lon", "don"], lemmas=["cat", "Lon", "don"])
    batch = Batch.of_examples([Example(doc, gold)])
    _, gradient = lemmatizer.update(batch, encode(batch))
    assert np.abs(gradient[0]).max() > 0
    assert (gradient[1] == 0).all()


def test_a_new_label_appends_and_what_was_learned_stays():
    lemmatizer = built()
    learn(lemmatizer)
    before = list(lemmatizer.labels)
    assert lemmatizer.add_label(label("him", "he"))
    assert not lemmatizer.add_label(label("him", "he"))
    lemmatizer.build(WIDTH, np.random.default_rng(1))
    assert lemmatizer.labels == [*before, label("him", "he")]
    learn(lemmatizer, [*SENTENCES, [("him", "he")]])
    assert lemmas_of(lemmatizer, "him", "London", "cats") == ["he", "London", "cat"]


def test_a_label_that_is_no_tree_is_refused():
    with pytest.raises(DataError, match="not an edit tree"):
        Lemmatizer(LemmatizerSettings()).add_label("NOUN")


def test_state_makes_the_same_lemmatizer():
    lemmatizer = built()
    learn(lemmatizer)
    twin = Lemmatizer(LemmatizerSettings())
    twin.restore(json.loads(json.dumps(lemmatizer.state())), WIDTH)
    set_weights(twin.model, get_weights(lemmatizer.model))
    forms = ["went", "The", "Paris", "cats", "were", "unseen"]
    assert lemmas_of(twin, *forms) == lemmas_of(lemmatizer, *forms)
    assert twin.state() == lemmatizer.state()


def test_the_same_seed_makes_the_same_weights():
    first, second = (get_weights(built().model) for _ in range(2))
    assert all((first[key] == second[key]).all() for key in first)


def test_noise_is_drawn_in_training_only():
    lemmatizer = built()
    learn(lemmatizer, steps=5)
    batch = Batch.of_examples(examples())
    quiet, _ = lemmatizer.update(batch, encode(batch))
    set_noise(lemmatizer.model, 0.5, np.random.default_rng(0))
    noisy, _ = lemmatizer.update(batch, encode(batch))
    assert noisy != quiet
    set_noise(lemmatizer.model, 0.0, None)
    assert lemmatizer.update(batch, encode(batch))[0] == quiet


def test_documents_of_any_size_and_vocabulary_go_together():
    lemmatizer = built()
    learn(lemmatizer)
    docs = [Doc(Vocab(), []), Doc(Vocab(), ["cats"]), Doc(Vocab(), ["London", "cats"])]
    assert annotate(lemmatizer, *docs) == [[], ["cat"], ["London", "cat"]]
    assert annotate(lemmatizer, Doc(Vocab(), [])) == [[]]


def test_spec_names_what_it_gives_and_makes_it():
    made = SPEC.factory(SPEC.settings())
    assert isinstance(made, Lemmatizer)
    assert SPEC.trainable
    assert SPEC.encoded
    assert not SPEC.needs
