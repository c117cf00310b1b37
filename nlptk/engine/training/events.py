"""What happens in a training run, as plain data: the only thing that a loop says."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is to learn for one component, known before the first step.

    `items` counts what it learns from (tagged words, arcs, entities, categories) in `examples` of
    the `total` examples; `misaligned` entities or words cannot be learned, as they are not made of
    tokens. `notes` are what the component itself has to say.
    """

    component: str
    labels: int
    items: int
    examples: int
    total: int
    misaligned: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Started:
    """The corpora are read, the model is made, the first step comes next.

    `columns` are the figures of the table, in order, for the components that are trained.
    """

    components: tuple[str, ...]
    supplies: tuple[Supply, ...]
    train_examples: int
    train_words: int
    dev_examples: int
    dev_words: int
    epochs: int
    columns: tuple[str, ...]
    resumed_from: int = 0


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step was made. `progress` is the share of the planned words, from 0 to 1."""

    epoch: int
    step: int
    words: int
    progress: float
    losses: dict[str, float]
    rate: float
    words_per_second: float


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The pipeline was judged on the dev corpus after an epoch.

    `losses` are means over the epoch, by component; `scores` are the figures by name, None where
    one does not apply; `score` is their weighted mean, by which the best epoch is chosen.
    `seconds` is the time since the start, `train_words_per_second` that of training alone,
    `cpu_words_per_second` and `gpu_words_per_second` are the speed of prediction on the dev corpus.
    """

    epoch: int
    step: int
    words: int
    losses: dict[str, float]
    scores: dict[str, float | None]
    score: float
    is_best: bool
    seconds: float
    train_words_per_second: float
    cpu_words_per_second: float | None = None
    gpu_words_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A folder or file was written: `model-best`, `model-last` or the checkpoint to resume from."""

    what: Literal["best", "last", "checkpoint"]
    path: Path


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the user should know, and that did not stop the run."""

    message: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over.

    `reason` is "epochs" (all were made), "patience", "steps", "minutes" or "interrupted".
    """

    reason: Literal["epochs", "patience", "steps", "minutes", "interrupted"]
    epochs: int
    steps: int
    best_epoch: int
    best_score: float
    best_scores: dict[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0


Event = Started | Stepped | Evaluated | Saved | Warned | Finished


def event_to_dict(event: Event) -> dict[str, Any]:
    """An event as what JSON can hold, with its kind under "event"."""
    values: dict[str, Any] = {"event": type(event).__name__.lower()}
    for name in event.__slots__:
        value = getattr(event, name)
        if isinstance(value, Path):
            value = str(value)
        elif name == "supplies":
            value = [{part: getattr(one, part) for part in one.__slots__} for one in value]
        values[name] = value
    return values
