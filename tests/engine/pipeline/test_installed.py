"""Installed pipelines, found without running their code."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from small_models import small_model

from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.installed import find_model, installed_models


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with a package of a pipeline, which must never be imported."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path.parent)
    install(tmp_path, "en_tiny", "1.2")
    return tmp_path


def install(site: Path, name: str, version: str) -> Path:
    (site / name).mkdir(parents=True)
    (site / name / "__init__.py").write_text("raise SystemExit('its code was run')\n")
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (info / "entry_points.txt").write_text(f"[nlptk_models]\n{name} = {name}:load\n")
    return small_model(site / name / "model")


def test_installed_pipelines_are_listed(site: Path) -> None:
    found = {one.name: one for one in installed_models()}
    assert found["en_tiny"].folder == site / "en_tiny" / "model"
    assert (found["en_tiny"].distribution, found["en_tiny"].version) == ("en_tiny", "1.2")
    assert "en_tiny" not in sys.modules


def test_of_two_versions_the_one_that_would_be_imported_is_listed(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(site / "before", "en_tiny", "2.0")
    monkeypatch.syspath_prepend(str(site / "before"))
    (found,) = [one for one in installed_models() if one.name == "en_tiny"]
    assert (found.version, found.folder.parents[1]) == ("2.0", site / "before")


def test_a_pipeline_is_found_by_name_and_by_path(site: Path) -> None:
    assert find_model("en_tiny") == site / "en_tiny" / "model"
    assert find_model(site / "en_tiny" / "model") == site / "en_tiny" / "model"
    assert find_model("no/such") == Path("no/such")  # loading says what is wrong with it
    assert "en_tiny" not in sys.modules


def test_a_folder_with_a_pipeline_goes_before_a_name(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    small_model(here / "en_tiny")
    monkeypatch.chdir(here)
    assert find_model("en_tiny") == Path("en_tiny")
    (here / "en_tiny" / "manifest.json").unlink()
    assert find_model("en_tiny") == site / "en_tiny" / "model"


def test_a_name_that_is_not_there_is_told_with_the_nearest(site: Path) -> None:
    with pytest.raises(UsageError, match="there is no model 'en_tini'") as caught:
        find_model("en_tini")
    assert "en_tiny" in caught.value.expected
    assert caught.value.hint == "did you mean en_tiny?"
    with pytest.raises(UsageError, match="there is no model 'json'"):
        find_model("json")  # a package, and no pipeline
