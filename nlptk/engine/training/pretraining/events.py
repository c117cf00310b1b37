"""What happens in a pretraining run, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Reason = Literal["epochs", "words", "minutes", "patience", "interrupted"]


@dataclass(frozen=True, slots=True)
class PretrainingStarted:
    """The corpus was looked at, the model is made, the first step comes next.

    `words` are those of an epoch, as far as was looked; `is_whole` says that these are all. `types`
    is how many words can be asked for and `covered` their share of the text, for the objective
    that asks for words. `endless` says that the learning rate cannot fall, as nobody knows where
    the corpus ends.
    """

    objective: str
    words: int
    passages: int
    is_whole: bool
    held_out_words: int
    held_out_passages: int
    distinct: int
    types: int | None
    covered: float | None
    endless: bool
    resumed_from: int = 0


@dataclass(frozen=True, slots=True)
class PretrainingStepped:
    """A step was made. `progress` is the share of the run, from 0 to 1, as far as is known."""

    step: int
    words: int
    progress: float
    loss: float
    words_per_second: float


@dataclass(frozen=True, slots=True)
class HeldOutJudged:
    """The encoder was judged by the passages that are held out.

    `loss` is the mean over the steps since the last time, `held_out_loss` that over the passages.
    `seconds` is the time of the whole run, `words_per_second` the speed of learning.
    """

    epoch: int
    step: int
    words: int
    loss: float
    held_out_loss: float
    is_best: bool
    seconds: float
    words_per_second: float


@dataclass(frozen=True, slots=True)
class PretrainingSaved:
    """A file was written: the encoder as it is or as it was best, or the state to resume from."""

    what: Literal["best", "last", "checkpoint"]
    path: Path


@dataclass(frozen=True, slots=True)
class PretrainingFinished:
    """The run is over. `skipped` counts by reason the texts that were left out."""

    reason: Reason
    epochs: int
    steps: int
    words: int
    best_step: int
    best_loss: float
    seconds: float
    skipped: dict[str, int] = field(default_factory=dict)


PretrainingEvent = (
    PretrainingStarted | PretrainingStepped | HeldOutJudged | PretrainingSaved | PretrainingFinished
)


def event_to_dict(event: PretrainingEvent) -> dict[str, Any]:
    """An event as what JSON can hold, with its kind under "event"."""
    values: dict[str, Any] = {"event": type(event).__name__.lower()}
    for name in event.__slots__:
        value = getattr(event, name)
        values[name] = str(value) if isinstance(value, Path) else value
    return values
