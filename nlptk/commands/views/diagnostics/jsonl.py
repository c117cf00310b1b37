"""A JSON object a line and finding, as they are in the document of `json`."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlptk.engine.diagnostics.report import DiagnosticsReport


def render(report: DiagnosticsReport) -> str:
    """The findings alone."""
    return "".join(
        dumps(finding.to_dict(), ensure_ascii=False) + "\n" for finding in report.findings
    )
