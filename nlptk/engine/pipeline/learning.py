"""One update: a batch through the encoders and the components that learn, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.layers.noise import set_noise

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

    from .language import Language
    from .pipes import Pipe

    Lesson = Callable[[Pipe, Array | None], tuple[float, Array | None]]


def learn(
    nlp: Language, batch: Batch, *, rng: np.random.Generator, dropout: float
) -> dict[str, float]:
    """Leave the gradients of a batch in the models of all components that run and learn.

    Each encoder reads the batch once, whatever the number of components that share it. Returns
    the loss of each component.
    """

    def lesson(pipe: Pipe, encoded: Array | None) -> tuple[float, Array | None]:
        loss, gradient = pipe.component.update(batch, encoded)
        return loss, gradient

    pipes = [pipe for pipe in nlp.active if pipe.spec.trainable]
    return learn_by(lesson, nlp, pipes, batch, rng=rng, dropout=dropout)


def learn_by(
    lesson: Lesson,
    nlp: Language,
    pipes: Sequence[Pipe],
    batch: Batch,
    *,
    rng: np.random.Generator,
    dropout: float,
) -> dict[str, float]:
    """As `learn`, with what a lesson makes of an encoding: a loss, and a gradient for it."""
    losses: dict[str, float] = {}
    learners: dict[str, list[Pipe]] = {}
    for pipe in pipes:
        learners.setdefault(pipe.encoder, []).append(pipe)
    for key, sharing in learners.items():
        for pipe in sharing:
            if pipe.model is not None:
                set_noise(pipe.model, dropout, rng)
        if not key:
            losses |= _taught(lesson, sharing, None)[0]
            continue
        encoded, backprop = nlp.encoders[key].begin_update(batch, rng=rng, dropout=dropout)
        found, d_encoded = _taught(lesson, sharing, encoded)
        losses |= found
        if d_encoded is not None:
            backprop(d_encoded)
    nlp.weights_changed()
    return losses


def _taught(
    lesson: Lesson, pipes: Sequence[Pipe], encoded: Array | None
) -> tuple[dict[str, float], Array | None]:
    """The losses of components that read one encoding, and the sum of its gradients."""
    losses: dict[str, float] = {}
    d_encoded: Array | None = None
    for pipe in pipes:
        losses[pipe.name], gradient = lesson(pipe, encoded)
        if gradient is not None:
            d_encoded = gradient if d_encoded is None else d_encoded + gradient
    return losses, d_encoded
