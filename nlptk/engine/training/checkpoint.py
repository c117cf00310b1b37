"""The state of a run as one file: with it, an interrupted run goes on bit for bit.

The file has the safetensors layout: all arrays (weights, moments, averages), and the rest as JSON
in its header. It replaces the one before in a single rename.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.sink import open_file
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.layers.weights import get_weights, set_weights
from nlptk.engine.protocols import KeepsProgress

from .loop import Progress
from .patience import Best

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from nlptk.engine.pipeline.language import Language

    from .loop import Loop

NAME = "checkpoint.safetensors"
_VERSION = 1
_OPTIMIZER, _AVERAGES, _MODEL, _PROGRESS = "optimizer", "averages", "model", "progress"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint file holds: arrays by name, the loop's progress, and facts about the run.

    `facts` must be the same when the run is taken up again.
    """

    arrays: Mapping[str, NDArray[Any]]
    progress: Progress
    facts: Mapping[str, Any]


def save_checkpoint(loop: Loop, path: Path, facts: Mapping[str, Any]) -> None:
    """Write the state of a loop. Raises `OutputError`; the file before it is then untouched."""
    from safetensors.numpy import save  # only when something is kept

    arrays = {f"{_MODEL}/{name}": array for name, array in _weights(loop.nlp).items()}
    arrays |= {f"{_OPTIMIZER}/{name}": array for name, array in loop.optimizer.state().items()}
    if loop.averages is not None:
        arrays |= {f"{_AVERAGES}/{name}": array for name, array in loop.averages.state().items()}
    for key, component in _gatherers(loop.nlp):
        arrays |= {f"{key}/{name}": array for name, array in component.progress().items()}
    header = {
        "version": _VERSION,
        "facts": dict(facts),
        "progress": _progress_state(loop.progress),
    }
    whole = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    with open_file(path) as sink:
        sink.write_bytes(save(whole, {"nlptk": json.dumps(header, sort_keys=True)}))


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint file. Raises `UsageError` when there is none, `DataError` for a bad one."""
    from safetensors import SafetensorError, safe_open  # only when something is loaded

    if not path.is_file():
        raise UsageError(
            f"there is no run to resume: {path} is not there",
            hint="leave out --resume to start one",
        )
    try:
        with safe_open(path, "numpy") as file:
            header = json.loads(file.metadata()["nlptk"])
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return _checkpoint(header, arrays)
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"a damaged checkpoint ({error})",
            place=Place(str(path)),
            hint="start the run again, without --resume",
        ) from error


def _checkpoint(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Checkpoint:
    if header["version"] != _VERSION:
        raise ValueError(f"version {header['version']}")
    return Checkpoint(arrays, _progress_from(header["progress"]), header["facts"])


def resume(loop: Loop, checkpoint: Checkpoint, facts: Mapping[str, Any]) -> None:
    """Put a loop that was made from the same configuration and data where the checkpoint stands.

    Raises:
        UsageError: the configuration or the data differ, with the differences.
        DataError: a component cannot go on from what the checkpoint has of it.
    """
    known = json.loads(json.dumps(dict(facts)))
    different = [
        f"{name} was {checkpoint.facts.get(name)!r} and is {known.get(name)!r}"
        for name in sorted({*known, *checkpoint.facts})
        if known.get(name) != checkpoint.facts.get(name)
    ]
    if different:
        raise UsageError(
            f"this is not the run that was interrupted: {'; '.join(different)}",
            hint="resume with the same options and data, or start anew without --resume",
        )
    for key, model in loop.nlp.models(every=True).items():
        set_weights(model, _under(checkpoint.arrays, f"{_MODEL}/{key}"))
    loop.optimizer.restore(_under(checkpoint.arrays, _OPTIMIZER))
    if loop.averages is not None:
        loop.averages.restore(_under(checkpoint.arrays, _AVERAGES))
    for key, component in _gatherers(loop.nlp):
        try:
            component.restore_progress(_under(checkpoint.arrays, key))
        except (LookupError, ValueError) as error:
            raise DataError(
                f"a checkpoint that lacks what a component goes on from ({error})",
                hint="start the run again, without --resume",
            ) from error
    loop.progress = checkpoint.progress
    loop.nlp.weights_changed()


def _gatherers(nlp: Language) -> Iterator[tuple[str, KeepsProgress]]:
    """The components that gather something, each with where the checkpoint has that."""
    for pipe in nlp.pipes:
        if isinstance(pipe.component, KeepsProgress):
            yield f"{_PROGRESS}/{pipe.name}", pipe.component


def _weights(nlp: Language) -> dict[str, NDArray[Any]]:
    return {
        f"{key}/{name}": array
        for key, model in nlp.models(every=True).items()
        for name, array in get_weights(model).items()
    }


def _under(arrays: Mapping[str, NDArray[Any]], key: str) -> dict[str, NDArray[Any]]:
    start = f"{key}/"
    return {
        name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)
    }


def _progress_state(progress: Progress) -> dict[str, Any]:
    return {
        "epoch": progress.epoch,
        "batches": progress.batches,
        "step": progress.step,
        "words": progress.words,
        "losses": progress.losses,
        "best": progress.best.state(),
    }


def _progress_from(state: Mapping[str, Any]) -> Progress:
    return Progress(**{**state, "best": Best(**state["best"])})
