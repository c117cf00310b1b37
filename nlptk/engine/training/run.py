"""A training run from corpora to folders: what the train command calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.sink import sweep
from nlptk.engine.errors import UsageError
from nlptk.engine.stream.corpus import Corpus, CorpusSettings

from .account import scores_account, training_account
from .averages import Averages, AverageSettings
from .checkpoint import NAME, load_checkpoint, resume
from .corpora import TrainingBatches
from .evaluate import Judgement, judge, scorers_of
from .events import Evaluated, Event, Started, Warned
from .facts import facts_of
from .keeping import check_output, clear, keep
from .loop import Loop
from .prepare import (
    Survey,
    build,
    language_warning,
    make_pipeline,
    start_encoders,
    survey,
)
from .reminder import Reminder
from .updates import Optimizer

if TYPE_CHECKING:
    import numpy as np

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.normalization import TextMismatchError
    from nlptk.engine.pipeline.encoder_file import EncoderFile
    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.protocols import ComponentSpec
    from nlptk.engine.text.languages import LanguageData

    from .config import RunConfig

_SMALL_CORPUS = 100_000
"""Words of a corpus with so few steps an epoch that averages look at each of them."""

_COLUMNS = {
    "deps": ("uas", "las"),
    "sents": ("sent_f",),
    "ents": ("ents_p", "ents_r", "ents_f"),
    "tags": ("tag_acc",),
    "pos": ("pos_acc",),
    "morphs": ("morph_acc",),
    "lemmas": ("lemma_acc",),
    "cats": ("cats_score",),
    "links": ("links_acc", "links_prior_acc", "links_oracle"),
}
"""The figures that the table of a run shows, by scorer."""


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """All that a run needs. `train` and `dev` open their corpus and give its documents anew.

    `train_shuffled` gives those of the training corpus in random order, where the format allows:
    a corpus that does not fit in memory is then shuffled as a whole. `raw_text` gives texts on
    which what the base model knows is rehearsed. `fingerprints` says of `train` and `dev`, once
    they were read, what they are.
    """

    config: RunConfig
    specs: Mapping[str, ComponentSpec]
    language: LanguageData
    find_language: Callable[[str], LanguageData]
    train: Callable[[], Iterator[Doc]]
    dev: Callable[[], Iterator[Doc]]
    output: Path
    train_shuffled: Callable[[np.random.Generator], Iterator[Doc]] | None = None
    base_model: Path | None = None
    replace_components: bool = False
    resume: bool = False
    keep: int = 0
    gpu: int = -1
    meta: Mapping[str, Any] = field(default_factory=dict)
    tag_map: Mapping[str, Mapping[str, str]] | None = None
    raw_text: Callable[[], Iterator[Doc]] | None = None
    init_tok2vec: EncoderFile | None = None
    vectors: Path | None = None
    force: bool = False
    fingerprints: Callable[[], Mapping[str, Any]] = dict


def run_training(job: TrainingJob, *, stop: Callable[[], str] = lambda: "") -> Iterator[Event]:
    """Train, judge and save, and tell what happens.

    `stop` is asked after each step; a reason ends the run with all that was learned kept.

    Raises:
        UsageError, DataError: before anything is written.
        OutputError: something could not be written; what was written before is whole.
    """
    check_output(job)
    warnings: list[Warned] = []
    nlp = _pipeline(job, warnings)
    settings = job.config.training
    train, dev = (_corpus(job, nlp, docs, warnings) for docs in (job.train, job.dev))
    with nlp.select_pipes(job.config.pipeline.components):
        reminder = _reminder(job, nlp)
        found = survey(nlp, train)
        build(nlp, settings.seed)
        nlp.use_gpu(job.gpu)
        loop = _loop(job, nlp, train, found, dev)
        if reminder is not None:
            reminder.use_gpu(job.gpu)
            loop.reminder = reminder
        facts = facts_of(job, nlp, found)
        if job.resume:
            resume(loop, load_checkpoint(job.output / NAME), facts)
        yield from warnings
        yield _started(job, nlp, found, dev, loop.progress.epoch)
        job.output.mkdir(parents=True, exist_ok=True)
        sweep(job.output)
        if not job.resume:
            clear(job.output)
        for event in loop.run(lambda: bool(stop())):
            yield event
            if isinstance(event, Evaluated):
                nlp.meta |= _account(job, loop, found, dev)
            yield from keep(job, nlp, loop, event, facts)


def _pipeline(job: TrainingJob, warnings: list[Warned]) -> Language:
    """What will be trained, with the encoder that it starts from."""
    nlp = make_pipeline(job, lambda text: warnings.append(Warned(text)))
    nlp.config = job.config.to_text()
    if job.init_tok2vec is not None:
        start_encoders(nlp, job.init_tok2vec, job.config.pipeline.components)
        warnings += language_warning(job.init_tok2vec, nlp.lang)
    return nlp


def _corpus(
    job: TrainingJob,
    nlp: Language,
    docs: Callable[[], Iterator[Doc]],
    warnings: list[Warned],
) -> Corpus:
    settings = job.config.training

    def mismatch(error: TextMismatchError) -> None:
        warnings.append(Warned(f"left out: {error}"))

    def own_tokens(reference: Doc) -> Doc:
        return nlp.make_doc(reference.text)

    return Corpus(
        docs,
        CorpusSettings(
            limit=settings.n_examples if docs is job.train else 0,
            gold_sents=settings.gold_preproc,
        ),
        tokenize=own_tokens if settings.own_tokens else None,
        on_bad=mismatch,
        shuffled_docs=job.train_shuffled if docs is job.train else None,
    )


def _reminder(job: TrainingJob, nlp: Language) -> Reminder | None:
    """What the pipeline knows now, and texts to rehearse it on."""
    if job.raw_text is None:
        return None
    return Reminder(nlp, job.raw_text(), seed=job.config.training.seed)


def _loop(job: TrainingJob, nlp: Language, train: Corpus, found: Survey, dev: Corpus) -> Loop:
    config = job.config
    averages = None
    if config.training.average:
        often = 1 if found.words < _SMALL_CORPUS else AverageSettings().every
        averages = Averages(AverageSettings(every=often))
        averages.start(nlp.models())
    whole_docs = any(pipe.whole_docs for pipe in nlp.active)
    names = scorers_of(nlp)
    weights = _weights(config)
    keep_sents = config.training.gold_preproc

    def judged() -> Judgement:
        return judge(nlp, dev.examples(), names=names, gold_sents=keep_sents)

    return Loop(
        nlp=nlp,
        corpora=TrainingBatches(
            train, config.training, found.words, lang=nlp.lang, whole_docs=whole_docs
        ),
        settings=config.training,
        rates=config.rate,
        optimizer=Optimizer(config.optimizer),
        averages=averages,
        reminder=None,
        judge=judged,
        weigh=lambda judgement: judgement.scores.main_score(weights),
    )


def _weights(config: RunConfig) -> dict[str, float]:
    """How much each figure counts; for textcat it is the F of the positive label, if one is set."""
    weights = dict(config.score)
    for settings in config.components.values():
        label = getattr(settings, "positive_label", "")
        if label and "cats_score" in weights:
            weights[f"cats_f_{label}"] = weights.pop("cats_score")
    return weights


def _started(job: TrainingJob, nlp: Language, found: Survey, dev: Corpus, epoch: int) -> Started:
    size = dev.measure()
    if not size.words:
        raise UsageError("the dev corpus has no words", expected="annotated documents")
    trained = [pipe for pipe in nlp.active if pipe.spec.trainable]
    losses = tuple(f"loss:{pipe.name}" for pipe in trained)
    figures = tuple(
        dict.fromkeys(
            figure
            for pipe in nlp.active
            for scorer in pipe.spec.scores
            for figure in _COLUMNS.get(scorer, ())
        )
    )
    speed = "gpu_wps" if job.gpu >= 0 else "cpu_wps"
    return Started(
        components=tuple(pipe.name for pipe in trained),
        supplies=tuple(found.supplies),
        train_examples=found.examples,
        train_words=found.words,
        dev_examples=size.examples,
        dev_words=size.words,
        epochs=job.config.training.n_iter,
        columns=(*losses, *figures, "token_acc", speed),
        resumed_from=epoch,
    )


def _account(job: TrainingJob, loop: Loop, found: Survey, dev: Corpus) -> dict[str, Any]:
    """What meta.json says of the run after an epoch was judged."""
    assert loop.judgement is not None
    size = dev.measure()
    base = "" if job.base_model is None else job.base_model.name
    training = training_account(loop.progress, found, size, job.fingerprints(), base)
    return {**scores_account(loop.judgement, size, job.config), "training": training}
