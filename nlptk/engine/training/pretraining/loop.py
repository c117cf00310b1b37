"""The loop of pretraining: batches in, an event for each step and each time it is judged out."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.training.loop import DROPOUT
from nlptk.engine.training.rates import RateSettings, rate_at

from .events import HeldOutJudged, PretrainingFinished, PretrainingStepped

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from nlptk.engine.stream.batch import Batch
    from nlptk.engine.training.updates import Optimizer

    from .events import Reason
    from .learner import Learner
    from .settings import PretrainingSettings
    from .survey import PassageBatches

    Event = PretrainingStepped | HeldOutJudged | PretrainingFinished

_MOST_BETWEEN, _PARTS, _FEWEST_BATCHES = 500_000, 20, 40
"""How often a run is judged: words at most, parts of a run whose length is known, batches."""


@dataclass
class Progress:
    """Where a run stands: all that a checkpoint must keep besides weights and moments.

    `batches` are those made of the current epoch; `losses` is the sum since the last judgement and
    `since` the steps; `seconds` is the time of the run, `learning` that of its steps.
    """

    epoch: int = 0
    batches: int = 0
    step: int = 0
    words: int = 0
    losses: float = 0.0
    since: int = 0
    seconds: float = 0.0
    learning: float = 0.0
    best_step: int = 0
    best_loss: float = 0.0
    judged_since_best: int = 0


@dataclass(slots=True)
class PretrainingLoop:
    """What a run is made of. Iterate over `run` to make it."""

    learner: Learner
    corpus: PassageBatches
    held_out: Sequence[Batch]
    settings: PretrainingSettings
    optimizer: Optimizer
    rates: RateSettings = field(default_factory=RateSettings)
    progress: Progress = field(default_factory=Progress)
    words: int = 0
    clock: Callable[[], float] = time.perf_counter
    _last: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.words = self.corpus.survey.words  # counted now: a stream gives them away

    @property
    def n_epochs(self) -> int:
        """How many times the corpus can and should be read."""
        again = self.corpus.survey.is_whole or self.corpus.texts.can_reread
        return self.settings.n_iter if again else 1

    def run(self, stop: Callable[[], bool]) -> Iterator[Event]:
        """Learn until the end; whoever iterates may keep a checkpoint after any judgement.

        `stop` is asked after each step; a run that it stops can be taken up at `progress`.
        """
        self._last = self.clock()
        progress = self.progress
        reason: Reason = "epochs"
        while progress.epoch < self.n_epochs:
            found = yield from self._epoch(stop)
            if found:
                reason = found
                break
            progress.epoch += 1
            progress.batches = 0
        if progress.since and reason != "interrupted":
            yield self._judge()
        yield self._finished(reason)

    def _epoch(self, stop: Callable[[], bool]) -> Generator[Event, None, Reason | None]:
        """Make the steps of an epoch that are not made yet; returns why the run must end."""
        progress, settings = self.progress, self.settings
        every = self._judged_every()
        for number, batch in enumerate(self.corpus.batches(progress.epoch)):
            if number < progress.batches:
                continue  # made before the run was interrupted
            yield self._step(batch)
            reason = self._why_stop(stop)
            if reason:
                return reason
            if progress.since >= every:
                yield self._judge()
                if settings.patience and progress.judged_since_best >= settings.patience:
                    return "patience"
        return None

    def _step(self, batch: Batch) -> PretrainingStepped:
        progress, settings = self.progress, self.settings
        since = self.clock()
        rng = np.random.default_rng([settings.seed, DROPOUT, progress.step])
        share = self.share()
        rate = rate_at(self.rates, step=progress.step, progress=share)
        loss = self.learner.learn(batch, rng=rng, dropout=settings.dropout)
        self.optimizer.step(self.learner.models(), rate=rate)
        progress.step += 1
        progress.batches += 1
        progress.words += batch.n_tokens
        progress.losses += loss
        progress.since += 1
        now = self.clock()
        progress.learning += now - since
        progress.seconds += now - self._last
        self._last = now
        speed = batch.n_tokens / (now - since) if now > since else 0.0
        return PretrainingStepped(progress.step, progress.words, share, loss, speed)

    def share(self) -> float:
        """How much of the run is made, from 0 to 1, by the limit that comes first.

        0 all the time for a stream that has no limit.
        """
        settings, progress = self.settings, self.progress
        shares = [0.0]
        if settings.max_words:
            shares.append(progress.words / settings.max_words)
        if settings.max_minutes:
            shares.append(progress.seconds / (settings.max_minutes * 60))
        survey = self.corpus.survey
        if survey.is_whole:
            shares.append(progress.words / (self.n_epochs * self.words))
        elif self.n_epochs > 1:
            shares.append(progress.epoch / self.n_epochs)
        return min(1.0, max(shares))

    def _judged_every(self) -> int:
        """The batches between two judgements."""
        settings = self.settings
        if settings.save_every:
            return settings.save_every
        planned = [_PARTS * _MOST_BETWEEN]
        if settings.max_words:
            planned.append(settings.max_words)
        if self.corpus.survey.is_whole:
            planned.append(self.n_epochs * self.words)
        return max(_FEWEST_BATCHES, min(planned) // _PARTS // settings.batch_words)

    def _why_stop(self, stop: Callable[[], bool]) -> Reason | None:
        settings, progress = self.settings, self.progress
        if stop():
            return "interrupted"
        if settings.max_words and progress.words >= settings.max_words:
            return "words"
        minutes = progress.seconds / 60
        return "minutes" if settings.max_minutes and minutes >= settings.max_minutes else None

    def _judge(self) -> HeldOutJudged:
        progress = self.progress
        held_out = self.learner.judge(self.held_out)
        is_best = not progress.best_step or held_out < progress.best_loss
        if is_best:
            progress.best_step, progress.best_loss = progress.step, held_out
        progress.judged_since_best = 0 if is_best else progress.judged_since_best + 1
        loss = progress.losses / max(1, progress.since)
        progress.losses, progress.since = 0.0, 0
        now = self.clock()
        progress.seconds += now - self._last
        self._last = now
        return HeldOutJudged(
            epoch=progress.epoch + 1,
            step=progress.step,
            words=progress.words,
            loss=loss,
            held_out_loss=held_out,
            is_best=is_best,
            seconds=progress.seconds,
            words_per_second=progress.words / max(progress.learning, 1e-9),
        )

    def _finished(self, reason: Reason) -> PretrainingFinished:
        progress = self.progress
        return PretrainingFinished(
            reason=reason,
            epochs=progress.epoch,
            steps=progress.step,
            words=progress.words,
            best_step=progress.best_step,
            best_loss=progress.best_loss,
            seconds=progress.seconds,
            skipped=dict(self.corpus.cutter.skipped),
        )
