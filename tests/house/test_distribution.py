"""What pip calls nlptk: two places that must agree, and never the name of another project."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from nlptk._version import DISTRIBUTION

ROOT = Path(__file__).parents[2]
PLUGINS = sorted(ROOT.glob("plugins_contrib/*/pyproject.toml"))
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def project(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(path.read_text())["project"]
    return found


def test_the_project_has_the_name_that_packages_require() -> None:
    assert project(ROOT / "pyproject.toml")["name"] == DISTRIBUTION


@pytest.mark.parametrize("path", PLUGINS, ids=lambda path: path.parent.name)
def test_plugins_require_it_by_that_name(path: Path) -> None:
    names = [_NAME.match(one)[0] for one in project(path)["dependencies"]]  # type: ignore[index]
    assert DISTRIBUTION in names
    assert "nlptk" not in names


def test_nobody_is_told_to_install_the_project_of_a_stranger() -> None:
    wrong = re.compile(r"pip install[^\n]*?[\s\"'](nlptk)(?![-\w./])(?! by)")
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("plugins_contrib/**/*.md")]
    told = [
        f"{path.name}: {line}"
        for path in pages
        for line in path.read_text(encoding="utf-8").splitlines()
        if wrong.search(line) and "another project" not in line
    ]
    assert not told
