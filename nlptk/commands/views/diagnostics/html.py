"""A page that needs no other file: findings with their text, plots of labels and lengths."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from nlptk.engine.drawing.charts import Bar, draw_bars, draw_histogram
from nlptk.engine.drawing.escaped import escaped
from nlptk.engine.drawing.page import Section, make_page

from .figures import layer_rows, part_rows
from .pages import summary_of
from .totals import summary, table_by_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk.engine.data.diagnostic import Excerpt
    from nlptk.engine.diagnostics.report import DiagnosticsReport, Finding
    from nlptk.engine.diagnostics.statistics import LayerStatistics

_MOST_LABELS = 25
_TABLE = "border-collapse:collapse;font-variant-numeric:tabular-nums"
_CELL = "padding:.1rem 1.2rem .1rem 0;vertical-align:top;text-align:left"
_MARK = "background:hsl(48 95% var(--mark-lightness,80%));color:var(--mark-ink,#1b2430)"
_FAINT = "color:var(--faint)"
_COLORS = {"error": "#d33a3a", "warning": "#c77d0a", "info": "var(--accent)"}


def render(report: DiagnosticsReport) -> str:
    """The same report gives the same page."""
    return make_page("Annotated data: " + summary(report), _sections(report))


def _sections(report: DiagnosticsReport) -> Iterator[Section]:
    yield from _overview(report)
    statistics = report.statistics
    series = list(statistics.parts)
    charts = [
        f"<figcaption>{escaped(_caption(layer, figures))}</figcaption>"
        + _label_chart(str(layer), figures, series)
        for layer, figures in statistics.layers.items()
    ]
    if charts:
        yield Section("Labels, as shares of each corpus", charts)
    histograms = []
    for kind in ("documents", "sentences", "entities"):
        counts = {name: part.histograms[kind] for name, part in statistics.parts.items()}
        counts = {name: values for name, values in counts.items() if values}
        if counts:
            title = f"Tokens of {kind}"
            picture = draw_histogram(counts, title=title)
            histograms.append(f"<figcaption>{title}, shares</figcaption>{picture}")
    if histograms:
        yield Section("Lengths", histograms)
    ordered = sorted(report.findings, key=lambda one: one.diagnostic.code)
    for code, findings in groupby(ordered, key=lambda one: one.diagnostic.code):
        yield _of_code(report, code, list(findings))


def _overview(report: DiagnosticsReport) -> Iterator[Section]:
    rows = table_by_code(report)
    if rows:
        bars = [
            Bar(
                f"{code} {name}",
                {"findings": float(report.tallies[code].count)},
                {"findings": f"{number} {severity}"},
            )
            for code, severity, number, name, _ in rows[:_MOST_LABELS]
        ]
        chart = draw_bars(bars, ["findings"], title="Findings by code")
        yield Section("Findings by code", [_table(rows, links=True), chart])
    yield Section("What there is", [_table(list(part_rows(report.statistics, verbose=True)))])
    overlap = report.statistics.overlap
    if overlap is not None:
        shares = {"different words": overlap.word_share, "tokens": overlap.token_share}
        bars = [
            Bar(name, {"dev": value}, {"dev": f"{value:.1%}"}) for name, value in shares.items()
        ]
        bars.append(Bar("(all)", {"dev": 1.0}, {"dev": "100%"}))
        chart = draw_bars(bars, ["dev"], title="Words of dev that are not in train")
        yield Section("Words of dev that are not in train", [chart])
    if report.statistics.layers:
        yield Section("Layers", [_table(list(layer_rows(report.statistics)))])


def _caption(layer: str, figures: LayerStatistics) -> str:
    apart = "" if figures.divergence is None else f", divergence {figures.divergence:.3f}"
    number = len(figures.labels)
    first = f", the first {_MOST_LABELS}" if number > _MOST_LABELS else ""
    return f"{layer}: {number:,} labels{first}{apart}"


def _label_chart(layer: str, figures: LayerStatistics, series: Sequence[str]) -> str:
    totals = {
        name: sum(counts.get(name, 0) for counts in figures.labels.values()) or 1 for name in series
    }
    bars = []
    for label, counts in list(figures.labels.items())[:_MOST_LABELS]:
        shares = {name: counts.get(name, 0) / totals[name] for name in series}
        shown = {name: f"{counts.get(name, 0):,} ({shares[name]:.2%})" for name in series}
        bars.append(Bar(label, shares, shown))
    return draw_bars(bars, series, title=f"Labels of {layer}")


def _of_code(report: DiagnosticsReport, code: str, findings: Sequence[Finding]) -> Section:
    tally, check = report.tallies[code], report.checks.get(code)
    figures = [_finding(finding) for finding in findings]
    if check is not None:
        more = (
            f" {tally.count:,} found, {tally.shown:,} shown." if tally.count > tally.shown else ""
        )
        figures.insert(0, f'<p id="{escaped(code)}">{escaped(summary_of(check) + more)}</p>')
    return Section(f"{code} {tally.name}: {tally.count:,}", figures)


def _finding(finding: Finding) -> str:
    found, where = finding.diagnostic, finding.diagnostic.where
    color = _COLORS[found.severity.value]
    about = ", ".join(filter(None, (where.doc_id, where.sent_id)))
    parts = [
        f'<p><b style="color:{color}">{found.severity.value}</b> {escaped(found.message)}<br/>',
        f'<span style="{_FAINT}">{escaped(str(found.place))} {escaped(about)}</span></p>',
    ]
    if finding.picture:
        parts.append(finding.picture)
    elif finding.excerpt.text:
        parts.append(_marked(finding.excerpt))
    if found.hint:
        parts.append(f'<p style="{_FAINT}">{escaped(found.hint)}</p>')
    return "\n".join(parts)


def _marked(excerpt: Excerpt) -> str:
    before, after = excerpt.text[: excerpt.start], excerpt.text[excerpt.end :]
    mark = f'<mark class="found" style="{_MARK}">{escaped(excerpt.marked)}</mark>'
    return f'<p class="ents" dir="auto">{escaped(before)}{mark}{escaped(after)}</p>'


def _table(rows: Sequence[Sequence[str]], *, links: bool = False) -> str:
    lines = [f'<table style="{_TABLE}">']
    for row in rows:
        cells = [escaped(cell) for cell in row]
        if links:
            cells[0] = f'<a style="color:var(--accent)" href="#{cells[0]}">{cells[0]}</a>'
        lines.append(
            "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"
        )
    return "\n".join([*lines, "</table>"])
