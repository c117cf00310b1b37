"""Lessons: what a training loop in a script has shown so far, and what was noticed about it."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.learning import learn
from nlptk.engine.stream.batch import Batch
from nlptk.engine.stream.batching import whole

from .divergence import check_losses, watched
from .loop import DROPOUT, WEIGHTS
from .misaligned import AlignmentWarning, Misaligned, misaligned_in, summary
from .reminder import REHEARSAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nlptk.engine.data.example import Example
    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.pipeline.pipes import Pipe
    from nlptk.engine.pipeline.teacher import Teacher

    from .script_optimizer import TrainingOptimizer

    Way = Callable[[Batch, np.random.Generator], dict[str, float]]

_WHAT_TO_DO = (
    "component.add_label(), or nlp.begin_training(lambda: EXAMPLES), which collects labels; "
    "or nlp.disable_pipes() what is not to be trained"
)


class Lessons:
    """Counts each example once, however often it comes, and grows the pipeline to what is new.

    Labels and words of examples become known before anything is learned from them. The same seed
    and the same calls give the same weights. `misaligned` lists entities that are not made of
    tokens, each once.
    """

    def __init__(self, nlp: Language, optimizer: TrainingOptimizer, *, seed: int) -> None:
        self.nlp = nlp
        self.optimizer = optimizer
        self.teacher: Teacher | None = None
        self.misaligned: list[Misaligned] = []
        self._seed = seed
        self._seen: set[int] = set()
        self._items: Counter[str] = Counter()
        self._known: dict[str, tuple[int, bool]] = {}
        self._shown = self._pending = self._updates = 0
        self._told = False

    # ------------------------------------------------------------------ before a step

    def learners(self) -> list[Pipe]:
        """The components that run and learn. Raises `UsageError` when there is none."""
        learners = [pipe for pipe in self.nlp.active if pipe.spec.trainable]
        if learners:
            return learners
        raise UsageError(
            "the pipeline has no component that could be trained",
            found=", ".join(self.nlp.pipe_names) or "no components",
            hint='nlp.add_pipe("ner") adds one that learns entities',
        )

    def survey(self, examples: Iterable[Example]) -> None:
        """Show all examples to all that learn, and make the pipeline for them.

        Raises:
            UsageError: there are none, or none with anything that one of the components learns.
        """
        n = 0
        for example in examples:
            n += 1
            self._look([example])
        if not n:
            raise UsageError("no examples to train on", expected="texts and their annotation")
        idle = [pipe.name for pipe in self.learners() if not self._items[pipe.name]]
        if idle:
            raise UsageError(
                f"none of the {n} examples has anything that {' and '.join(idle)} could learn",
                hint="annotate them, or nlp.disable_pipes() what is not to be trained",
            )
        self._grow()
        self._warn()

    def build(self) -> None:
        """Make what can be made of the labels that are known. Raises `UsageError`: see `_grow`."""
        if all(pipe.model is not None or pipe.component.labels for pipe in self.learners()):
            self._grow()

    def _look(self, examples: Sequence[Example]) -> bool:
        """Show examples that are new to encoders and components; returns whether any was not."""
        learners = self.learners()
        read = [self.nlp.encoder_of(pipe) for pipe in learners if pipe.encoder]
        encoders = {id(encoder): encoder for encoder in read}
        names = tuple(pipe.name for pipe in learners)
        repeats = False
        for example in examples:
            mark = hash((names, _fingerprint(example)))
            if mark in self._seen:
                repeats = True
                continue
            self._seen.add(mark)
            self._shown += 1
            self._pending += 1
            for encoder in encoders.values():
                encoder.observe(example)
            for pipe in learners:
                self._items[pipe.name] += pipe.component.observe(example)
            if any("ents" in pipe.spec.scores for pipe in learners):
                self.misaligned += misaligned_in(example)
        return repeats

    def _prepare(self, examples: Sequence[Example]) -> None:
        """Look at the examples of an update, and grow to what is new in them.

        Labels are needed now. New words may wait for others, as each growth has its price: until
        so many are new as were known, or until the examples come again.
        """
        repeats = self._look(examples)
        if self._updates == 0 and not any(map(_says_something, examples)):
            raise UsageError(
                f"no annotation in any of the {len(examples)} examples of the first update",
                expected="entities, tags, heads, cats ...",
            )
        seen_before = self._shown - self._pending
        if self._facts() != self._known or (
            self._pending and (repeats or self._pending >= seen_before)
        ):
            self._grow()
        self._warn()

    def _facts(self) -> dict[str, tuple[int, bool]]:
        """What must be as it was when the models were made, for them to fit."""
        return {
            pipe.name: (len(pipe.component.labels), pipe.model is not None)
            for pipe in self.learners()
        }

    def _grow(self) -> None:
        """Make and grow models. Raises `UsageError` for a component without labels."""
        rng = np.random.default_rng([self._seed, WEIGHTS, self._shown])
        try:
            self.nlp.build(rng)
        except UsageError as error:
            raise UsageError(
                error.message, expected=error.expected, found=error.found, hint=_WHAT_TO_DO
            ) from error
        self._pending = 0
        self._known = self._facts()
        self.optimizer.start(self.nlp.models())

    def _warn(self) -> None:
        """Say once that there are misaligned entities, with those known by now."""
        if self.misaligned and not self._told:
            self._told = True
            warnings.warn(summary(self.misaligned), AlignmentWarning, stacklevel=4)

    # ------------------------------------------------------------------ a step

    def update(
        self, examples: Sequence[Example], *, dropout: float, optimizer: TrainingOptimizer
    ) -> dict[str, float]:
        """Learn from examples; returns the loss of each component.

        Raises:
            UsageError: there is nothing to learn, or a component has no labels.
            DivergedError: a loss or gradient is not finite; the weights are as they were.
        """
        if not examples:
            raise UsageError("an update without examples", expected="one or more")
        self._prepare(examples)

        def way(batch: Batch, rng: np.random.Generator) -> dict[str, float]:
            return learn(self.nlp, batch, rng=rng, dropout=dropout)

        return self._step(Batch(list(whole(examples))), way, optimizer, DROPOUT)

    def rehearse(
        self, batch: Batch, *, dropout: float, optimizer: TrainingOptimizer
    ) -> dict[str, float]:
        """Learn what the teacher says of documents.

        Raises:
            UsageError: there is no teacher.
            DivergedError: as `update`.
        """
        teacher = self.teacher
        if teacher is None or not len(teacher):
            raise UsageError(
                "there is nothing to rehearse",
                expected="components that had learned something when training was resumed",
                hint="nlp.resume_training() remembers what a trained pipeline knows",
            )

        def way(batch: Batch, rng: np.random.Generator) -> dict[str, float]:
            return teacher.remind(self.nlp, batch, rng=rng, dropout=dropout)

        return self._step(batch, way, optimizer, REHEARSAL)

    def _step(
        self, batch: Batch, way: Way, optimizer: TrainingOptimizer, purpose: int
    ) -> dict[str, float]:
        models = self.nlp.models()
        rng = np.random.default_rng([self._seed, purpose, self._updates])
        with watched(batch, models):
            losses = way(batch, rng)
            check_losses(losses, batch)
            optimizer.step(models)
        self.nlp.weights_changed()
        self._updates += 1
        return losses


def _fingerprint(example: Example) -> int:
    """The same for the same text with the same annotation."""
    reference = example.gold.reference
    columns = (reference.column(name).tobytes() for name in reference.column_names)
    return hash((example.predicted.text, tuple(reference.cats.items()), *columns))


def _says_something(example: Example) -> bool:
    """Whether there is any annotation."""
    reference = example.gold.reference
    return bool(reference.cats or any(map(reference.has, reference.column_names)))
