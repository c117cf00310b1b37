"""A pretraining run from texts to a file of weights: what the pretrain command calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk._version import __version__
from nlptk.engine.data.sink import sweep
from nlptk.engine.data.vectors import NO_VECTORS, Vectors
from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.encoder import Encoder, EncoderSettings
from nlptk.engine.pipeline.encoder_file import read_encoder, save_encoder
from nlptk.engine.runtime import CPU, choose_ops
from nlptk.engine.stream.batching import by_words
from nlptk.engine.training.loop import WEIGHTS
from nlptk.engine.training.rates import RateSettings
from nlptk.engine.training.updates import Optimizer, OptimizerSettings

from .events import (
    HeldOutJudged,
    PretrainingEvent,
    PretrainingFinished,
    PretrainingSaved,
    PretrainingStarted,
)
from .keeping import STATE, load_state, save_state
from .learner import HIDDEN_WIDTH, JUDGING, Learner
from .loop import PretrainingLoop
from .objectives import CharacterObjective, VectorObjective, WordObjective
from .passages import Cutter
from .settings import VECTORS, WORDS, PretrainingSettings
from .survey import PassageBatches, look

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc

    from .objectives import Objective
    from .passages import Texts
    from .survey import Survey

BEST, LAST = "encoder-best.safetensors", "encoder-last.safetensors"

_LIMITS = ("n_iter", "max_words", "max_minutes", "patience")
"""What may differ when a run is taken up again: how long it should last."""


@dataclass(frozen=True, slots=True)
class PretrainingJob:
    """All that a run needs. `split` marks the sentences of a document, by the language's rules.

    `vectors` are what the objective of that name asks for; with `use_vectors` they are input, too.
    """

    texts: Texts
    split: Callable[[Doc], Doc]
    output: Path
    lang: str = ""
    settings: PretrainingSettings = field(default_factory=PretrainingSettings)
    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    optimizer: OptimizerSettings = field(default_factory=OptimizerSettings)
    rates: RateSettings = field(default_factory=RateSettings)
    vectors: Vectors = NO_VECTORS
    use_vectors: bool = False
    init_tok2vec: Path | None = None
    resume: bool = False
    force: bool = False


def run_pretraining(
    job: PretrainingJob, *, stop: Callable[[], str] = lambda: ""
) -> Iterator[PretrainingEvent]:
    """Pretrain, judge and save, and tell what happens.

    `stop` is asked after each step; a reason ends the run with all that was learned kept.

    Raises:
        UsageError, DataError: before anything is written.
        OutputError: something could not be written; what was written before is whole.
    """
    _check_output(job)
    cutter = Cutter(job.settings, job.split)
    survey = look(job.texts, cutter)
    loop = _loop(job, cutter, survey)
    facts = _facts(job, survey)
    if job.resume:
        load_state(loop, job.output / STATE, facts)
    yield _started(job, loop)
    job.output.mkdir(parents=True, exist_ok=True)
    sweep(job.output)
    if not job.resume:
        for name in (BEST, LAST, STATE):
            (job.output / name).unlink(missing_ok=True)
    for event in loop.run(lambda: bool(stop())):
        yield event
        yield from _keep(job, loop, event, facts)


def _check_output(job: PretrainingJob) -> None:
    """Raise `UsageError` for a folder with something in it that must not be lost."""
    output = job.output
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is a file", expected="a folder, or a name for a new one")
    if output.is_dir() and any(output.iterdir()) and not (job.force or job.resume):
        again = ", or --resume goes on with it" if (output / STATE).is_file() else ""
        raise UsageError(
            f"{output} is a folder with files in it", hint=f"--force replaces them{again}"
        )


def _loop(job: PretrainingJob, cutter: Cutter, survey: Survey) -> PretrainingLoop:
    settings = job.settings
    rng = np.random.default_rng([settings.seed, WEIGHTS])
    encoder = Encoder(job.encoder, choose_ops(CPU), job.vectors if job.use_vectors else NO_VECTORS)
    if job.init_tok2vec is not None:
        read_encoder(job.init_tok2vec).pour_into(encoder)
    survey.teach(encoder)
    encoder.build(rng)
    objective = _objective(job, survey, rng)
    judged = np.random.default_rng([settings.seed, JUDGING])
    return PretrainingLoop(
        learner=Learner(encoder, objective, rng),
        corpus=PassageBatches(job.texts, cutter, survey),
        held_out=list(by_words(survey.held_out, settings.batch_words, judged)),
        settings=settings,
        optimizer=Optimizer(job.optimizer),
        rates=job.rates,
    )


def _objective(job: PretrainingJob, survey: Survey, rng: np.random.Generator) -> Objective:
    settings, ops = job.settings, choose_ops(CPU)
    if settings.objective == WORDS:
        types = survey.types[: settings.n_types]
        return WordObjective(types, HIDDEN_WIDTH, rng=rng, ops=ops)
    if settings.objective == VECTORS:
        if not job.vectors:
            raise UsageError(
                "the objective vectors needs vectors",
                hint="name them between the texts and the output, or leave out --objective",
            )
        return VectorObjective(job.vectors, HIDDEN_WIDTH, loss=settings.loss, rng=rng, ops=ops)
    return CharacterObjective(HIDDEN_WIDTH, rng=rng, ops=ops)


def _started(job: PretrainingJob, loop: PretrainingLoop) -> PretrainingStarted:
    survey, settings = loop.corpus.survey, job.settings
    asked = survey.types[: settings.n_types] if settings.objective == WORDS else None
    total = sum(count for _, count in survey.types)
    return PretrainingStarted(
        objective=settings.objective,
        words=loop.words,
        passages=len(survey.kept),
        is_whole=survey.is_whole,
        held_out_words=survey.held_out_words,
        held_out_passages=len(survey.held_out),
        distinct=len(survey.types),
        types=None if asked is None else len(asked),
        covered=None if asked is None else sum(count for _, count in asked) / total,
        endless=not (survey.is_whole or settings.max_words or settings.max_minutes)
        and loop.n_epochs == 1,
        resumed_from=loop.progress.step,
    )


def _facts(job: PretrainingJob, survey: Survey) -> dict[str, Any]:
    """What must be the same for a run to be taken up again."""
    settings = asdict(job.settings)
    return {
        **{name: value for name, value in settings.items() if name not in _LIMITS},
        **{f"encoder.{name}": value for name, value in asdict(job.encoder).items()},
        "lang": job.lang,
        "nlptk": __version__,
        "vectors": job.vectors.digest if job.vectors else "",
        "use_vectors": job.use_vectors,
        "first words": survey.words,
        "distinct words": len(survey.types),
    }


def _keep(
    job: PretrainingJob, loop: PretrainingLoop, event: PretrainingEvent, facts: Mapping[str, Any]
) -> Iterator[PretrainingSaved]:
    """Save what an event calls for: the encoder as it is and as it was best, and the state.

    The state comes last: a run that is killed in between repeats what it did since the one before.
    """
    interrupted = isinstance(event, PretrainingFinished) and event.reason == "interrupted"
    if not (isinstance(event, HeldOutJudged) or interrupted):
        return
    progress, encoder = loop.progress, loop.learner.encoder
    about = {
        "lang": job.lang,
        "objective": job.settings.objective,
        "words": progress.words,
        "vectors": job.vectors.name if job.use_vectors else "",
        "nlptk": __version__,
    }
    if isinstance(event, HeldOutJudged):
        about["held_out_loss"] = event.held_out_loss
        if event.is_best:
            save_encoder(encoder, job.output / BEST, about)
            yield PretrainingSaved("best", job.output / BEST)
    save_encoder(encoder, job.output / LAST, about)
    yield PretrainingSaved("last", job.output / LAST)
    save_state(loop, job.output / STATE, facts)
    yield PretrainingSaved("checkpoint", job.output / STATE)
