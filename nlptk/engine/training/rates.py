"""The learning rate over the course of a training: a function of where it stands, without state."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, isfinite, pi

from nlptk.engine.errors import UsageError

SCHEDULES = ("linear", "cosine", "constant")


@dataclass(frozen=True, slots=True)
class RateSettings:
    """How the learning rate rises and falls.

    It rises linearly to `peak` over the first `warmup_steps` updates, and falls with the progress
    of the training to `final_ratio` times `peak`: in a straight line, as half a cosine wave
    (Loshchilov and Hutter, 2017, "SGDR: Stochastic gradient descent with warm restarts"), or not
    at all.

    Raises:
        UsageError: a value that cannot be.
    """

    peak: float = 3e-3
    schedule: str = "linear"
    warmup_steps: int = 100
    final_ratio: float = 0.0

    def __post_init__(self) -> None:
        if not (isfinite(self.peak) and self.peak > 0):
            raise UsageError("bad learning rate", expected="more than 0", found=str(self.peak))
        if self.schedule not in SCHEDULES:
            raise UsageError(
                "unknown schedule of the learning rate",
                expected=" or ".join(SCHEDULES),
                found=self.schedule,
            )
        if self.warmup_steps < 0:
            raise UsageError(
                "bad number of warm-up steps", expected="0 or more", found=str(self.warmup_steps)
            )
        if not 0 <= self.final_ratio <= 1:
            raise UsageError(
                "bad final ratio of the learning rate",
                expected="a number from 0 to 1",
                found=str(self.final_ratio),
            )


def rate_at(settings: RateSettings, *, step: int, progress: float) -> float:
    """The learning rate of an update.

    `step` counts the updates before it. `progress` is the share of the training that is done, such
    as words seen by words planned; beyond 1 the rate stays where it ended.
    """
    warmth = min(1.0, (step + 1) / settings.warmup_steps) if settings.warmup_steps else 1.0
    return settings.peak * warmth * _share(settings, min(max(progress, 0.0), 1.0))


def _share(settings: RateSettings, progress: float) -> float:
    """What is left of the full rate."""
    if settings.schedule == "constant":
        return 1.0
    left = (1.0 + cos(pi * progress)) / 2 if settings.schedule == "cosine" else 1.0 - progress
    return settings.final_ratio + (1.0 - settings.final_ratio) * left
