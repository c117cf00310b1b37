import json
from pathlib import Path
from typing import Any

import pytest
from fake_plugins import FORMAT_PLUGIN, FakeSite


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSite:
    monkeypatch.setenv("NLPTK_PLUGINS", "none")
    return FakeSite(tmp_path, monkeypatch)


@pytest.fixture
def both(nlptk: Any, site: FakeSite, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A command line with a good plugin and a broken one."""
    site.install("fine", FORMAT_PLUGIN)
    site.install("broken", "1 / 0")
    monkeypatch.setenv("NLPTK_PLUGINS", "fine,broken")
    return nlptk


def test_plugins_lists_what_each_gives_and_what_failed(both: Any) -> None:
    outcome = both("plugins")
    assert outcome.code == 0
    lines = [line.split() for line in outcome.out.splitlines()]
    assert ["fine", "1.0", "nlptk-fine", "formats", "formats:", "fake"] in lines
    assert any(line[:4] == ["broken", "1.0", "nlptk-broken", "loading"] for line in lines)
    assert "ZeroDivisionError" in outcome.out


def test_plugins_as_json(both: Any) -> None:
    report = json.loads(both("plugins", "--json").out)
    assert report["schema"] == "nlptk.plugins/1"
    ours, components, checks, fine = report["plugins"]
    assert "L103" in checks["gives"]["checks"]
    assert "tagger" in components["gives"]["components"]
    assert ours["builtin"] and ours["distribution"] == "nlptk"
    assert "conllu" in ours["gives"]["formats"]
    assert fine == {
        "name": "fine",
        "version": "1.0",
        "distribution": "nlptk-fine",
        "builtin": False,
        "hooks": ["nlptk_formats"],
        "gives": {"formats": ["fake"]},
    }
    (failed,) = report["failed"]
    assert (failed["name"], failed["stage"]) == ("broken", "loading")


def test_failure_is_said_once_on_stderr(both: Any) -> None:
    outcome = both("plugins")
    assert outcome.err.count("plugin broken (nlptk-broken 1.0): loading failed") == 1


def test_strict_plugins_ends_the_run(both: Any) -> None:
    outcome = both("plugins", "--strict-plugins")
    assert outcome.code == 2
    assert outcome.out == ""
    assert "plugin broken (nlptk-broken 1.0): loading failed" in outcome.err


def test_broken_plugin_does_not_stop_convert(both: Any) -> None:
    both.write("a.fake", "Some words .\nMore words .\n")
    outcome = both("convert", "a.fake", "-t", "json", "-o", "a.json")
    assert outcome.code == 0, outcome.err
    assert "plugin broken" in outcome.err
    assert "More" in (both.folder / "a.json").read_text()


def test_trace_goes_to_stderr(both: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NLPTK_TRACE_PLUGINS", "1")
    outcome = both("formats", "--json")
    assert "fine (nlptk-fine 1.0): nlptk_formats() -> [fake]" in outcome.err
    json.loads(outcome.out)
