"""The training loop: batches in, an event for each step and epoch out."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from nlptk.engine.layers.half import tables_as_kept
from nlptk.engine.pipeline.learning import learn

from .divergence import check_losses, watched
from .events import Evaluated, Finished, Stepped
from .patience import Best
from .rates import rate_at

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.stream.batch import Batch

    from .averages import Averages
    from .evaluate import Judgement
    from .rates import RateSettings
    from .reminder import Reminder
    from .settings import TrainingSettings
    from .updates import Optimizer

    Reason = Literal["epochs", "patience", "steps", "minutes", "interrupted"]

EPOCH, DROPOUT, WEIGHTS = 1, 2, 3
"""What a generator is for: it is seeded with the seed, one of these, and a count."""


@dataclass
class Progress:
    """Where a run stands: all that a checkpoint must keep besides weights and moments.

    `batches` are those made of the current epoch, `losses` their sums by component.
    """

    epoch: int = 0
    batches: int = 0
    step: int = 0
    words: int = 0
    losses: dict[str, float] = field(default_factory=dict)
    best: Best = field(default_factory=Best)


class Corpora(Protocol):
    """What a loop is fed with."""

    @property
    def words(self) -> int:
        """The words of one epoch."""

    def batches(self, epoch: int, step: int) -> Iterator[Batch]:
        """The batches of an epoch, the same each time; `step` is the number of its first."""


@dataclass(slots=True)
class Loop:
    """What a run is made of. Iterate over `run` to make it."""

    nlp: Language
    corpora: Corpora
    settings: TrainingSettings
    rates: RateSettings
    optimizer: Optimizer
    averages: Averages | None
    reminder: Reminder | None
    judge: Callable[[], Judgement]
    weigh: Callable[[Judgement], float]
    progress: Progress = field(default_factory=Progress)
    started: float = field(default_factory=time.perf_counter)
    seconds_training: float = 0.0
    judgement: Judgement | None = None  # of the last epoch that was judged

    def run(self, stop: Callable[[], bool]) -> Iterator[Stepped | Evaluated | Finished]:
        """Train until the end; whoever iterates may keep a checkpoint after any event.

        `stop` is asked after each step; a run that it stops can be taken up at `progress`.
        """
        progress, settings = self.progress, self.settings
        while progress.epoch < settings.n_iter:
            reason = yield from self._epoch(stop)
            if reason:
                yield self._finished(reason)
                return
            yield self._evaluate()
            if settings.patience and progress.best.epochs_since >= settings.patience:
                yield self._finished("patience")
                return
        yield self._finished("epochs")

    def _epoch(self, stop: Callable[[], bool]) -> Generator[Stepped, None, Reason | None]:
        """Make the steps of an epoch that are not made yet; returns why the run must end."""
        progress = self.progress
        reason: Reason | None = None
        first_step = progress.step - progress.batches
        for number, batch in enumerate(self.corpora.batches(progress.epoch, first_step)):
            if number < progress.batches:
                continue  # made before the run was interrupted
            yield self._step(batch)
            reason = self._why_stop(stop)
            if reason:
                break
        return reason

    def _step(self, batch: Batch) -> Stepped:
        progress, settings = self.progress, self.settings
        since = time.perf_counter()
        rng = np.random.default_rng([settings.seed, DROPOUT, progress.step])
        share = min(1.0, progress.words / max(1, settings.n_iter * self.corpora.words))
        rate = rate_at(self.rates, step=progress.step, progress=share)
        losses = self._learn(batch, rng, rate)
        progress.step += 1
        progress.batches += 1
        progress.words += batch.n_tokens
        for name, loss in losses.items():
            progress.losses[name] = progress.losses.get(name, 0.0) + loss
        spent = time.perf_counter() - since
        self.seconds_training += spent
        return Stepped(
            epoch=progress.epoch + 1,
            step=progress.step,
            words=progress.words,
            progress=share,
            losses=losses,
            rate=rate,
            words_per_second=batch.n_tokens / spent if spent else 0.0,
        )

    def _learn(self, batch: Batch, rng: np.random.Generator, rate: float) -> dict[str, float]:
        """Update the weights, and return the losses of a batch. Raises `DivergedError`."""
        models, averages, dropout = self.nlp.models(), self.averages, self._dropout()
        with watched(batch, models):
            losses = learn(self.nlp, batch, rng=rng, dropout=dropout)
            check_losses(losses, batch)
            if self.reminder is not None:
                step, words = self.progress.step, batch.n_tokens
                self.reminder.remind(self.nlp, step=step, words=words, dropout=dropout)
            before_rows = averages.before_rows if averages is not None else None
            self.optimizer.step(models, rate=rate, before_rows=before_rows)
        if averages is not None:
            averages.update(models)
        return losses

    def _dropout(self) -> float:
        chosen = self.settings
        decayed = chosen.dropout_from / (1 + chosen.dropout_decay * self.progress.step)
        return max(chosen.dropout_to, decayed) if chosen.dropout_decay else chosen.dropout_from

    def _why_stop(self, stop: Callable[[], bool]) -> Reason | None:
        settings = self.settings
        if stop():
            return "interrupted"
        if settings.max_steps and self.progress.step >= settings.max_steps:
            return "steps"
        minutes = (time.perf_counter() - self.started) / 60
        return "minutes" if settings.max_minutes and minutes >= settings.max_minutes else None

    def _evaluate(self) -> Evaluated:
        progress, models = self.progress, self.nlp.models()
        with self.averaged():
            judgement = self.judgement = self.judge()
        score = self.weigh(judgement)
        losses = {name: loss / max(1, progress.batches) for name, loss in progress.losses.items()}
        progress.epoch += 1
        progress.batches = 0
        progress.losses = {}
        is_best = progress.best.note(progress.epoch, score, judgement.scores.figures)
        on_cpu = all(model.ops.device_type == "cpu" for model in models.values())
        speed = judgement.words_per_second
        return Evaluated(
            epoch=progress.epoch,
            step=progress.step,
            words=progress.words,
            losses=losses,
            scores=dict(judgement.scores.figures),
            score=score,
            is_best=is_best,
            seconds=time.perf_counter() - self.started,
            train_words_per_second=progress.words / max(self.seconds_training, 1e-9),
            cpu_words_per_second=speed if on_cpu else None,
            gpu_words_per_second=None if on_cpu else speed,
        )

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The pipeline with averaged weights, as it is judged and saved; then as it was."""
        models = self.nlp.models()
        with ExitStack() as stack:
            if self.averages is not None:
                stack.enter_context(self.averages.use(models))
            stack.enter_context(tables_as_kept(models.values()))
            self.nlp.weights_changed()
            yield
        self.nlp.weights_changed()

    def _finished(self, reason: Reason) -> Finished:
        best = self.progress.best
        return Finished(
            reason=reason,
            epochs=self.progress.epoch,
            steps=self.progress.step,
            best_epoch=best.epoch,
            best_score=best.score,
            best_scores=dict(best.scores),
            seconds=time.perf_counter() - self.started,
        )
