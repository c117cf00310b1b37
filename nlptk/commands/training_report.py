"""What came of a training run: as a document for machines, and line by line while it runs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from nlptk.engine.errors import OutputError
from nlptk.engine.training.events import (
    Evaluated,
    Finished,
    Saved,
    Started,
    Stepped,
    Warned,
    event_to_dict,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from nlptk.engine.training.events import Event

SCHEMA = "nlptk.train/1"


@dataclass
class TrainingReport:
    """The events of a run, but for its steps. `weights` are those of the figures in the score."""

    lang: str
    output: str
    weights: Mapping[str, float]
    started: Started | None = None
    epochs: list[Evaluated] = field(default_factory=list)
    saved: dict[str, Path] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    finished: Finished | None = None

    def note(self, event: Event) -> None:
        """Take an event in."""
        match event:
            case Started():
                self.started = event
            case Evaluated():
                self.epochs.append(event)
            case Saved():
                self.saved[event.what] = event.path
            case Warned():
                self.warnings.append(event.message)
            case Finished():
                self.finished = event

    def to_dict(self) -> dict[str, Any]:
        """The document that `--json` prints. Scores are between 0 and 1."""
        finished = self.finished
        return {
            "schema": SCHEMA,
            "lang": self.lang,
            "output": self.output,
            "reason": finished.reason if finished else None,
            "seconds": finished.seconds if finished else None,
            "steps": finished.steps if finished else None,
            "weights": dict(self.weights),
            "best": {
                "epoch": finished.best_epoch,
                "score": finished.best_score,
                "scores": finished.best_scores,
            }
            if finished and finished.best_epoch
            else None,
            "data": _plain(self.started) if self.started else None,
            "epochs": [_plain(epoch) for epoch in self.epochs],
            "saved": {what: str(path) for what, path in self.saved.items()},
            "warnings": self.warnings,
        }


def _plain(event: Event) -> dict[str, Any]:
    values = event_to_dict(event)
    del values["event"]
    return values


class EventLog:
    """Files with a line of JSON for each event but steps; they are opened when the run starts.

    A run that is resumed goes on where its files end.
    """

    def __init__(self, paths: Sequence[Path], *, resume: bool) -> None:
        self._paths = paths
        self._mode = "a" if resume else "w"
        self._files: list[IO[str]] = []
        self._waiting: list[str] = []

    def __enter__(self) -> EventLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files:
            file.close()

    def write(self, event: Event) -> None:
        """Add an event, and see that it is on the disk. Raises `OutputError`."""
        if isinstance(event, Stepped):
            return
        self._waiting.append(json.dumps(event_to_dict(event), ensure_ascii=False) + "\n")
        if isinstance(event, Started):
            self._open()
        if self._files:
            self._flush()

    def _open(self) -> None:
        for path in self._paths:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._files.append(path.open(self._mode, encoding="utf-8"))
            except OSError as error:
                raise _not_written(path, error) from error

    def _flush(self) -> None:
        for path, file in zip(self._paths, self._files, strict=True):
            try:
                file.writelines(self._waiting)
                file.flush()
            except OSError as error:
                raise _not_written(path, error) from error
        self._waiting.clear()


def _not_written(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} could not be written: {error.strerror or error}")
