"""The Code Quality report of GitLab, which merge requests show beside the changed lines."""

from __future__ import annotations

from collections import Counter
from json import dumps
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.diagnostic import Severity

from .locations import repository_path

if TYPE_CHECKING:
    from nlptk.engine.diagnostics.report import DiagnosticsReport, Finding

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: DiagnosticsReport) -> str:
    """A JSON array; findings that are alike are numbered, for each needs its own fingerprint."""
    seen: Counter[str] = Counter()
    issues = [_issue(finding, seen) for finding in report.findings]
    return dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _issue(finding: Finding, seen: Counter[str]) -> dict[str, Any]:
    found = finding.diagnostic
    seen[finding.fingerprint] += 1
    number = seen[finding.fingerprint]
    hint = f"; {found.hint}" if found.hint else ""
    return {
        "description": f"{found.code} {found.name}: {found.message}{hint}",
        "check_name": found.code,
        "fingerprint": finding.fingerprint + (f"-{number}" if number > 1 else ""),
        "severity": _SEVERITIES[found.severity],
        "location": {
            "path": repository_path(found.place.path),
            "lines": {"begin": max(found.place.line, 1)},
        },
    }
