"""Small pipelines over the tiny corpus, untrained or after a few steps."""

from __future__ import annotations

from typing import Any

import numpy as np
from tiny_corpus import SPECS, tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.pipeline.encoder import EncoderSettings
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.learning import learn
from nlptk.engine.stream.batch import Batch
from nlptk.engine.text.languages import get_language
from nlptk.engine.training.updates import Optimizer, OptimizerSettings

SMALL_ENCODER = EncoderSettings(embed_width=8, type_width=12, hidden_width=10, embed_rows=600)
COLUMNS = ("tag", "pos", "head", "dep", "sent_start", "ent_iob", "ent_type", "lemma", "morph")


def small_pipeline(*names: str, seed: int = 0, steps: int = 0, **settings: Any) -> Language:
    """A pipeline of components, with weights; it has learned from the tiny corpus so many times.

    `settings` are those of components, by their names.
    """
    nlp = Language(get_language("en"), specs=SPECS, encoder=SMALL_ENCODER)
    for name in names:
        nlp.add_pipe(name, settings.get(name))
    survey(nlp)
    nlp.build(np.random.default_rng(seed))
    teach(nlp, steps=steps, seed=seed)
    return nlp


def survey(nlp: Language) -> None:
    """Show the tiny corpus to all that count what is in it."""
    learners = [pipe for pipe in nlp.active if pipe.spec.trainable]
    encoders = {pipe.encoder: nlp.encoder_of(pipe) for pipe in learners if pipe.encoder}
    for example in examples():
        for encoder in encoders.values():
            encoder.observe(example)
        for pipe in learners:
            pipe.component.observe(example)


def teach(nlp: Language, *, steps: int, seed: int = 0, dropout: float = 0.1) -> list[float]:
    """Learn from the whole tiny corpus so many times; the sum of all losses at each step."""
    optimizer = Optimizer(OptimizerSettings())
    losses = []
    for step in range(steps):
        batch = Batch.of_examples(examples())
        found = learn(nlp, batch, rng=np.random.default_rng([seed, step]), dropout=dropout)
        optimizer.step(nlp.models(), rate=0.01)
        losses.append(sum(found.values()))
    return losses


def examples() -> list[Example]:
    return [Example.from_reference(doc) for doc in tiny_docs()]


def blank_docs() -> list[Doc]:
    """The documents of the tiny corpus without annotation."""
    return [blank_copy(doc) for doc in tiny_docs()]


def annotation(docs: list[Doc]) -> list[Any]:
    """All that components say about documents, to be compared."""
    return [
        (
            {name: doc.column(name).tolist() for name in COLUMNS if doc.has(name)},
            [(ent.start, ent.end, ent.label) for ent in doc.ents],
            {label: round(value, 4) for label, value in doc.cats.items()},
        )
        for doc in docs
    ]
