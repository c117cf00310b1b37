"""What `nlptk convert` says at the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nlptk.engine.data.layers import Layer

if TYPE_CHECKING:
    from nlptk.engine.conversion.report import ConversionReport
    from nlptk.engine.data.diagnostic import Diagnostic

    from .console import Console

_ALWAYS_SAID = (
    Layer.DOCUMENTS,
    Layer.SENTENCES,
    Layer.TOKENS,
    Layer.ENTITIES,
    Layer.ARCS,
    Layer.CATEGORIES,
    Layer.LINKS,
)
_MOST_SHOWN = 10


def say_findings(console: Console, report: ConversionReport) -> None:
    """All that was skipped, and the first few of what was changed or lost."""
    shown: Counter[str] = Counter()
    for finding in report.findings:
        shown[finding.code] += 1
        if finding.code == "skipped":
            console.error(_located("skipped", finding))
        elif finding.code == "note":
            console.say(_located("note", finding))
        elif shown[finding.code] <= _MOST_SHOWN:
            console.warn(_located(finding.code, finding))
    for code, count in shown.items():
        if code not in ("skipped", "note") and count > _MOST_SHOWN:
            console.warn(f"{count - _MOST_SHOWN:,} more {code}; --report FILE lists them all")


def _located(what: str, finding: Diagnostic) -> str:
    return f"{finding.place}: {what}: {finding.message}" + (
        f"; {finding.hint}" if finding.hint else ""
    )


def say_summary(console: Console, report: ConversionReport, *, refused: bool) -> None:
    """The one line: what went in and came out, and what the target format cannot hold."""
    counts = [
        _count(layer, report.read[layer], report.written[layer])
        for layer in _ALWAYS_SAID
        if report.read[layer] and (layer in report.losses or report.written[layer])
    ]
    unheld = [
        f"{count:,} {layer}" for layer, count in report.losses.items() if not report.written[layer]
    ]
    parts = [", ".join(counts) or "nothing to convert"]
    if unheld:
        parts.append(f"not held by {report.writer}: {', '.join(unheld)}")
    for code in ("skipped", "repaired", "lost"):
        if report.count(code):
            parts.append(f"{report.count(code):,} {code}")
    if report.is_faithful:
        parts.append("nothing lost")
    if refused:
        parts.append("no output, for --strict")
    target = "standard output" if report.target == "-" else report.target
    text = f"{report.source} -> {target}: {'; '.join(parts)}"
    if refused:
        console.error(text)
    else:
        console.say(text)


def _count(layer: Layer, read: int, written: int) -> str:
    if written in (read, 0):
        return f"{read:,} {layer}"
    return f"{read:,} {layer} in and {written:,} out"
