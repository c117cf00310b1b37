"""Pipelines that were installed as packages: found by name, without running any of their code.

A package of a pipeline names itself in the entry points of its distribution, and has the model
folder inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from nlptk.engine.errors import UsageError

from .model_folder import MANIFEST

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

ENTRY_POINTS = "nlptk_models"
"""The group of entry points in which packages name their pipelines."""

INSIDE = "model"
"""The folder of a package in which the pipeline is."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A pipeline by the name that it is loaded by, with the distribution that brought it."""

    name: str
    distribution: str
    version: str
    folder: Path


def installed_models() -> list[InstalledModel]:
    """The pipelines that are installed, by name."""
    found = {one.name: one for one in _installed()}  # the last on the path is not the one imported
    return [found[name] for name in sorted(found)]


def find_model(model: str | os.PathLike[str]) -> Path:
    """The folder of a pipeline, given as a path or by the name it was installed with.

    A folder of that name goes before. Raises `UsageError` for what is neither.
    """
    path, name = Path(model), str(model)
    if (path / MANIFEST).exists() or not name.isidentifier():
        return path  # what is wrong with it, is told when it is loaded
    inside = _folder_of(name)
    if inside is not None:
        return inside
    if path.is_dir():
        return path
    names = [one.name for one in installed_models()]
    near = get_close_matches(name, names, n=1)
    raise UsageError(
        f"there is no model {name!r}: no such folder, and nothing installed by that name",
        expected=f"a folder, or one of: {', '.join(names)}" if names else "a folder",
        hint=f"did you mean {near[0]}?" if near else "",
    )


def _installed() -> Iterator[InstalledModel]:
    for distribution in reversed(list(distributions())):
        text = distribution.read_text("entry_points.txt")
        if not text or ENTRY_POINTS not in text:
            continue
        for point in distribution.entry_points.select(group=ENTRY_POINTS):
            folder = _folder_of(point.name)
            if folder is not None:
                metadata = distribution.metadata
                yield InstalledModel(point.name, metadata["Name"], distribution.version, folder)


def _folder_of(package: str) -> Path | None:
    """The model folder inside of a package that could be imported; None if there is none."""
    try:
        spec = find_spec(package)  # of a package that is in no other: imports nothing
    except (ImportError, ValueError):
        return None
    for place in (spec.submodule_search_locations if spec else None) or ():
        if (Path(place) / INSIDE / MANIFEST).is_file():
            return Path(place) / INSIDE
    return None
