"""How many findings there are, in a line and by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.diagnostics.report import RANKS

if TYPE_CHECKING:
    from nlptk.engine.diagnostics.report import DiagnosticsReport

_PLURALS = {"error": "errors", "warning": "warnings", "info": "notes"}


def summary(report: DiagnosticsReport) -> str:
    """A line such as: 2 errors, 1 warning, 0 notes in 120 documents."""
    counts = []
    for severity in RANKS:
        number = report.count(severity)
        noun = _PLURALS[severity]
        counts.append(f"{number:,} {noun[:-1] if number == 1 else noun}")
    docs = sum(part.documents for part in report.statistics.parts.values())
    return f"{', '.join(counts)} in {docs:,} document{'' if docs == 1 else 's'}"


def table_by_code(report: DiagnosticsReport) -> list[tuple[str, ...]]:
    """A row for each code: the gravest and the most frequent first."""
    ordered = sorted(
        report.tallies.items(), key=lambda item: (-RANKS[item[1].severity], -item[1].count, item[0])
    )
    return [
        (
            code,
            tally.severity.value,
            f"{tally.count:,}",
            tally.name,
            _shown(tally.count, tally.shown),
        )
        for code, tally in ordered
    ]


def left_out(report: DiagnosticsReport) -> str:
    """Which findings are not in the report, such as: 7 of A103, 12 of N102. Empty for none."""
    return ", ".join(
        f"{tally.count - tally.shown:,} of {code}"
        for code, tally in sorted(report.tallies.items())
        if tally.shown < tally.count
    )


def _shown(count: int, shown: int) -> str:
    return f"{shown:,} shown" if shown < count else ""
