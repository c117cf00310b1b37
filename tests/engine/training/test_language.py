"""A pipeline trained, judged and kept from a script."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_pipelines import SMALL_ENCODER, annotation, blank_docs, small_pipeline
from tiny_corpus import SPECS, tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, OutputError, UsageError
from nlptk.engine.pipeline.store import load_pipeline, save_pipeline
from nlptk.engine.stream.batch import Batch
from nlptk.engine.stream.schedules import minibatch
from nlptk.engine.text.languages import get_language
from nlptk.engine.training.divergence import DivergedError
from nlptk.engine.training.language import Language
from nlptk.engine.training.misaligned import AlignmentWarning

SENTENCES = [
    ("Anna likes the sea", {"entities": [(0, 4, "PER")]}),
    ("trains go to Berlin", {"entities": [(13, 19, "LOC")]}),
    ("Bruno met Anna in Lima", {"entities": [(0, 5, "PER"), (10, 14, "PER"), (18, 22, "LOC")]}),
    ("the sea is blue", {"entities": []}),
]


def blank(*names: str, **settings: Any) -> Language:
    nlp = Language(get_language("en"), specs=SPECS, encoder=SMALL_ENCODER)
    for name in names:
        nlp.add_pipe(name, settings.get(name))
    return nlp


def trained(*names: str) -> Language:
    """A pipeline that knows the tiny corpus."""
    nlp = Language(get_language("en"), specs=SPECS)
    nlp.adopt(small_pipeline(*names, steps=25))
    return nlp


def train(nlp: Language, data: list[Any], *, epochs: int, **settings: Any) -> dict[str, float]:
    """Learn from data in batches of two; the losses of the last epoch."""
    shuffled = list(data)
    losses: dict[str, float] = {}
    for epoch in range(epochs):
        random.Random(epoch).shuffle(shuffled)
        losses = {}
        for batch in minibatch(shuffled, 2):
            texts, golds = zip(*batch, strict=True)
            nlp.update(texts, golds, losses=losses, **settings)
    return losses


def entities_of(nlp: Language, text: str) -> list[tuple[int, int, str]]:
    return [(ent.start_char, ent.end_char, ent.label) for ent in nlp(text).ents]


def right(nlp: Language) -> int:
    return sum(entities_of(nlp, text) == gold["entities"] for text, gold in SENTENCES)


# ---------------------------------------------------------------------- both styles


@pytest.mark.parametrize("labels_from", ["data", "add_label", "updates"])
def test_entities_are_learned_from_texts_and_dictionaries(labels_from: str) -> None:
    nlp = blank("ner")
    if labels_from == "add_label":
        for label in ("PER", "LOC"):
            nlp.get_pipe("ner").add_label(label)
    get_data = (lambda: SENTENCES) if labels_from == "data" else None
    optimizer = nlp.begin_training(get_data, learn_rate=0.02)
    losses = train(nlp, SENTENCES, epochs=30, sgd=optimizer, drop=0.1)
    assert right(nlp) == len(SENTENCES)
    assert 0 <= losses["ner"] < 0.1
    assert optimizer.steps == 60


def test_entities_are_learned_from_documents_and_gold_parses() -> None:
    nlp = blank("ner")
    optimizer = nlp.begin_training(lambda: SENTENCES, learn_rate=0.02)
    for _ in range(30):
        for text, gold in SENTENCES:
            doc = nlp.make_doc(text)
            nlp.update([doc], [GoldParse(doc, entities=gold["entities"])], sgd=optimizer)
    assert right(nlp) == len(SENTENCES)


def test_a_document_of_another_vocabulary_can_be_learned_from() -> None:
    nlp = blank("tagger")
    vocab = Vocab(tag_map={"N": {"pos": "NOUN"}, "V": {"pos": "VERB"}})
    doc = Doc(vocab, words=["I", "like", "stuff"])
    gold = GoldParse(doc, tags=["N", "V", "N"])
    nlp.begin_training(lambda: [(doc, gold)], learn_rate=0.02)
    for _ in range(20):
        nlp.update([doc], [gold])
    assert nlp.evaluate([(doc, gold)]).tags_acc == 1.0
    assert [token.tag_ for token in nlp("I like stuff")] == ["N", "V", "N"]


def test_the_same_calls_give_the_same_weights() -> None:
    def run(seed: int) -> bytes:
        nlp = blank("ner", "tagger")
        data = [(doc, GoldParse.from_doc(doc, doc)) for doc in tiny_docs(2)]
        nlp.begin_training(data, seed=seed)
        train(nlp, data, epochs=2, drop=0.2)
        return nlp.to_bytes()

    assert run(1) == run(1)
    assert run(1) != run(2)


def test_examples_may_be_passed_to_begin_training_and_evaluate() -> None:
    nlp = blank("tagger", "parser", "ner")
    examples = [Example.from_reference(doc) for doc in tiny_docs()]
    nlp.begin_training(examples, learn_rate=0.02)
    data = [(doc, doc) for doc in tiny_docs()]
    train(nlp, data, epochs=12)
    scores = nlp.evaluate(examples)
    assert scores["tag_acc"] == scores.tags_acc == 1.0
    assert (scores.uas, scores.las, scores.ents_f, scores.ents_p, scores.ents_r) == (1,) * 5
    assert scores.sents_f == scores.token_acc == scores.pos_acc == 1.0
    assert set(scores.ents_per_type) == {"PER", "LOC"}
    assert scores.textcat_score is scores.lemmas_acc is scores.morphs_acc is None
    assert not scores.textcats_per_cat
    assert scores.words_per_second > 0


def test_trees_of_single_sentences_teach_where_sentences_start() -> None:
    nlp = blank("parser")
    data = [
        ("find a cafe", {"heads": [0, 2, 0], "deps": ["ROOT", "-", "PLACE"]}),
        (
            "show me a nice bar",
            {"heads": [0, 0, 4, 4, 0], "deps": ["ROOT", "-", "-", "Q", "PLACE"]},
        ),
    ]
    nlp.begin_training(data, learn_rate=0.02, seed=1)
    train(nlp, data, epochs=30)
    doc = nlp("find a nice cafe")
    assert [token.dep_ for token in doc] == ["ROOT", "-", "Q", "PLACE"]
    assert len(list(doc.sents)) == 1


def test_categories_are_learned_without_a_look_at_all_data_first() -> None:
    texts = [f"{word} thing number {n}" for n in range(6) for word in ("good", "bad")]
    data = [(text, {"cats": {"POS": text < "c", "NEG": text > "c"}}) for text in texts]
    nlp = blank("textcat")
    for label in ("POS", "NEG"):
        nlp.get_pipe("textcat").add_label(label)
    nlp.begin_training(learn_rate=0.05)
    train(nlp, data, epochs=10)
    assert nlp("a good one").cats["NEG"] > 0.5 > nlp("a bad one").cats["NEG"]
    assert nlp.evaluate(data).textcat_score == 1.0


# ---------------------------------------------------------------------- optimizer


def test_averages_are_used_within_a_block_only() -> None:
    nlp = blank("ner")
    optimizer = nlp.begin_training(lambda: SENTENCES, learn_rate=0.02)
    train(nlp, SENTENCES, epochs=6)
    last = nlp.to_bytes()
    with nlp.use_params(optimizer.averages):
        averaged = nlp.to_bytes()
        assert right(nlp) > 0
    assert nlp.to_bytes() == last != averaged


def test_an_error_within_the_block_leaves_nothing_of_the_averages() -> None:
    nlp = blank("ner")
    optimizer = nlp.begin_training(lambda: SENTENCES, learn_rate=0.02)
    train(nlp, SENTENCES, epochs=6)
    batch = Batch.of_docs(blank_docs())
    encoder = nlp.encoders["shared"]
    before = encoder.predict(batch).copy()
    with pytest.raises(KeyError), nlp.use_params(optimizer.averages):
        assert not np.array_equal(encoder.predict(batch), before)
        raise KeyError
    np.testing.assert_array_equal(encoder.predict(batch), before)


def test_settings_of_the_optimizer_can_be_changed_between_updates() -> None:
    nlp = blank("ner")
    optimizer = nlp.begin_training(lambda: SENTENCES, L2=1e-6, max_grad_norm=1.0, beta1=0.8)
    assert (optimizer.L2, optimizer.max_grad_norm, optimizer.beta1) == (1e-6, 1.0, 0.8)
    optimizer.learn_rate, optimizer.max_grad_norm, optimizer.beta2 = 0.01, 0.5, 0.999
    train(nlp, SENTENCES, epochs=1)
    optimizer.max_grad_norm = -1.0
    with pytest.raises(UsageError, match="clip"):
        train(nlp, SENTENCES, epochs=1)
    with pytest.raises(AttributeError):
        optimizer.max_norm = 1.0  # type: ignore[attr-defined]
    with pytest.raises(UsageError, match="no optimizer of nlptk"):
        nlp.update(["Anna"], [{"entities": []}], sgd=lambda _weights: None)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- no forgetting


def test_training_one_component_leaves_the_others_bit_identical() -> None:
    nlp = trained("tagger", "parser", "ner")
    docs, again = blank_docs(), blank_docs()
    scores = {name: scores_of(nlp, name) for name in ("tagger", "parser")}
    with nlp.disable_pipes("ner"):
        nlp.annotate(docs)
    with nlp.disable_pipes("tagger", "parser"):
        optimizer = nlp.resume_training(learn_rate=0.01)
        train(nlp, SENTENCES, epochs=50, sgd=optimizer)
        assert optimizer.steps == 100
        assert right(nlp) == len(SENTENCES)
    for name, before in scores.items():
        np.testing.assert_array_equal(scores_of(nlp, name), before)
    with nlp.disable_pipes("ner"):
        nlp.annotate(again)
    assert annotation(docs) == annotation(again)


def scores_of(nlp: Language, name: str) -> Any:
    """What a component computes of the tiny corpus, to the last bit."""
    batch, pipe = Batch.of_docs(blank_docs()), nlp.find_pipe(name)
    encoded = nlp.encoders[pipe.encoder].predict(batch)
    if name == "tagger":
        return pipe.component.model.predict(encoded)
    return pipe.component.model.layers[0].predict((encoded, batch.owners))


def test_a_label_added_after_training_gets_outputs_and_forgets_nothing() -> None:
    nlp = trained("ner")
    ner = nlp.get_pipe("ner")
    text = "Anna sleep . Berlin run ."
    before = entities_of(nlp, text)
    old = ner.model.get_param("W").copy()
    assert ner.add_label("ANIMAL")
    assert not ner.add_label("ANIMAL")
    assert entities_of(nlp, text) == before
    optimizer = nlp.resume_training()
    np.testing.assert_array_equal(ner.model.get_param("W")[:, : old.shape[1]], old)
    assert ner.model.get_dim("nO") == old.shape[1] + 4
    data = [("horses run .", {"entities": [(0, 6, "ANIMAL")]}), (text, {"entities": before})]
    train(nlp, data, epochs=30, sgd=optimizer)
    assert entities_of(nlp, "horses run .") == [(0, 6, "ANIMAL")]
    assert entities_of(nlp, text) == before


def test_a_label_that_was_never_trained_survives_being_stored(tmp_path: Any) -> None:
    nlp = trained("ner")
    nlp.get_pipe("ner").add_label("ANIMAL")
    nlp.to_disk(tmp_path / "model")
    stored = load_pipeline(tmp_path / "model", SPECS, get_language)
    assert stored.get_pipe("ner").labels == ["LOC", "PER", "ANIMAL"]


def test_begin_training_keeps_what_was_learned() -> None:
    nlp = trained("ner")
    before = entities_of(nlp, "Anna sleep .")
    nlp.begin_training()
    assert entities_of(nlp, "Anna sleep .") == before == [(0, 4, "PER")]


# ---------------------------------------------------------------------- what cannot be


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        ({"entites": []}, "no annotation is called 'entites'.*did you mean 'entities'"),
        ({"entities": [(0, 99, "PER")]}, r"entities\[0\] cannot be used"),
        (
            {"entities": [(0, 4, "PER"), (2, 10, "LOC")]},
            r"entities: characters 0 to 4 \('PER'\) and 2 to 10 \('LOC'\) overlap",
        ),
        ({"heads": [0, 1]}, "heads.*4"),
        ({"heads": [1, 0, 0, 0]}, "cycle"),
        ({"cats": {"A": 3}}, r"cats\['A'\]"),
        ({"tags": "NN"}, "tags"),
        (17, "a GoldParse or a dictionary"),
    ],
)
def test_an_annotation_that_cannot_be_names_the_example_and_the_key(
    annotation: Any, message: str
) -> None:
    nlp = blank("ner", "tagger")
    with pytest.raises(DataError, match=f"example 2, 'Anna likes the sea'.*{message}"):
        nlp.begin_training([SENTENCES[1], ("Anna likes the sea", annotation)])
    with pytest.raises(DataError, match="example 2, 'Anna likes the sea'"):
        nlp.update(["trains", "Anna likes the sea"], [{"entities": []}, annotation])


def test_what_is_no_example_is_refused() -> None:
    nlp = blank("ner")
    with pytest.raises(DataError, match="example 1 is no pair"):
        nlp.begin_training(["Anna"])
    with pytest.raises(DataError, match="example 1 has no text"):
        nlp.begin_training([(17, {})])
    with pytest.raises(UsageError, match="every text needs its own annotation"):
        nlp.update(["a", "b"], [{"entities": []}])
    doc, other = nlp.make_doc("Anna"), nlp.make_doc("Berlin")
    with pytest.raises(DataError, match="another text"):
        nlp.update([doc], [GoldParse(other, entities=[])])
    with pytest.raises(UsageError, match="rate of dropout"):
        nlp.update(["a"], [{"entities": []}], drop=1.0)


def test_nothing_to_train_is_said_before_the_first_step() -> None:
    with pytest.raises(UsageError, match="no component that could be trained"):
        blank().begin_training()
    with pytest.raises(UsageError, match="no examples"):
        blank("ner").begin_training(list)
    with pytest.raises(UsageError, match="without examples"):
        blank("ner").update([], [])
    with pytest.raises(UsageError, match="none of the 4 examples has anything that tagger"):
        blank("ner", "tagger").begin_training(SENTENCES)
    with pytest.raises(UsageError, match=r"no entity types.*add_label"):
        blank("ner").update(["blue"], [{"entities": []}])
    nlp = blank("ner")
    nlp.get_pipe("ner").add_label("PER")
    nlp.begin_training()
    with pytest.raises(UsageError, match="no annotation in any of the 2 examples"):
        nlp.update(["Anna", "sea"], [{}, {"words": ["sea"]}])


def test_a_loss_that_is_no_number_names_the_batch_and_changes_nothing() -> None:
    nlp = blank("ner")
    optimizer = nlp.begin_training(lambda: SENTENCES)
    ner = nlp.get_pipe("ner")
    weights = ner.model.get_param("W")
    weights[0, 0] = np.nan
    before = weights.copy()
    with pytest.raises(DivergedError, match=r"loss of ner is nan.*rate") as caught:
        nlp.update(["Anna likes the sea"], [{"entities": [(0, 4, "PER")]}], sgd=optimizer)
    assert str(caught.value).count("'Anna likes the sea'") == 1
    np.testing.assert_array_equal(weights, before)
    weights[0, 0] = 0.0
    train(nlp, SENTENCES, epochs=1)
    assert np.isfinite(weights).all()


def test_misaligned_entities_are_counted_and_told_of_once() -> None:
    data = [
        ("Annas dog sleeps", {"entities": [(0, 4, "PER")]}),
        ("Annas dog eats", {"entities": [(0, 4, "PER"), (6, 9, "ANIMAL")]}),
        ("Lima is far ", {"entities": [(0, 5, "LOC")]}),
    ]
    nlp = blank("ner")
    with pytest.warns(AlignmentWarning) as told:
        nlp.begin_training(data)
        train(nlp, data, epochs=3)
    assert len(told) == 1
    message = str(told[0].message)
    assert "2 entities are not made of tokens" in message
    assert "1 entity is off by a blank" in message
    assert "(0, 4, 'PER') in 'Annas dog sleeps'" in message
    assert [one.learned for one in nlp.misaligned] == [False, False, True]
    assert {ent.label for ent in nlp.get_pipe("ner").labels and nlp("x").ents} == set()
    assert nlp.get_pipe("ner").labels == ["ANIMAL", "LOC"]


# ---------------------------------------------------------------------- keeping


def test_a_pipeline_survives_disk_and_bytes(tmp_path: Any) -> None:
    nlp = trained("tagger", "ner")
    docs = blank_docs()
    nlp.annotate(docs)
    nlp.to_disk(tmp_path / "model")
    nlp.to_disk(tmp_path / "model")  # in place of the one that is there
    for other in (
        blank().from_disk(tmp_path / "model"),
        blank().from_bytes(nlp.to_bytes()),
    ):
        again = blank_docs()
        other.annotate(again)
        assert annotation(again) == annotation(docs)
        assert other.pipe_names == ["tagger", "ner"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    with pytest.raises(OutputError):
        nlp.to_disk(tmp_path / "mine")
    with pytest.raises(DataError, match="no pipeline"):
        blank().from_bytes(b"something")
    german = Language(get_language("de"), specs=SPECS)
    with pytest.raises(UsageError, match="language 'en'"):
        german.from_disk(tmp_path / "model")


def test_a_stored_pipeline_goes_on_learning(tmp_path: Any) -> None:
    save_pipeline(trained("ner"), tmp_path / "model")
    nlp = blank().from_disk(tmp_path / "model")
    optimizer = nlp.resume_training(learn_rate=0.01)
    train(nlp, SENTENCES, epochs=30, sgd=optimizer)
    assert right(nlp) == len(SENTENCES)


@pytest.mark.parametrize("name", ["ner", "textcat", "parser"])
def test_what_has_learned_nothing_says_so_and_is_not_kept(name: str, tmp_path: Path) -> None:
    nlp = blank("tagger", name)
    with nlp.disable_pipes(name):
        nlp.begin_training([("the sea", {"tags": ["D", "N"]})])
        assert nlp("the sea").has("tag")
    for use in (lambda: nlp("the sea"), lambda: nlp.to_disk(tmp_path / "m"), nlp.to_bytes):
        with pytest.raises(UsageError, match=f"{name} has learned nothing yet"):
            use()
    assert not (tmp_path / "m").exists()
    nlp.remove_pipe(name)
    nlp.to_disk(tmp_path / "m")
