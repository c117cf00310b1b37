"""The state of a pretraining run as one file: with it, an interrupted run goes on."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.sink import open_file
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.layers.weights import get_weights, set_weights

from .loop import Progress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from .loop import PretrainingLoop

STATE = "checkpoint.safetensors"
_VERSION = 1
_OPTIMIZER, _MODEL = "optimizer/", "model/"


def save_state(loop: PretrainingLoop, path: Path, facts: Mapping[str, Any]) -> None:
    """Write the state of a loop. Raises `OutputError`; the file before it is then untouched."""
    from safetensors.numpy import save  # only when something is kept

    arrays = {
        f"{_MODEL}{key}/{name}": array
        for key, model in loop.learner.models().items()
        for name, array in get_weights(model).items()
    }
    arrays |= {f"{_OPTIMIZER}{name}": array for name, array in loop.optimizer.state().items()}
    header = {"version": _VERSION, "facts": dict(facts), "progress": asdict(loop.progress)}
    whole = {name: np.asarray(array, order="C") for name, array in arrays.items()}
    with open_file(path) as sink:
        sink.write_bytes(save(whole, {"nlptk.pretraining": json.dumps(header, sort_keys=True)}))


def load_state(loop: PretrainingLoop, path: Path, facts: Mapping[str, Any]) -> None:
    """Put a loop that was made from the same settings and texts where the file's one stood.

    Raises:
        UsageError: there is no file, or settings or texts differ, with the differences.
        DataError: the file is damaged.
    """
    if not path.is_file():
        raise UsageError(
            f"there is no run to resume: {path} is not there",
            hint="leave out --resume to start one",
        )
    header, arrays = _read(path)
    _check(header["facts"], facts)
    try:
        for key, model in loop.learner.models().items():
            set_weights(model, _under(arrays, f"{_MODEL}{key}/"))
        loop.optimizer.restore(_under(arrays, _OPTIMIZER))
        loop.progress = Progress(**header["progress"])
    except (DataError, TypeError) as error:
        raise _damaged(path, error) from error


def _read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    from safetensors import SafetensorError, safe_open  # only when something is loaded

    try:
        with safe_open(path, "numpy") as file:
            header = json.loads(file.metadata()["nlptk.pretraining"])
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return _known(header), arrays
    except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path, error) from error


def _known(header: Mapping[str, Any]) -> dict[str, Any]:
    if header["version"] != _VERSION:
        raise ValueError(f"version {header['version']}")
    return {"facts": dict(header["facts"]), "progress": dict(header["progress"])}


def _check(before: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    known = json.loads(json.dumps(dict(facts)))
    different = [
        f"{name} was {before.get(name)!r} and is {known.get(name)!r}"
        for name in sorted({*known, *before})
        if known.get(name) != before.get(name)
    ]
    if different:
        raise UsageError(
            f"this is not the run that was interrupted: {'; '.join(different)}",
            hint="resume with the same options and texts, or start anew without --resume",
        )


def _under(arrays: Mapping[str, NDArray[Any]], start: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)
    }


def _damaged(path: Path, error: Exception) -> DataError:
    return DataError(
        f"a damaged checkpoint ({error})",
        place=Place(str(path)),
        hint="start the run again, without --resume",
    )
