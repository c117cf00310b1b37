"""What came of a pretraining run, as a document for machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nlptk.engine.training.pretraining.events import (
    HeldOutJudged,
    PretrainingFinished,
    PretrainingSaved,
    PretrainingStarted,
    event_to_dict,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nlptk.engine.training.pretraining.events import PretrainingEvent

SCHEMA = "nlptk.pretrain/1"


@dataclass
class PretrainingReport:
    """The events of a run, but for its steps."""

    output: str
    started: PretrainingStarted | None = None
    judged: list[HeldOutJudged] = field(default_factory=list)
    saved: dict[str, Path] = field(default_factory=dict)
    finished: PretrainingFinished | None = None

    def note(self, event: PretrainingEvent) -> None:
        """Take an event in."""
        match event:
            case PretrainingStarted():
                self.started = event
            case HeldOutJudged():
                self.judged.append(event)
            case PretrainingSaved():
                self.saved[event.what] = event.path
            case PretrainingFinished():
                self.finished = event

    def to_dict(self) -> dict[str, Any]:
        """The document that `--json` prints."""
        return {
            "schema": SCHEMA,
            "output": self.output,
            "data": _plain(self.started) if self.started else None,
            "judged": [_plain(event) for event in self.judged],
            "saved": {what: str(path) for what, path in self.saved.items()},
            "finished": _plain(self.finished) if self.finished else None,
        }


def _plain(event: PretrainingEvent) -> dict[str, Any]:
    values = event_to_dict(event)
    del values["event"]
    return values
