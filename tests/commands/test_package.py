"""`nlptk package`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from small_models import small_model

if TYPE_CHECKING:
    from conftest import CommandLine


@pytest.fixture
def model(nlptk: CommandLine) -> Path:
    return small_model(nlptk.folder / "model")


def test_package_prints_what_pip_installs(nlptk: CommandLine, model: Path) -> None:
    done = nlptk("package", "model", "out", "--build", "wheel", "--name", "news", "-V", "2.0-rc1")
    wheel = "out/en_news-2.0rc1/dist/en_news-2.0rc1-py3-none-any.whl"
    assert (done.code, done.out) == (0, f"{wheel}\n")
    assert (nlptk.folder / wheel).is_file()


def test_package_prints_the_project_when_nothing_is_built(nlptk: CommandLine, model: Path) -> None:
    done = nlptk("package", "model", "out", "--build", "none")
    assert (done.code, done.out) == (0, "out/en_tiny-1.2\n")
    assert not (nlptk.folder / "out/en_tiny-1.2/dist").exists()


def test_package_takes_facts_and_scores(nlptk: CommandLine, model: Path) -> None:
    nlptk.write("facts.json", '{"author": "Bob", "labels": {}}')
    nlptk.write("scores.json", '{"data": "test.conllu", "scores": {"tag_acc": 0.75}}')
    done = nlptk(
        "package", "model", "out", "-m", "facts.json", "--scores", "scores.json", "--build",
        "none", "--require", "requests>=2", "--json",
    )  # fmt: skip
    assert done.code == 0
    report = json.loads(done.out)
    assert report["schema"] == "nlptk.package/1"
    assert (report["package"], report["version"]) == ("en_tiny", "1.2")
    assert (report["distributions"], report["not_taken"]) == ([], ["labels"])
    assert "requests>=2" in report["requirements"]
    assert "facts.json: the model itself knows labels; not taken" in done.err
    assert "| Tags, accuracy | 75.00 |" in (nlptk.folder / "out/en_tiny-1.2/README.md").read_text()


@pytest.mark.parametrize(("options", "message"), [
    (["--name", "My Model"], "take my_model"),
    (["--version", "one"], "'one' is not a version"),
    (["--require", ">=1"], "is not a requirement"),
    (["-m", "no.json"], "no.json: "),
    (["-m", "bad.json"], "bad.json:1:9: not JSON"),
    (["-m", "wrong.json"], "wrong.json: author is not what it should be"),
    (["--build", "egg"], "sdist"),
])  # fmt: skip
def test_package_refuses_what_cannot_be(
    options: list[str], message: str, nlptk: CommandLine, model: Path
) -> None:
    nlptk.write("bad.json", '{"name" "x"}')
    nlptk.write("wrong.json", '{"author": 3}')
    done = nlptk("package", "model", "out", *options)
    assert done.code == 2
    assert message in done.err
    assert not (nlptk.folder / "out").exists()


def test_package_replaces_nothing_without_force(nlptk: CommandLine, model: Path) -> None:
    nlptk("package", "model", "out", "--build", "none")
    done = nlptk("package", "model", "out", "--build", "none")
    assert done.code == 2
    assert "--force replaces it" in done.err
    assert nlptk("package", "model", "out", "--build", "none", "-f").code == 0


def test_package_begins_anew_with_create_meta(nlptk: CommandLine, model: Path) -> None:
    assert nlptk("package", "model", "out", "-c", "--build", "none").out == "out/en_model-0.0.0\n"
