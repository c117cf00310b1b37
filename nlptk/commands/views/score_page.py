"""An evaluation as a page of HTML: scores, tables by label, the worst sentences, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.drawing.escaped import escaped
from nlptk.engine.drawing.page import Section, make_page
from nlptk.engine.drawing.render import render

from .scores import (
    conditions,
    confusion_tables,
    error_table,
    error_title,
    score_rows,
    type_tables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk.commands.evaluation_report import EvaluationReport
    from nlptk.engine.scoring.errors import BadSentence

_TABLE = "border-collapse:collapse;font-variant-numeric:tabular-nums"
_CELL = "padding:.1rem 1.2rem .1rem 0;white-space:nowrap;text-align:"
_WRONG = "color:var(--accent);font-weight:600;"
_STYLES = (("dep", "head"), ("ent", "ent_iob"))


def score_page(report: EvaluationReport) -> str:
    """A page that needs no other file. The same report gives the same page."""
    return make_page("Evaluation", _sections(report))


def _sections(report: EvaluationReport) -> Iterator[Section]:
    yield Section(conditions(report), [_html(score_rows(report), headed=False)])
    sections = {
        "By label, the most frequent first": type_tables(report.tables),
        "Taken for another, the most frequent first": confusion_tables(report.tables),
    }
    for heading, tables in sections.items():
        figures = [_html(rows) for rows in tables]
        if figures:
            yield Section(heading, figures)
    for one in report.worst:
        yield Section(error_title(one), [_html(error_table(one), wrong=_wrong_cells(one))])
    for number, doc in enumerate(report.drawn, start=1):
        figures = [render(doc, style) for style, column in _STYLES if doc.has(column)]
        if figures:
            yield Section(str(doc.meta.get("id") or f"As predicted: document {number}"), figures)


def _wrong_cells(one: BadSentence) -> set[tuple[int, int]]:
    """Row and column of the values that differ, in the table of a sentence."""
    return {
        (number, column)
        for number, (_, *values) in enumerate(one.rows, start=1)
        for column in range(1, len(one.columns) + 1)
        if values[2 * column - 2] not in ("", values[2 * column - 1])
    }


def _html(
    rows: Sequence[Sequence[str]],
    *,
    headed: bool = True,
    wrong: set[tuple[int, int]] | frozenset[tuple[int, int]] = frozenset(),
) -> str:
    """Rows of cells as a table; columns of numbers are aligned on their right."""
    body = rows[1:] if headed else rows
    aligns = [
        "right" if all(map(_is_number, column)) else "left" for column in zip(*body, strict=True)
    ]
    lines = [f'<table style="{_TABLE}">']
    for number, row in enumerate(rows):
        tag = "th" if headed and number == 0 else "td"
        cells = (
            f'<{tag} style="{_WRONG if (number, column) in wrong else ""}{_CELL}{align}">'
            f"{escaped(cell.strip())}</{tag}>"
            for column, (cell, align) in enumerate(zip(row, aligns, strict=True))
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table>"])


def _is_number(cell: str) -> bool:
    """Whether there is a number in a cell, or nothing."""
    return not cell.strip(" 0123456789.,+-")
