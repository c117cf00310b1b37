"""Packaging from model to project."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_models import small_model

from nlptk.engine.errors import DataError, OutputError
from nlptk.engine.packaging.facts import Additions
from nlptk.engine.packaging.run import PackageJob, run_package


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model(tmp_path_factory.mktemp("m") / "model")


def test_a_package_appears_with_its_distributions(model: Path, tmp_path: Path) -> None:
    made = run_package(PackageJob(model, tmp_path / "out", kinds=("wheel",)))
    assert made.package == "en_tiny"
    assert made.folder == tmp_path / "out" / "en_tiny-1.2"
    (wheel,) = made.distributions
    assert wheel == made.folder / "dist" / "en_tiny-1.2-py3-none-any.whl"
    assert wheel.is_file()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["en_tiny-1.2"]


def test_a_package_that_is_there_is_replaced_only_by_force(model: Path, tmp_path: Path) -> None:
    run_package(PackageJob(model, tmp_path, kinds=()))
    with pytest.raises(OutputError, match="files in it"):
        run_package(PackageJob(model, tmp_path, kinds=()))
    more = Additions(said={"author": "Bob"})
    run_package(PackageJob(model, tmp_path, more, kinds=(), force=True))
    assert "Bob" in (tmp_path / "en_tiny-1.2" / "pyproject.toml").read_text()


def test_a_package_that_cannot_be_built_leaves_nothing(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OutputError("no")

    monkeypatch.setattr("nlptk.engine.packaging.run.build", fail)
    with pytest.raises(OutputError):
        run_package(PackageJob(model, tmp_path))
    assert not list(tmp_path.iterdir())


def test_what_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not a model folder"):
        run_package(PackageJob(tmp_path, tmp_path / "out"))
