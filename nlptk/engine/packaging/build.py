"""Building what pip installs, by hatchling, in a process of its own and without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from nlptk.engine.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

DIST = "dist"
KINDS = ("sdist", "wheel")
_EPOCH = "SOURCE_DATE_EPOCH"
_FIRST_OF_1980 = 315_532_800
"""What a zip file can say of a date."""


def build(project: Path, kinds: Sequence[str], environ: Mapping[str, str] = os.environ) -> None:
    """Build distributions, some of `KINDS`, of a project into its folder `dist`.

    The bytes depend on nothing but the project and SOURCE_DATE_EPOCH.

    Raises:
        UsageError: there is no hatchling, or SOURCE_DATE_EPOCH is none.
        OutputError: it failed; with the last that it said.
    """
    if find_spec("hatchling") is None:
        raise UsageError(
            "distributions are built by hatchling, which is not installed",
            hint="pip install hatchling, or leave it to others with --build none",
        )
    _check_epoch(environ.get(_EPOCH))
    # a user's settings of hatch are about other projects
    environ = {name: value for name, value in environ.items() if not name.startswith("HATCH_")}
    command = [sys.executable, "-m", "hatchling", "build", "-d", DIST]
    command += [word for kind in kinds for word in ("-t", kind)]
    done = subprocess.run(
        command, cwd=project, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().split("\n")
        raise OutputError(f"the package could not be built: {said[-1]}")


def _check_epoch(value: str | None) -> None:
    if value and not (value.isdecimal() and int(value) >= _FIRST_OF_1980):
        raise UsageError(f"{_EPOCH}={value}", expected="seconds since 1970, from the year 1980 on")
