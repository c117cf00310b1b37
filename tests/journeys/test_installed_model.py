"""A pipeline from training to an installed package that other programs use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_models import small_model

from nlptk.engine.packaging.run import PackageJob, run_package

USE = """
import json, sys
import nlptk, en_tiny
by_name, by_import = nlptk.load("en_tiny"), en_tiny.load()
doc, again = by_name("Anna sings."), by_import("Anna sings.")
assert doc.texts("tag") == again.texts("tag")
print(json.dumps([by_name.pipe_names, en_tiny.__version__, by_name.meta["author"]]))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of processes that have the package, as pip installed it, and nlptk."""
    folder = tmp_path_factory.mktemp("installed")
    model = small_model(folder / "model", "tagger", "ner", steps=5)
    made = run_package(PackageJob(model, folder, kinds=("wheel",)))
    pip = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--quiet"]
    site, wheel = folder / "site", made.distributions[0]
    subprocess.run(
        [*pip, "--disable-pip-version-check", "--target", str(site), str(wheel)], check=True
    )
    paths = [str(site), str(Path(__file__).parents[2])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "NLPTK_PLUGINS": "none"}


def run(environment: dict[str, str], *args: str, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *args],
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_programs_load_it_by_name_and_by_import(environment: dict[str, str]) -> None:
    assert json.loads(run(environment, "-c", USE)) == [["tagger", "ner"], "1.2", "Ada"]


def test_commands_know_it_by_name(environment: dict[str, str], sample: Path) -> None:
    (model,) = [
        one
        for one in json.loads(run(environment, "-m", "nlptk", "info", "--json"))["models"]
        if one["name"] == "en_tiny"
    ]
    assert (model["version"], model["fits"]) == ("1.2", True)
    dev = str(sample / "dev.conllu")
    scores = json.loads(run(environment, "-m", "nlptk", "evaluate", "en_tiny", dev, "--json"))
    assert scores["words"] == 712
    assert scores["scores"]["tag_acc"] is not None
