"""What `nlptk kb-build` says at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.commands.tables import aligned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.kb.report import BuildReport, Recall

    from .console import Console

_MOST_SHOWN = 20


def say_skipped(console: Console, report: BuildReport) -> None:
    """The first rows that were left out as bad."""
    for one in report.skipped[:_MOST_SHOWN]:
        console.error(f"{one.place}: skipped: {one.message}")
    more = len(report.skipped) - _MOST_SHOWN
    if more > 0:
        console.error(f"{more:,} more rows skipped; --json lists them all")


def report_text(report: BuildReport) -> str:
    """The figures as a table of two columns."""
    return aligned([*_size(report), *_vectors(report), *_cost(report), *_recall(report.recall)])


def _size(report: BuildReport) -> Iterator[tuple[str, str]]:
    rows = report.rows
    yield "Entities", f"{report.entities:,}, from {_rows(rows['entities'])}"
    yield "Aliases", f"{report.aliases:,}, from {_rows(rows['aliases'])}"
    mean = report.pairs / report.aliases if report.aliases else 0
    yield "Candidates an alias", f"{mean:.2f}"
    for reason, count in report.dropped.items():
        if count:
            yield "Dropped", f"{count:,} {reason}"
    if report.skipped:
        yield "Skipped as bad", _rows(len(report.skipped))
    yield "Priors", report.priors or "none"
    yield "Frequencies", report.freqs or "none"


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _vectors(report: BuildReport) -> Iterator[tuple[str, str]]:
    if not report.width:
        yield "Vectors", "none"
        return
    text = f"{report.width} numbers, from {report.vectors}"
    if report.variance is not None:
        text += f"; the projection keeps {report.variance:.1%} of their variance"
    if report.without_vector:
        text += f"; {report.without_vector:,} are zero"
    yield "Vectors", text


def _cost(report: BuildReport) -> Iterator[tuple[str, str]]:
    yield "Size", f"{report.bytes / 1e6:,.1f} MB"
    peak = "" if report.peak_mb is None else f", {report.peak_mb:,.0f} MB of memory at most"
    yield "Took", f"{report.seconds:,.1f} s{peak}"


def _recall(recall: Recall | None) -> Iterator[tuple[str, str]]:
    if recall is None:
        return
    yield "Gold links", f"{recall.links:,}"
    if recall.links:
        figures = recall.to_dict()
        yield "  entity is known", f"{figures['known']:.2%}"
        yield "  and a candidate", f"{figures['recall']:.2%}"
        yield "  and the first", f"{figures['first']:.2%}"
        by = ", ".join(f"{how} {share:.1%}" for how, share in figures["found"].items())
        yield "  found by", by or "nothing"
        yield "Candidates a link", f"{figures['candidates']:.1f}"
