"""The project of a package."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_models import small_model

from nlptk.engine.data.sink import open_folder
from nlptk.engine.errors import DataError
from nlptk.engine.packaging.facts import Additions, package_meta
from nlptk.engine.packaging.project import Project
from nlptk.engine.pipeline.meta import META
from nlptk.engine.pipeline.model_folder import ModelFolder
from nlptk.engine.pipeline.store import WEIGHTS


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    return ModelFolder.open(small_model(tmp_path_factory.mktemp("m") / "model"))


def project(model: ModelFolder, said: dict[str, Any] | None = None) -> Project:
    meta, _ = package_meta(model.read_json(META), Additions(said=said or {}))
    return Project("en_tiny", meta, model)


def test_a_project_is_all_that_a_package_needs(model: ModelFolder, tmp_path: Path) -> None:
    with open_folder(tmp_path / "p") as sink:
        project(model, {"author": "Bob"}).write(sink)
    package = tmp_path / "p" / "en_tiny"
    names = sorted(path.name for path in (tmp_path / "p").iterdir())
    assert names == ["README.md", "en_tiny", "pyproject.toml"]
    again = ModelFolder.open(package / "model")
    again.check(*model.files)
    assert again.read_json(META)["author"] == "Bob"
    assert again.written_by == model.written_by
    assert again.files[WEIGHTS] == model.files[WEIGHTS]
    namespace: dict[str, Any] = {"__file__": str(package / "__init__.py")}
    exec((package / "__init__.py").read_text(), namespace)
    assert namespace["__version__"] == "1.2"
    assert namespace["load"]().pipe_names == ["tagger", "ner"]


def test_a_package_says_which_nlptk_it_needs(model: ModelFolder, tmp_path: Path) -> None:
    """Another project has the name on the public index."""
    with open_folder(tmp_path / "p") as sink:
        project(model).write(sink)
    stranger = tmp_path / "site" / "nlptk"
    stranger.mkdir(parents=True)
    (stranger / "__init__.py").write_text("def tokenize(text): return text.split()")
    paths = os.pathsep.join([str(stranger.parent), str(tmp_path / "p")])
    done = subprocess.run(
        [sys.executable, "-c", "import en_tiny; en_tiny.load()"],
        env={**os.environ, "PYTHONPATH": paths},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stderr.strip().split("\n")[-1]
    assert said.startswith("ImportError: en_tiny needs nlptk: pip install 'nlptk-pipelines>=")
    assert "cannot import name 'load' from 'nlptk'" in said


def test_a_model_that_is_damaged_makes_no_project(model: ModelFolder, tmp_path: Path) -> None:
    folder = small_model(tmp_path / "model")
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (folder / WEIGHTS).write_bytes(data)
    with pytest.raises(DataError, match="a damaged model"), open_folder(tmp_path / "p") as sink:
        project(ModelFolder.open(folder)).write(sink)
    assert not (tmp_path / "p").exists()


texts = st.text(st.characters(exclude_categories=["Cs"]))


@settings(max_examples=60, deadline=None)
@given(description=texts, author=texts, license=texts, url=texts, email=texts)
def test_whatever_people_say_the_metadata_can_be_read(model: ModelFolder, **said: str) -> None:
    read = tomllib.loads(project(model, said).pyproject())
    about = read["project"]
    assert about["description"] == " ".join(said["description"].split())
    authors = {"name": said["author"], "email": said["email"]}
    kept = {name: text for name, text in authors.items() if text}
    assert about.get("authors", [{}]) == [kept]
    assert ("license" in about) == bool(said["license"])
    assert read["project"].get("urls", {}).get("Homepage", "") == said["url"]
    assert about["entry-points"] == {"nlptk_models": {"en_tiny": "en_tiny:load"}}


def test_licences_are_expressions_or_texts(model: ModelFolder) -> None:
    for text, license in (
        ("mit or apache-2.0", "MIT OR Apache-2.0"),
        ("as you like it", {"text": "as you like it"}),
    ):
        read = tomllib.loads(project(model, {"license": text}).pyproject())
        assert read["project"]["license"] == license
