"""One update: a batch through the encoders and the components that learn, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.layers.noise import set_noise

if TYPE_CHECKING:
    import numpy as np

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

    from .language import Language
    from .pipes import Pipe


def learn(
    nlp: Language, batch: Batch, *, rng: np.random.Generator, dropout: float
) -> dict[str, float]:
    """Leave the gradients of a batch in the models of all components that run and learn.

    Each encoder reads the batch once, whatever the number of components that share it. Returns
    the loss of each component.
    """
    losses: dict[str, float] = {}
    learners: dict[str, list[Pipe]] = {}
    for pipe in nlp.active:
        if pipe.spec.trainable:
            learners.setdefault(pipe.encoder, []).append(pipe)
    for key, pipes in learners.items():
        if not key:
            losses |= _learn_from(batch, None, pipes, rng=rng, dropout=dropout)[0]
            continue
        encoded, backprop = nlp.encoders[key].begin_update(batch, rng=rng, dropout=dropout)
        found, d_encoded = _learn_from(batch, encoded, pipes, rng=rng, dropout=dropout)
        losses |= found
        if d_encoded is not None:
            backprop(d_encoded)
    nlp.weights_changed()
    return losses


def _learn_from(
    batch: Batch,
    encoded: Array | None,
    pipes: list[Pipe],
    *,
    rng: np.random.Generator,
    dropout: float,
) -> tuple[dict[str, float], Array | None]:
    """The losses of components that read one encoding, and the sum of its gradients."""
    losses: dict[str, float] = {}
    d_encoded: Array | None = None
    for pipe in pipes:
        if pipe.model is not None:
            set_noise(pipe.model, dropout, rng)
        losses[pipe.name], gradient = pipe.component.update(batch, encoded)
        if gradient is not None:
            d_encoded = gradient if d_encoded is None else d_encoded + gradient
    return losses, d_encoded
