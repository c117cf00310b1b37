"""A training run as a command has it: its events told, logged and shown, signals heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.sink import open_file
from nlptk.engine.training.events import Started
from nlptk.engine.training.run import run_training

from .exits import ExitCode
from .stopping import Stopping
from .training_report import EventLog, TrainingReport
from .views.training import TrainingView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from nlptk.engine.training.events import Event
    from nlptk.engine.training.run import TrainingJob
    from nlptk.plugins.catalog import Catalog

    from .views.console import Console

LOG_NAME, CONFIG_NAME = "training.jsonl", "config.cfg"


def run_job(
    catalog: Catalog,
    job: TrainingJob,
    *,
    listeners: Sequence[Callable[[Event], object]] = (),
    stop: Callable[[], str] = lambda: "",
) -> TrainingReport:
    """Run a job, as `train` does, and return what came of it."""
    report = TrainingReport(job.config.pipeline.lang, str(job.output), job.config.score)
    for event in run_training(job, stop=stop):
        report.note(event)
        for listener in listeners:
            listener(event)
        catalog.notify(event)
    return report


def watched_run(
    catalog: Catalog,
    job: TrainingJob,
    console: Console,
    *,
    logs: Sequence[Path],
    verbose: bool,
) -> tuple[TrainingReport, ExitCode]:
    """Train before the eyes of a person; the code is that of the signal that stopped it, if any."""
    view = TrainingView(
        console,
        job.config.score,
        factories=job.config.factories,
        verbose=verbose,
    )
    with Stopping(console.say) as stopping, EventLog(logs, resume=job.resume) as log:

        def listen(event: Event) -> None:
            if isinstance(event, Started):
                stopping.listen()  # before that there is nothing to keep
                with open_file(job.output / CONFIG_NAME) as sink:
                    sink.write(job.config.to_text())
            log.write(event)
            view.show(event)

        try:
            report = run_job(catalog, job, listeners=[listen], stop=stopping.reason)
        finally:
            view.close()
    stopped = report.finished is not None and report.finished.reason == "interrupted"
    return report, stopping.exit_code if stopped else ExitCode.DONE
