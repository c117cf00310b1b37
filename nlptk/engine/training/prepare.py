"""Before the first step: the pipeline, and what there is to learn for each component."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.tag_map import check_tag_map
from nlptk.engine.data.vectors_import import ImportPlan, complaints, import_vectors
from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.installed import find_model
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.store import load_pipeline

from .events import Supply, Warned
from .loop import WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from nlptk.engine.data.example import Example
    from nlptk.engine.pipeline.encoder_file import EncoderFile
    from nlptk.engine.pipeline.pipes import Pipe
    from nlptk.engine.stream.corpus import Corpus

    from .run import TrainingJob


def make_pipeline(job: TrainingJob, warn: Callable[[str], object] = lambda _text: None) -> Language:
    """A pipeline with the components of the job, new or those of the base model.

    `warn` is told what was left out of a file of vectors.

    Raises:
        UsageError: the base model is of another language, or was trained with other vectors; or the
            tag map has parts of speech that there are not.
        DataError: it cannot be loaded, or the vectors cannot.
    """
    config = job.config
    nlp = _base(job)
    if job.vectors is not None:
        _give_vectors(nlp, job.vectors, warn)
    if job.tag_map:
        check_tag_map(job.tag_map)
        nlp.vocab.tag_map.update({tag: dict(entry) for tag, entry in job.tag_map.items()})
    for name in config.pipeline.components:
        factory = config.factories.get(name, name)
        if nlp.has_pipe(name):
            if not job.replace_components:
                continue
            nlp.remove_pipe(name)
        nlp.add_pipe(factory, config.components[name], name=name)
    with nlp.select_pipes(config.pipeline.components):
        nlp.part_encoders()
    return nlp


def _base(job: TrainingJob) -> Language:
    """The base model, or a pipeline without components."""
    config = job.config
    if job.base_model is None:
        return Language(job.language, specs=job.specs, encoder=config.encoder, meta=job.meta)
    nlp = load_pipeline(find_model(job.base_model), job.specs, job.find_language)
    nlp.meta |= job.meta
    if nlp.lang != job.language.code:
        raise UsageError(
            f"the base model is of the language {nlp.lang!r}", expected=job.language.code
        )
    if not nlp.encoders:
        nlp.encoder_settings = config.encoder
    return nlp


def _give_vectors(nlp: Language, path: Path, warn: Callable[[str], object]) -> None:
    """Give a pipeline a table of vectors, which its encoders will read.

    Raises `UsageError` for a pipeline with an encoder that was trained without it.
    """
    imported = import_vectors(path, ImportPlan())
    for complaint in complaints(imported, str(path)):
        warn(complaint)
    vectors = imported.vectors
    if any(encoder.vectors.digest != vectors.digest for encoder in nlp.encoders.values()):
        raise UsageError(
            "the base model was trained without these vectors, and cannot get them now",
            hint="leave out --vectors, or --base-model",
        )
    nlp.vocab.vectors = vectors


def start_encoders(nlp: Language, pretrained: EncoderFile, trained: Sequence[str]) -> None:
    """Give the encoders of components that will be trained the weights of a file, and its words.

    Raises:
        UsageError: they are set up otherwise, or none of the components reads an encoder.
    """
    pipes = [nlp.find_pipe(name) for name in trained]
    keys = dict.fromkeys(pipe.encoder for pipe in pipes if pipe.encoder)
    if not keys:
        raise UsageError(
            f"there is nothing to start from {pretrained.path}",
            expected="a component that reads the encoding",
            found=", ".join(trained),
        )
    for key in keys:
        reader = next(pipe for pipe in pipes if pipe.encoder == key)
        pretrained.pour_into(nlp.encoder_of(reader))


def language_warning(pretrained: EncoderFile, lang: str) -> list[Warned]:
    """What should be said where weights come from texts in another language."""
    other = pretrained.about.get("lang", lang)
    if other in {lang, "xx"}:
        return []
    return [Warned(f"{pretrained.path} was pretrained on texts in {other!r}, not in {lang!r}")]


@dataclass
class _Tally:
    """What was seen of the things that a component learns."""

    items: int = 0
    examples: int = 0


@dataclass
class Survey:
    """What a corpus has: how much, and what of it each component can learn."""

    examples: int = 0
    words: int = 0
    supplies: list[Supply] = field(default_factory=list)


def survey(nlp: Language, corpus: Corpus) -> Survey:
    """Show all examples of a corpus to the encoders and components that will be trained.

    Raises:
        UsageError: the corpus is empty, or has nothing for one of the components.
    """
    found = Survey()
    learners = [pipe for pipe in nlp.active if pipe.spec.trainable]
    encoders = [nlp.encoder_of(pipe) for pipe in learners if pipe.encoder]
    unique = list({id(encoder): encoder for encoder in encoders}.values())
    tallies = {pipe.name: _Tally() for pipe in learners}
    misaligned = 0
    for example in corpus.examples():
        found.examples += 1
        found.words += len(example.predicted)
        misaligned += len(example.gold.misaligned)
        for encoder in unique:
            encoder.observe(example)
        _show(example, learners, tallies)
    if not found.words:
        raise UsageError("the training corpus has no words", expected="annotated documents")
    for pipe in learners:
        found.supplies.append(_supply(pipe, tallies[pipe.name], found.examples, misaligned))
    _refuse_idle(found.supplies)
    return found


def _show(example: Example, learners: list[Pipe], tallies: dict[str, _Tally]) -> None:
    for pipe in learners:
        items = pipe.component.observe(example)
        tallies[pipe.name].items += items
        tallies[pipe.name].examples += items > 0


def _supply(pipe: Pipe, tally: _Tally, total: int, misaligned: int) -> Supply:
    entities = "ents" in pipe.spec.scores
    return Supply(
        component=pipe.name,
        labels=len(pipe.component.labels),
        items=tally.items,
        examples=tally.examples,
        total=total,
        misaligned=misaligned if entities else 0,
        notes=tuple(getattr(pipe.component, "notes", ())),
    )


def _refuse_idle(supplies: list[Supply]) -> None:
    """Raise for components that would learn nothing: better now than after the last epoch."""
    idle = [supply.component for supply in supplies if not supply.items]
    if not idle:
        return
    others = [supply.component for supply in supplies if supply.items]
    train_rest = f"train the rest with -p {','.join(others)}, or " if others else ""
    raise UsageError(
        f"the training corpus has nothing that {' and '.join(idle)} could learn",
        hint=f"{train_rest}look at the corpus with `nlptk convert -t jsonl`",
    )


def build(nlp: Language, seed: int) -> None:
    """Draw the weights of what has none yet."""
    nlp.build(np.random.default_rng([seed, WEIGHTS]))
