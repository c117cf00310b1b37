"""`nlptk info`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sealed import seal
from small_models import small_model

from nlptk import __version__

if TYPE_CHECKING:
    from conftest import CommandLine


@pytest.fixture
def model(nlptk: CommandLine) -> Path:
    return small_model(nlptk.folder / "model")


def test_info_shows_what_a_pipeline_is(nlptk: CommandLine, model: Path) -> None:
    done = nlptk("info", "model")
    assert (done.code, done.err) == (0, "")
    for part in ("en_tiny 1.2", "Ada", "all checksums right", "train.conllu: 8 documents, 72 words",
                 "LOC PER", "% on dev.conllu", "tag_acc   50.00"):  # fmt: skip
        assert part in done.out, part


def test_info_of_a_pipeline_as_json(nlptk: CommandLine, model: Path) -> None:
    report = json.loads(nlptk("info", "model", "--json").out)
    assert report["schema"] == "nlptk.info/1"
    assert (report["fits"], report["reason"]) == (True, "")
    assert report["meta"]["labels"]["ner"] == ["LOC", "PER"]
    assert report["size"] == sum(facts["size"] for facts in report["files"].values())


def test_info_says_when_a_pipeline_is_for_another_version(nlptk: CommandLine, model: Path) -> None:
    meta = json.loads((model / "meta.json").read_text())
    (model / "meta.json").write_text(json.dumps(meta | {"nlptk_version": ">=9,<10"}))
    seal(model)
    done = nlptk("info", "model")
    assert done.code == 1
    assert "nlptk >=9,<10: not this" in done.out
    assert "pip install 'nlptk-pipelines>=9,<10'" in done.err


def test_info_says_what_is_damaged(nlptk: CommandLine, model: Path) -> None:
    (model / "weights.safetensors").write_bytes(b"x")
    done = nlptk("info", "model")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("model/weights.safetensors: a damaged model: it has 1 bytes")


def test_info_of_the_installation(
    nlptk: CommandLine, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = nlptk.folder / "site"
    (site / "en_tiny").mkdir(parents=True)
    model.rename(site / "en_tiny" / "model")
    info = site / "en_tiny-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: en_tiny\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text("[nlptk_models]\nen_tiny = en_tiny:load\n")
    monkeypatch.syspath_prepend(str(site))
    done = nlptk("info")
    assert done.code == 0
    assert __version__ in done.out
    assert "en_tiny  1.2      yes" in done.out
    assert "en_tiny 1.2" in nlptk("info", "en_tiny").out
    (site / "en_tiny" / "model" / "pipeline.json").unlink()
    report = json.loads(nlptk("info", "--json").out)
    (found,) = [one for one in report["models"] if one["name"] == "en_tiny"]
    assert not found["fits"]
    assert "pipeline.json: a damaged model" in found["reason"]
    assert "en_tiny  1.2      no" in nlptk("info").out
