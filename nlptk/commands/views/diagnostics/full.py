"""Findings for people: what, where, the text with a mark under it, what to do; then figures."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from nlptk.commands.tables import aligned

from .figures import figures_text
from .printable import columns, printable
from .totals import summary, table_by_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nlptk.engine.data.diagnostic import Excerpt, Where
    from nlptk.engine.diagnostics.report import DiagnosticsReport, Finding

    _Paint = Callable[[str, str], str]

_COLORS = {"error": "1;31", "warning": "33", "info": "36", "mark": "1;35", "place": "1"}
_WIDTH = 100
_WIDEST_MARK = 120


def render(report: DiagnosticsReport, *, color: bool = False, verbose: bool = False) -> str:
    """The findings, a table of their codes, and statistics: all of them if `verbose`."""
    paint = _painted if color else _plain
    parts = ["\n".join(_finding(finding, paint)) for finding in report.findings]
    rows = table_by_code(report)
    if rows:
        parts.append(aligned(rows))
    parts += [*figures_text(report.statistics, verbose=verbose), summary(report)]
    return "\n\n".join(parts) + "\n"


def _finding(finding: Finding, paint: _Paint) -> Iterator[str]:
    found = finding.diagnostic
    title = paint(found.severity.value, f"{found.severity.value} {found.code}")
    place = paint("place", str(found.place)) + ": " if found.place.path else ""
    yield f"{place}{title} {found.name}"
    yield from _wrapped(found.message)
    if finding.excerpt.text:
        yield from _marked(finding.excerpt, paint)
    about = _where(found.where)
    if about:
        yield f"  in {about}"
    if found.hint:
        yield from _wrapped(f"do: {found.hint}")


def _wrapped(text: str) -> list[str]:
    text = printable(text)
    # a path that is broken at a hyphen can be neither followed nor searched for
    return wrap(
        text,
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _marked(excerpt: Excerpt, paint: _Paint) -> Iterator[str]:
    text = printable(excerpt.text)
    before, marked = text[: excerpt.start], text[excerpt.start : excerpt.end]
    yield f"  | {text}"
    if excerpt.start or excerpt.end < len(text):
        carets = "^" * min(max(columns(marked), 1), _WIDEST_MARK)
        yield f"  | {' ' * columns(before)}{paint('mark', carets)}"


def _where(where: Where) -> str:
    """Which document, sentence and tokens, counted from 1."""
    parts = []
    if where.record:
        name = f" {where.doc_id!r}" if where.doc_id else ""
        parts.append(f"{where.part} document {where.record:,}{name}")
    if where.sent_id:
        parts.append(f"sentence {where.sent_id}")
    if where.tokens is not None:
        first, last = where.tokens[0] + 1, where.tokens[1]
        parts.append(f"token {first:,}" if last <= first else f"tokens {first:,} to {last:,}")
    return printable(", ".join(parts))


def _plain(_style: str, text: str) -> str:
    return text


def _painted(style: str, text: str) -> str:
    return f"\x1b[{_COLORS[style]}m{text}\x1b[0m"
