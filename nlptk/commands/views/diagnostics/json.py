"""One JSON document: findings, counts and statistics (schema nlptk.debug-data/1)."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlptk.engine.diagnostics.report import DiagnosticsReport


def render(report: DiagnosticsReport) -> str:
    """All of the report."""
    return dumps(report.to_dict(), indent=2, ensure_ascii=False) + "\n"
