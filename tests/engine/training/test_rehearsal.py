"""What was learned before is rehearsed on raw text: in scripts, and in runs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from small_pipelines import SMALL_ENCODER, blank_docs, small_pipeline
from tiny_corpus import SPECS, tiny_docs, tiny_job

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError
from nlptk.engine.layers.soft_targets import soft_cross_entropy
from nlptk.engine.layers.weights import clear_gradients
from nlptk.engine.pipeline.store import load_pipeline
from nlptk.engine.pipeline.teacher import Teacher
from nlptk.engine.runtime import choose_ops
from nlptk.engine.stream.batch import Batch
from nlptk.engine.stream.schedules import minibatch
from nlptk.engine.text.languages import get_language
from nlptk.engine.training.keeping import BEST, LAST
from nlptk.engine.training.language import Language
from nlptk.engine.training.run import run_training

OLD = [
    (f"{name} {verb} in {place} now", [(name, "PER"), (place, "LOC")])
    for name in ("Anna", "Bruno", "Carla", "Dario", "Emil", "Farah")
    for verb in ("lives", "works", "sings")
    for place in ("Lima", "Oslo", "Turin", "York")
]
NEW = [
    (pattern.format(animal), [(animal, "ANIMAL")])
    for animal in ("horse", "goat", "owl", "hen", "fox")
    for pattern in ("the {} eats now", "she saw the {}", "a {} sleeps in the barn")
]


def data_of(pairs: list[Any]) -> list[Any]:
    """Examples, with the place of each entity looked up."""
    return [
        (
            text,
            {"entities": [(at, at + len(e), label) for e, label in ents for at in [text.find(e)]]},
        )
        for text, ents in pairs
    ]


def knowing_the_old() -> Language:
    nlp = Language(get_language("en"), specs=SPECS, encoder=SMALL_ENCODER)
    nlp.add_pipe("ner")
    data = data_of(OLD)[::3]
    optimizer = nlp.begin_training(data, learn_rate=0.01)
    for epoch in range(10):
        random.Random(epoch).shuffle(data)
        for batch in minibatch(data, 8):
            nlp.update(*zip(*batch, strict=True), sgd=optimizer, drop=0.1)
    return nlp


def learn_the_new(nlp: Language, *, rehearse: bool) -> None:
    nlp.get_pipe("ner").add_label("ANIMAL")
    optimizer = nlp.resume_training(learn_rate=0.01)
    data, raw = data_of(NEW), [text for text, _ in OLD[2::3]]
    for epoch in range(20):
        random.Random(epoch).shuffle(data)
        for number, batch in enumerate(minibatch(data, 5)):
            nlp.update(*zip(*batch, strict=True), sgd=optimizer, drop=0.1)
            if rehearse:
                nlp.rehearse(raw[number * 8 : number * 8 + 8], sgd=optimizer)


def test_rehearsal_protects_what_was_learned() -> None:
    held_out = data_of(OLD)[1::3]
    nlp = knowing_the_old()
    before = nlp.evaluate(held_out).ents_f
    stored = nlp.to_bytes()
    learn_the_new(nlp, rehearse=True)
    with_rehearsal = nlp.evaluate(held_out).ents_f
    assert nlp.evaluate(data_of(NEW)).ents_f == 1.0
    nlp.from_bytes(stored)
    learn_the_new(nlp, rehearse=False)
    without = nlp.evaluate(held_out).ents_f
    assert before is not None
    assert with_rehearsal is not None
    assert without is not None
    assert before >= 0.95
    assert with_rehearsal >= before - 0.02
    assert without <= with_rehearsal - 0.1


@pytest.mark.parametrize(
    "name", ["tagger", "parser", "ner", "lemmatizer", "morphologizer", "senter", "textcat"]
)
def test_every_component_can_rehearse(name: str) -> None:
    nlp = Language(get_language("en"), specs=SPECS)
    nlp.adopt(small_pipeline(name, steps=10))
    nlp.resume_training()
    losses: dict[str, float] = {}
    for _ in range(3):
        nlp.rehearse(blank_docs(), losses=losses)
    assert set(losses) == {name}
    assert np.isfinite(losses[name])


def test_the_teacher_stays_as_it_was() -> None:
    nlp = Language(get_language("en"), specs=SPECS)
    nlp.adopt(small_pipeline("ner", steps=10))
    teacher, batch = Teacher(nlp), Batch.of_docs(blank_docs())
    first = teacher.remind(nlp, batch, rng=np.random.default_rng(0), dropout=0.0)
    for model in nlp.models().values():
        clear_gradients(model)
    nlp.get_pipe("ner").add_label("NEW")
    nlp.resume_training()
    data = [("go Bert", {"entities": [(3, 7, "NEW")]})]
    for _ in range(5):
        nlp.update(*zip(*data, strict=True))
    nlp.from_bytes(small_bytes())
    again = teacher.remind(nlp, batch, rng=np.random.default_rng(0), dropout=0.0)
    assert again == pytest.approx(first, rel=1e-4)  # tables are kept in 16 bits


def small_bytes() -> bytes:
    nlp = Language(get_language("en"), specs=SPECS)
    nlp.adopt(small_pipeline("ner", steps=10))
    return nlp.to_bytes()


def test_there_must_be_something_to_rehearse() -> None:
    nlp = Language(get_language("en"), specs=SPECS, encoder=SMALL_ENCODER)
    nlp.add_pipe("ner").add_label("PER")
    nlp.begin_training()
    with pytest.raises(UsageError, match="nothing to rehearse"):
        nlp.rehearse(["some text"])
    nlp.resume_training()
    with pytest.raises(UsageError, match="no texts"):
        nlp.rehearse([])


# ---------------------------------------------------------------------- the loss


def test_what_is_believed_is_the_best_that_can_be_learned() -> None:
    rng, ops = np.random.default_rng(0), choose_ops()
    scores = rng.standard_normal((5, 4)).astype(np.float32)
    exp = np.exp(scores)
    same = exp / exp.sum(axis=1, keepdims=True)
    loss, gradient = soft_cross_entropy(scores, same, ops=ops)
    np.testing.assert_allclose(gradient, 0, atol=1e-7)
    wanted = np.roll(same, 1, axis=0)
    more, _ = soft_cross_entropy(scores, wanted, ops=ops)
    assert more > loss


def test_the_gradient_of_soft_targets_is_that_of_the_loss() -> None:
    rng, ops = np.random.default_rng(1), choose_ops()
    scores = rng.standard_normal((4, 5)).astype(np.float32)
    wanted = rng.dirichlet([0.4] * 3, 4).astype(np.float32)
    for open_class in (-1, 0):
        _, gradient = soft_cross_entropy(scores, wanted, ops=ops, open_class=open_class)
        for row, column in np.ndindex(4, 5):
            up, down = scores.copy(), scores.copy()
            up[row, column] += 0.01
            down[row, column] -= 0.01
            found = [
                soft_cross_entropy(each, wanted, ops=ops, open_class=open_class)[0]
                for each in (up, down)
            ]
            assert gradient[row, column] == pytest.approx((found[0] - found[1]) / 0.02, abs=2e-3)


def test_open_rows_say_little_of_later_classes() -> None:
    ops = choose_ops()
    scores = np.zeros((2, 3), np.float32)
    wanted = np.array([[0.9, 0.1], [0.1, 0.9]], np.float32)
    _, gradient = soft_cross_entropy(scores, wanted, ops=ops, open_class=0)
    assert 0 < 2 * gradient[0, 2] < gradient[1, 2]


# ---------------------------------------------------------------------- runs


def new_docs() -> Iterator[Doc]:
    for number in range(6):
        doc = Doc(Vocab("en"), ["horses" if number % 2 else "goats", "run", "."])
        doc.set_ents([Span(doc, 0, 1, "ANIMAL")])
        yield doc


def test_a_run_rehearses_on_raw_text(tmp_path: Any) -> None:
    changes = ("training.n_iter=25",)
    list(run_training(tiny_job(tmp_path / "base", *changes, components="ner")))
    found = {}
    for name, raw_text in (("with", tiny_docs), ("without", None)):
        job = tiny_job(
            tmp_path / name,
            *changes,
            components="ner",
            base_model=tmp_path / "base" / BEST,
            train=new_docs,
            dev=new_docs,
            raw_text=(lambda docs=raw_text: iter(docs())) if raw_text else None,
        )
        list(run_training(job))
        nlp = Language(get_language("en"), specs=SPECS)
        nlp.adopt(load_pipeline(tmp_path / name / LAST, SPECS, get_language))
        by_type = nlp.evaluate([(doc, doc) for doc in tiny_docs()]).ents_per_type
        found[name] = min(by_type["PER"]["f"], by_type["LOC"]["f"])
        assert nlp.evaluate([(doc, doc) for doc in new_docs()]).ents_f == 1.0
    assert found["with"] == 1.0
    assert found["without"] < 0.9


def test_a_run_without_anything_to_rehearse_is_refused(tmp_path: Any) -> None:
    job = tiny_job(tmp_path / "out", components="ner", raw_text=lambda: iter(tiny_docs()))
    with pytest.raises(UsageError, match="nothing to rehearse"):
        list(run_training(job))
    list(run_training(tiny_job(tmp_path / "base", components="ner")))
    job = tiny_job(
        tmp_path / "out",
        components="ner",
        base_model=tmp_path / "base" / BEST,
        raw_text=lambda: iter(()),
    )
    with pytest.raises(UsageError, match="no words"):
        list(run_training(job))
