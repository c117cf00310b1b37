"""Paths as those expect them who show findings beside the files of a repository."""

from __future__ import annotations

from pathlib import Path


def repository_path(path: str) -> str:
    """A path below the working directory relative to it, with slashes; any other as it is."""
    here = Path.cwd()
    given = Path(path)
    if given.is_absolute() and given.is_relative_to(here):
        given = given.relative_to(here)
    return given.as_posix() if path else ""
