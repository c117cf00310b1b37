"""The folder of a run: what is kept in it of each epoch, and what must not be lost."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.store import save_pipeline

from .checkpoint import NAME, save_checkpoint
from .events import Evaluated, Event, Finished, Saved, Stepped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nlptk.engine.pipeline.language import Language

    from .loop import Loop
    from .run import TrainingJob

BEST, LAST = "model-best", "model-last"

_SAVED = re.compile(r"model-(best|last|epoch-\d+)")


def check_output(job: TrainingJob) -> None:
    """Raise `UsageError` for a folder with something in it that must not be lost."""
    output = job.output
    if output.is_dir() and any(output.iterdir()) and not (job.force or job.resume):
        again = ", or --resume goes on with it" if (output / NAME).is_file() else ""
        raise UsageError(
            f"{output} is a folder with files in it", hint=f"--force replaces it{again}"
        )


def clear(output: Path) -> None:
    """Take away what another run left, or it might be taken for this one's."""
    (output / NAME).unlink(missing_ok=True)
    for path in output.iterdir():
        if path.is_dir() and _SAVED.fullmatch(path.name):
            shutil.rmtree(path)


def keep(
    job: TrainingJob, nlp: Language, loop: Loop, event: Event, facts: Mapping[str, Any]
) -> Iterator[Saved]:
    """Save what an event calls for: the pipeline as it is and as it was best, and the state.

    The state comes last: a run that is killed in between does its last epoch again.
    """
    if isinstance(event, Stepped):
        return
    ended_early = isinstance(event, Finished) and event.reason not in ("epochs", "patience")
    if not (isinstance(event, Evaluated) or ended_early):
        return
    with loop.averaged(), nlp.select_pipes([pipe.name for pipe in nlp.pipes]):
        is_best = isinstance(event, Evaluated) and event.is_best
        if is_best or not (job.output / BEST).exists():
            save_pipeline(nlp, job.output / BEST, force=True)
            yield Saved("best", job.output / BEST)
        save_pipeline(nlp, job.output / LAST, force=True)
        if isinstance(event, Evaluated) and job.keep:
            save_pipeline(nlp, job.output / f"model-epoch-{event.epoch:03}", force=True)
            for old in sorted(job.output.glob("model-epoch-*"))[: -job.keep]:
                shutil.rmtree(old)
    yield Saved("last", job.output / LAST)
    save_checkpoint(loop, job.output / NAME, facts)
    yield Saved("checkpoint", job.output / NAME)
