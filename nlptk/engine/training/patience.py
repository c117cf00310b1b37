"""Which epoch was the best so far, and how long ago that was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass
class Best:
    """The best epoch: the first one with the highest score. Epochs count from 1, 0 is none."""

    epoch: int = 0
    score: float = 0.0
    scores: dict[str, float | None] = field(default_factory=dict)
    epochs_since: int = 0

    def note(self, epoch: int, score: float, scores: Mapping[str, float | None]) -> bool:
        """Take an epoch's score into account; returns whether it is the best now."""
        if self.epoch and score <= self.score:
            self.epochs_since += 1
            return False
        self.epoch, self.score, self.scores = epoch, score, dict(scores)
        self.epochs_since = 0
        return True

    def state(self) -> dict[str, Any]:
        """What JSON can hold of it."""
        return {
            "epoch": self.epoch,
            "score": self.score,
            "scores": self.scores,
            "epochs_since": self.epochs_since,
        }
