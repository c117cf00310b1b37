import json
from pathlib import Path
from typing import Any

import pytest
from fake_plugins import FORMAT_PLUGIN, FakeSite


@pytest.fixture
def with_fake(nlptk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    FakeSite(tmp_path, monkeypatch).install("fine", FORMAT_PLUGIN)
    monkeypatch.setenv("NLPTK_PLUGINS", "fine")
    return nlptk


def test_formats_lists_ours_and_those_of_plugins(with_fake: Any) -> None:
    outcome = with_fake("formats")
    lines = [line.split() for line in outcome.out.splitlines()]
    assert ["fake", ".fake", "read", "nlptk-fine", "a", "fake"] in lines
    assert any(line[0] == "conllu" and "read/write" in line for line in lines)


def test_formats_shows_one_with_its_options(with_fake: Any) -> None:
    outcome = with_fake("formats", "fk")
    assert "plugin fine, nlptk-fine 1.0" in outcome.out
    rows = {line.split()[1]: line for line in outcome.out.splitlines() if line.startswith("-O")}
    assert rows["width="].split() == [
        "-O",
        "width=",
        "int",
        "80",
        *["Where", "lines", "are", "broken."],
    ]
    assert rows["mark="].split() == ["-O", "mark=", "str", "'-'"]


def test_formats_as_json(with_fake: Any) -> None:
    listed = json.loads(with_fake("formats", "--json").out)
    assert listed["schema"] == "nlptk.formats/1"
    names = [entry["name"] for entry in listed["formats"]]
    assert names[-1] == "fake"
    (one,) = json.loads(with_fake("formats", "fake", "--json").out)["formats"]
    assert one["holds"] == ["documents"]
    assert one["options"][0] == {
        "name": "width",
        "type": "int",
        "default": 80,
        "doc": "Where lines are broken.",
    }
    assert {key: one[key] for key in listed["formats"][-1]} == listed["formats"][-1]


def test_unknown_format_is_a_usage_error_with_the_nearest(nlptk: Any) -> None:
    outcome = nlptk("formats", "conlu")
    assert outcome.code == 2
    assert "did you mean conllu" in outcome.err
    assert outcome.out == ""
