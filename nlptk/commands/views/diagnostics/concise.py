"""A line a finding: path:line:column: CODE severity: message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .printable import printable

if TYPE_CHECKING:
    from nlptk.engine.diagnostics.report import DiagnosticsReport


def render(report: DiagnosticsReport) -> str:
    """The findings, each on a line that editors can jump from."""
    lines = [
        f"{one.place if one.place.path else report.lang}: {one.severity.value} {one.code} "
        f"{printable(one.message)}\n"
        for one in (finding.diagnostic for finding in report.findings)
    ]
    return "".join(lines)
