"""Building distributions of a project."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from nlptk.engine.errors import OutputError, UsageError
from nlptk.engine.packaging.build import DIST, build

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "en_x"
version = "1.0"
requires-python = ">=3.11"

[tool.hatch.build]
ignore-vcs = true
only-include = ["en_x"]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "en_x").mkdir(parents=True)
    (folder / "en_x" / "__init__.py").write_text("")
    (folder / "pyproject.toml").write_text(PROJECT)
    return folder


def sums(project: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((project / DIST).iterdir())
    }


def test_the_same_project_gives_the_same_bytes(project: Path) -> None:
    (project.parent / ".gitignore").write_text("*\n")
    (project.parent / ".git").mkdir()
    environ = {**os.environ, "HATCH_BUILD_HOOKS_ENABLE": "nonsense"}
    build(project, ("sdist", "wheel"), environ)
    first = sums(project)
    assert sorted(first) == ["en_x-1.0-py3-none-any.whl", "en_x-1.0.tar.gz"]
    for path in (project / "en_x" / "__init__.py", project / "pyproject.toml"):
        os.utime(path, (10**9, 10**9))
    build(project, ("sdist", "wheel"), environ)
    assert sums(project) == first


def test_a_project_that_is_none_ends_in_one_sentence(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "en x"\n')
    with pytest.raises(OutputError, match=r"could not be built: .+") as caught:
        build(project, ("wheel",))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("epoch", ["soon", "-1", "0", "1e9"])
def test_an_epoch_that_is_none_is_refused(epoch: str, project: Path) -> None:
    with pytest.raises(UsageError, match=f"SOURCE_DATE_EPOCH={epoch}"):
        build(project, ("wheel",), {**os.environ, "SOURCE_DATE_EPOCH": epoch})


def test_without_a_builder_it_is_said_what_to_do(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlptk.engine.packaging.build.find_spec", lambda _name: None)
    with pytest.raises(UsageError, match="not installed") as caught:
        build(project, ("wheel",))
    assert "--build none" in caught.value.hint
