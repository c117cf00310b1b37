"""Language as scripts have it: a pipeline that can also be trained, judged, stored and restored.

What only training needs is imported when training begins: loading a pipeline to use it would take
a sixth longer.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.doc import Doc
from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.language import Language as Pipeline
from nlptk.engine.pipeline.packing import pack_pipeline, unpack_pipeline
from nlptk.engine.pipeline.store import PIPELINE, load_pipeline, save_pipeline
from nlptk.engine.stream.batch import Batch

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence

    from nlptk.engine.text.languages import LanguageData

    from .averages import Averages
    from .evaluation import Evaluation
    from .lessons import Lessons
    from .misaligned import Misaligned
    from .script_optimizer import TrainingOptimizer

DEFAULT_RATE = 0.002
"""A loop in a script has no schedule that lowers it: less than the peak of `nlptk train`."""


class Language(Pipeline):
    """A tokenizer and components: call it with a text, or train it. `blank` and `load` make one.

    What is trained never changes what is not: components that rest (`disable_pipes`) keep the
    encoder that they have learned to read, and those that run get a copy of it.
    """

    _lessons: Lessons | None = None

    # ------------------------------------------------------------------ training

    def begin_training(  # noqa: PLR0913 - the settings of an optimizer
        self,
        get_data: Callable[[], Iterable[Any]] | Iterable[Any] | None = None,
        *,
        seed: int = 0,
        learn_rate: float = DEFAULT_RATE,
        beta1: float = 0.9,
        beta2: float = 0.95,
        epsilon: float = 1e-8,
        L2: float = 0.0,  # noqa: N803 - as it is known elsewhere
        max_grad_norm: float = 2.0,
    ) -> TrainingOptimizer:
        """Give weights to the components that run and have none yet; returns an optimizer.

        `get_data` gives the training examples, pairs of a text or document and its annotation:
        their labels and words become known. Without it, labels are those of `add_label`, and what
        `update` meets becomes known then. What a component has learned already it keeps.

        Raises:
            UsageError: there is nothing to train, or nothing to learn.
            DataError: an annotation that cannot be, by its example.
        """
        from .pairs import examples_of_pairs
        from .script_optimizer import TrainingOptimizer
        from .updates import OptimizerSettings

        settings = OptimizerSettings(beta1, beta2, epsilon, max_grad_norm, L2)
        optimizer = TrainingOptimizer(settings, learn_rate=learn_rate)
        lessons = self._start(optimizer, seed=seed)
        if get_data is None:
            lessons.build()
        else:
            data = get_data() if callable(get_data) else get_data
            examples = examples_of_pairs(
                data, self.make_doc, memory=lessons.memory, tokenizer=self.tokenizer
            )
            lessons.survey(examples)
        return optimizer

    def resume_training(self, *, seed: int = 0, learn_rate: float = 0.001) -> TrainingOptimizer:
        """Go on with weights that are there; returns an optimizer.

        What the components that run know now is remembered, for `rehearse`.
        """
        from nlptk.engine.pipeline.teacher import Teacher

        from .script_optimizer import TrainingOptimizer

        optimizer = TrainingOptimizer(learn_rate=learn_rate)
        lessons = self._start(optimizer, seed=seed)
        lessons.teacher = Teacher(self)
        lessons.build()
        return optimizer

    def _start(self, optimizer: TrainingOptimizer, *, seed: int) -> Lessons:
        from .lessons import Lessons

        lessons = Lessons(self, optimizer, seed=seed)
        lessons.learners()
        self._lessons = lessons
        self.part_encoders()
        return lessons

    def _going_on(self, sgd: TrainingOptimizer | None) -> tuple[Lessons, TrainingOptimizer]:
        """The lessons and the optimizer of an update: the given one, or that of the last start."""
        from .script_optimizer import TrainingOptimizer

        if sgd is not None and not isinstance(sgd, TrainingOptimizer):
            raise UsageError(
                f"{sgd!r} is no optimizer of nlptk",
                expected="what begin_training or resume_training returned",
            )
        if self._lessons is None:
            self._start(sgd or TrainingOptimizer(learn_rate=DEFAULT_RATE), seed=0)
        lessons = self._lessons
        if lessons is None:
            raise RuntimeError("training was not started")
        self.part_encoders()
        if sgd is not None:
            lessons.optimizer = sgd
        return lessons, lessons.optimizer

    def update(
        self,
        docs: Sequence[str | Doc],
        golds: Sequence[Any],
        *,
        drop: float = 0.0,
        sgd: TrainingOptimizer | None = None,
        losses: MutableMapping[str, float] | None = None,
    ) -> None:
        """Learn from some texts or documents and their annotation: one step of all weights.

        Annotation is a `GoldParse` or a dictionary with any of entities, heads, deps, tags, pos,
        morphs, lemmas, cats, links and sents. `drop` is the rate of dropout. `sgd` is what
        `begin_training` returned; without it, the last one. Losses are added to those in `losses`.

        Raises:
            UsageError: there is nothing to train or to learn.
            DataError: an annotation that cannot be; it names the example and the key.
            DivergedError: the loss is no number any more; it names the examples.
        """
        from .pairs import examples_of

        lessons, optimizer = self._going_on(sgd)
        examples = examples_of(
            docs, golds, self.make_doc, memory=lessons.memory, tokenizer=self.tokenizer
        )
        found = lessons.update(examples, dropout=_rate(drop), optimizer=optimizer)
        _add(found, losses)

    def rehearse(
        self,
        docs: Iterable[str | Doc],
        *,
        drop: float = 0.0,
        sgd: TrainingOptimizer | None = None,
        losses: MutableMapping[str, float] | None = None,
    ) -> None:
        """Learn what the pipeline said of raw texts when training was resumed, so as to keep it.

        Raises:
            UsageError: training was not resumed, or there are no texts.
            DivergedError: the loss is no number any more; it names the examples.
        """
        lessons, optimizer = self._going_on(sgd)
        made = [self.make_doc(doc) if isinstance(doc, str) else doc for doc in docs]
        if not made:
            raise UsageError("no texts to rehearse", expected="one or more")
        batch = Batch.of_docs(made)
        _add(lessons.rehearse(batch, dropout=_rate(drop), optimizer=optimizer), losses)

    @contextmanager
    def use_params(self, params: Averages) -> Iterator[None]:
        """Within the block, weights are averages, such as `optimizer.averages`; then as before."""
        try:
            with params.use(self.models()):
                self.weights_changed()
                yield
        finally:
            self.weights_changed()

    @property
    def misaligned(self) -> list[Misaligned]:
        """The entities of all examples since training began that are not made of tokens."""
        return [] if self._lessons is None else self._lessons.misaligned

    def evaluate(self, pairs: Iterable[Any]) -> Evaluation:
        """Annotate the texts of examples and compare; pairs as `begin_training` takes them.

        Raises:
            DataError: an annotation that cannot be, by its example.
        """
        from .evaluate import judge
        from .evaluation import Evaluation
        from .pairs import examples_of_pairs

        return Evaluation(judge(self, examples_of_pairs(pairs, self.make_doc)))

    # ------------------------------------------------------------------ keeping

    def to_disk(self, path: str | os.PathLike[str]) -> None:
        """Write the pipeline as a folder, in place of a pipeline that is there.

        Raises:
            OutputError: a folder with other files in it, or one that cannot be written.
            UsageError: a component that cannot be kept.
        """
        self._grow_to_labels()
        folder = Path(path)
        save_pipeline(self, folder, force=(folder / PIPELINE).is_file())

    def from_disk(self, path: str | os.PathLike[str]) -> Language:
        """Become the pipeline in a folder; returns itself. Raises as `load`."""
        self._become(load_pipeline(Path(path), self.specs, self._own_language))
        return self

    def to_bytes(self) -> bytes:
        """The pipeline as bytes. Raises `UsageError` for a component that cannot be kept."""
        self._grow_to_labels()
        return pack_pipeline(self)

    def from_bytes(self, data: bytes) -> Language:
        """Become the pipeline that gave these bytes; returns itself. Raises as `load`."""
        self._become(unpack_pipeline(data, self.specs, self._own_language))
        return self

    def _become(self, other: Pipeline) -> None:
        if other.lang != self.lang:
            raise UsageError(
                f"a pipeline of the language {other.lang!r}",
                expected=repr(self.lang),
                hint="nlptk.load() makes a pipeline of any language",
            )
        self.adopt(other)
        self._lessons = None

    def _own_language(self, _code: str) -> LanguageData:
        return self.language

    def _grow_to_labels(self) -> None:
        """Give outputs to labels that were added and not trained yet."""
        from .loop import WEIGHTS

        rng = np.random.default_rng([0, WEIGHTS])
        for pipe in self.pipes:
            if pipe.spec.trainable and pipe.model is not None:
                width = self.encoders[pipe.encoder].width if pipe.encoder else 0
                pipe.component.build(width, rng)


def _rate(drop: float) -> float:
    if not 0 <= drop < 1:
        raise UsageError("bad rate of dropout", expected="0 <= drop < 1", found=str(drop))
    return float(drop)


def _add(found: dict[str, float], losses: MutableMapping[str, float] | None) -> None:
    if losses is not None:
        for name, loss in found.items():
            losses[name] = losses.get(name, 0.0) + loss
