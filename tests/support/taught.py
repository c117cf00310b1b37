"""A component taught on the tiny corpus over a fixed, random encoding of its words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.batch import Batch
from nlptk.engine.training.updates import Optimizer, OptimizerSettings

WIDTH = 24


def encoding(batch: Batch) -> NDArray[np.float32]:
    """A vector for each token, the same for the same word and its two neighbours."""
    rng_of = [np.random.default_rng(int(orth % np.uint64(2**32))) for orth in batch.orth]
    own = np.array([rng.standard_normal(WIDTH // 3) for rng in rng_of], np.float32)
    own = own.reshape((-1, WIDTH // 3))
    left, right = np.roll(own, 1, axis=0), np.roll(own, -1, axis=0)
    left[batch.offsets[:-1][batch.lengths > 0]] = 0
    right[batch.offsets[1:][batch.lengths > 0] - 1] = 0
    return np.concatenate([left, own, right], axis=1)


def teach(component: Any, docs: list[Doc], *, steps: int = 60, seed: int = 0) -> list[float]:
    """Observe, build and update; returns the loss of each step."""
    examples = [Example.from_reference(doc) for doc in docs]
    for example in examples:
        component.observe(example)
    component.build(WIDTH, np.random.default_rng(seed))
    optimizer = Optimizer(OptimizerSettings())
    batch = Batch.of_examples(examples)
    losses = []
    for _ in range(steps):
        loss, _ = component.update(batch, encoding(batch))
        optimizer.step({"component": component.model}, rate=0.05)
        losses.append(loss)
    return losses


def annotated(component: Any, docs: list[Doc]) -> list[Doc]:
    """Copies of documents, without annotation but for that of the component."""
    blank = [Doc(Vocab("en"), list(doc.words)) for doc in docs]
    batch = Batch.of_docs(blank)
    component.annotate(batch, encoding(batch))
    return blank
