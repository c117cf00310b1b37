"""Which versions of nlptk a model is for: those that read it as the one that wrote it did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nlptk._version import DISTRIBUTION, __version__
from nlptk.engine.errors import DataError, Place

from .model_folder import damaged

if TYPE_CHECKING:
    from pathlib import Path

_RELEASE = re.compile(r"(\d+)\.(\d+)")


def fitting_versions(version: str = __version__) -> str:
    """The versions, as in a requirement, that run what `version` writes.

    From it to the next one that may break something: the next minor version before 1.0, the next
    major version after it.
    """
    match = _RELEASE.match(version)
    assert match is not None  # it is our own
    major, minor = int(match[1]), int(match[2])
    end = f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    return f">={version},<{end}"


def is_fitting(versions: object, version: str = __version__) -> bool:
    """Whether a version is among those of a requirement. Raises `ValueError` for none."""
    if versions == fitting_versions(version):
        return True  # the usual case, without what reads requirements
    from packaging.specifiers import SpecifierSet

    if not isinstance(versions, str):
        raise ValueError(f"{versions!r} is no range of versions")  # noqa: TRY004  # bad data
    return SpecifierSet(versions).contains(version, prereleases=True)


def check_fitting(versions: object, *, path: Path, written_by: str) -> None:
    """Raise `DataError`, located at `path`, unless this nlptk is among the versions."""
    try:
        fits = is_fitting(versions)
    except ValueError as error:
        raise damaged(path, str(error)) from error
    if not fits:
        raise DataError(
            "a model for another version of nlptk",
            place=Place(str(path)),
            expected=f"nlptk {versions}",
            found=f"nlptk {__version__}; the model was written by {written_by}",
            hint=f"pip install '{DISTRIBUTION}{versions}', or train the model again",
        )
