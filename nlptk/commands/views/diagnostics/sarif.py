"""SARIF 2.1.0, the format in which analysis tools exchange findings (OASIS, 2020)."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nlptk._version import __version__
from nlptk.engine.data.diagnostic import Severity

from .locations import repository_path
from .pages import page_of, summary_of

if TYPE_CHECKING:
    from nlptk.engine.diagnostics.report import DiagnosticsReport, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(report: DiagnosticsReport) -> str:
    """A log of one run; its rules are the checks that found something."""
    codes = sorted(report.tallies)
    document = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "nlptk",
                        "semanticVersion": __version__,
                        "rules": [_rule(report, code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, codes.index(finding.diagnostic.code))
                    for finding in report.findings
                ],
            }
        ],
    }
    return dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(report: DiagnosticsReport, code: str) -> dict[str, Any]:
    tally, check = report.tallies[code], report.checks.get(code)
    rule: dict[str, Any] = {"id": code, "name": tally.name}
    if check is not None:
        page = page_of(check)
        rule["shortDescription"] = {"text": summary_of(check)}
        rule["help"] = {"text": page, "markdown": page}
    rule["defaultConfiguration"] = {"level": _LEVELS[tally.severity]}
    return rule


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    found = finding.diagnostic
    text = f"{found.message}; {found.hint}" if found.hint else found.message
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": _LEVELS[found.severity],
        "message": {"text": text},
        "partialFingerprints": {"nlptk/v1": finding.fingerprint},
    }
    if found.place.path:
        result["locations"] = [{"physicalLocation": _location(finding)}]
    return result


def _location(finding: Finding) -> dict[str, Any]:
    place = finding.diagnostic.place
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(repository_path(place.path))}}
    if place.line:
        region: dict[str, Any] = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
        if finding.excerpt.text:
            region["snippet"] = {"text": finding.excerpt.text}
        location["region"] = region
    return location
