"""Workflow commands of GitHub Actions: an annotation a finding, shown beside the changed lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.diagnostic import Severity

from .locations import repository_path

if TYPE_CHECKING:
    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.report import DiagnosticsReport

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})


def render(report: DiagnosticsReport) -> str:
    """A command a line. GitHub shows the first ten of a kind in each step."""
    return "".join(_command(finding.diagnostic) + "\n" for finding in report.findings)


def _command(found: Diagnostic) -> str:
    place = found.place
    values = {
        "file": repository_path(place.path),
        "line": str(place.line or ""),
        "col": str(place.column or ""),
        "title": f"{found.code} {found.name}",
    }
    properties = ",".join(
        f"{key}={value.translate(_IN_PROPERTIES)}" for key, value in values.items() if value
    )
    message = f"{found.message}; {found.hint}" if found.hint else found.message
    return f"::{_COMMANDS[found.severity]} {properties}::{message.translate(_IN_DATA)}"
