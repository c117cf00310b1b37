"""When training diverges: the batch that it happened in, by its examples."""

from __future__ import annotations

from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import NlptkError, UsageError
from nlptk.engine.layers.weights import clear_gradients

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from thinc.api import Model

    from nlptk.engine.stream.batch import Batch

_MOST_NAMED = 5
_SHOWN = 60


class DivergedError(NlptkError):
    """A loss or gradient that is no number any more."""


@contextmanager
def watched(batch: Batch, models: Mapping[str, Model[Any, Any]]) -> Iterator[None]:
    """Name the examples of a batch in the error, when its update finds gradients without bounds.

    NumPy need not warn about it: what is not finite ends in an error. No error leaves gradients.
    """
    try:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            yield
    except NlptkError as error:
        for model in models.values():
            clear_gradients(model)
        if isinstance(error, UsageError | DivergedError):  # of settings, or with its examples
            raise
        raise DivergedError(
            error.message,
            found="; ".join(filter(None, [error.found, named_examples(batch)])),
            hint=error.hint,
        ) from error


def check_losses(losses: Mapping[str, float], batch: Batch) -> None:
    """Raise `DivergedError` for a loss that is infinite or not a number."""
    bad = {name: loss for name, loss in losses.items() if not isfinite(loss)}
    if bad:
        name, loss = next(iter(bad.items()))
        raise DivergedError(
            f"training diverged: the loss of {name} is {loss}",
            found=f"batch of {named_examples(batch)}",
            hint="lower the learning rate, or clip gradients at a smaller norm",
        )


def named_examples(batch: Batch) -> str:
    """The examples of a batch: where they were read, or the start of their texts."""
    texts = []
    for stretch in batch.stretches[:_MOST_NAMED]:
        doc, place = stretch.doc, stretch.doc.place()
        text = doc[stretch.start : stretch.end].text if len(stretch) else ""
        text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        texts.append(f"{place} {text!r}" if place.path or place.line else repr(text))
    more = len(batch.stretches) - len(texts)
    return ", ".join(texts) + (f" and {more} more" if more else "")
