"""A pipeline packaged: from the folder of a model to a project and what pip installs of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.sink import open_folder
from nlptk.engine.pipeline.meta import META
from nlptk.engine.pipeline.model_folder import ModelFolder

from .build import DIST, KINDS, build
from .facts import Additions, package_meta
from .naming import package_name
from .project import Project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class PackageJob:
    """What is to be packaged. `output` is the folder in which that of the project appears.

    `kinds` are the distributions to build, as in `build.KINDS`.
    """

    model: Path
    output: Path
    additions: Additions = field(default_factory=Additions)
    kinds: Sequence[str] = KINDS
    force: bool = False


@dataclass(frozen=True)
class Packaged:
    """A package that was made: its project and distributions, and what was not taken over."""

    package: str
    meta: Mapping[str, Any]
    folder: Path
    distributions: Sequence[Path]
    not_taken: Sequence[str] = ()


def run_package(job: PackageJob) -> Packaged:
    """Make the package, which appears whole, with its distributions, or not at all.

    Raises:
        UsageError: a name, version or requirement that cannot be.
        DataError: a model that is damaged, or additions that are not what they should be.
        OutputError: there is such a folder and no `force`, or something could not be written.
    """
    model = ModelFolder.open(job.model)
    meta, not_taken = package_meta(model.read_json(META), job.additions)
    project = Project(package_name(meta["lang"], meta["name"]), meta, model)
    folder = job.output / project.folder_name
    with open_folder(folder, force=job.force) as sink:
        project.write(sink)
        if job.kinds:
            build(sink.folder, job.kinds)
        built = sorted(path.name for path in (sink.folder / DIST).glob("*"))
    distributions = [folder / DIST / name for name in built]
    return Packaged(project.package, meta, folder, distributions, not_taken)
