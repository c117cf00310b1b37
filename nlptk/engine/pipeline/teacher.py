"""Teacher: a pipeline as it was, which reminds what is trained of what it knew.

Pseudo-rehearsal: what the old weights say of raw text is learned along with the new examples.
Robins (1995), "Catastrophic forgetting, rehearsal and pseudorehearsal".
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.runtime import choose_ops
from nlptk.engine.stream.batch import Batch

from .language import move_model
from .learning import learn_by

if TYPE_CHECKING:
    import numpy as np

    from nlptk.engine.layers.arrays import Array

    from .encoder import Encoder
    from .language import Language
    from .pipes import Pipe


class Teacher:
    """Copies of the components that run and have learned, and of the encoders they read.

    A component that has `beliefs` and `rehearse` learns what its copy believes of each token; any
    other learns the annotation of its copy.
    """

    def __init__(self, nlp: Language) -> None:
        learned = [pipe for pipe in nlp.active if pipe.spec.trainable and pipe.model is not None]
        self._encoders: dict[str, Encoder] = {
            key: nlp.encoders[key].copy() for key in {pipe.encoder for pipe in learned} if key
        }
        self._encoder_of = {pipe.name: pipe.encoder for pipe in learned}
        self._components = {pipe.name: _twin(pipe) for pipe in learned}

    def __len__(self) -> int:
        """How many components it knows."""
        return len(self._components)

    def use_gpu(self, gpu: int) -> None:
        """Move all weights to a GPU, or with -1 to the CPU."""
        for encoder in self._encoders.values():
            encoder.move(choose_ops(gpu), gpu)
        for twin in self._components.values():
            move_model(twin.model, gpu)

    def remind(
        self, nlp: Language, batch: Batch, *, rng: np.random.Generator, dropout: float
    ) -> dict[str, float]:
        """Leave the gradients of a batch of raw text in the models of the components it knows.

        Returns the loss of each.
        """
        reading: dict[str, Array] = {
            key: encoder.predict(batch) for key, encoder in self._encoders.items()
        }

        def lesson(pipe: Pipe, encoded: Array | None) -> tuple[float, Array | None]:
            twin = self._components[pipe.name]
            read = reading.get(self._encoder_of[pipe.name])
            if hasattr(twin, "beliefs"):
                beliefs = twin.beliefs(batch, read)
                loss, gradient = pipe.component.rehearse(batch, encoded, beliefs)
            else:
                loss, gradient = pipe.component.update(_annotated(twin, batch, read), encoded)
            return float(loss), gradient

        pipes = [pipe for pipe in nlp.active if pipe.name in self._components]
        return learn_by(lesson, nlp, pipes, batch, rng=rng, dropout=dropout)


def _twin(pipe: Pipe) -> Any:
    """The component with its model as it is now: without outputs for labels not yet learned."""
    twin = copy(pipe.component)
    twin.model = pipe.component.model.copy()
    return twin


def _annotated(twin: Any, batch: Batch, encoded: Array | None) -> Batch:
    """The batch with a component's annotation for gold."""
    docs = [blank_copy(doc) for doc in batch.docs]
    twin.annotate(Batch.of_docs(docs), encoded)
    return Batch.of_examples([Example.from_reference(doc) for doc in docs])
