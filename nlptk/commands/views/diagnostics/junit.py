"""JUnit XML: a test case a check, which fails with the findings that make the run fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.drawing.escaped import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.diagnostics.report import DiagnosticsReport


def render(report: DiagnosticsReport) -> str:
    """One suite. Findings that are not grave enough stand in the output of a case that passes."""
    names = {code: check.name for code, check in report.checks.items()}
    names |= {code: tally.name for code, tally in report.tallies.items()}
    failed = sum(report.is_grave(tally.severity) for tally in report.tallies.values())
    counts = f'tests="{len(names)}" failures="{failed}" errors="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="nlptk debug-data" {counts}>',
        f'<testsuite name="nlptk debug-data {escaped(report.lang)}" {counts}>',
    ]
    for code, name in sorted(names.items()):
        lines += _case(report, code, name)
    return "\n".join([*lines, "</testsuite>", "</testsuites>"]) + "\n"


def _case(report: DiagnosticsReport, code: str, name: str) -> Iterator[str]:
    case = f'<testcase classname="debug-data.{escaped(code[0])}" name="{escaped(f"{code} {name}")}"'
    tally = report.tallies.get(code)
    if tally is None:
        yield case + "/>"
        return
    shown = [str(one.diagnostic) for one in report.findings if one.diagnostic.code == code]
    if tally.count > tally.shown:
        shown.append(f"... and {tally.count - tally.shown:,} more")
    text = escaped("\n".join(shown))
    yield case + ">"
    if report.is_grave(tally.severity):
        noun = "finding" if tally.count == 1 else "findings"
        message = f"{tally.count:,} {noun}"
        yield f'<failure type="{tally.severity.value}" message="{message}">{text}</failure>'
    else:
        yield f"<system-out>{text}</system-out>"
    yield "</testcase>"
