from __future__ import annotations

from pathlib import Path

import pytest

from nlptk.engine.data.diagnostic import Diagnostic, Excerpt, Severity
from nlptk.engine.diagnostics.baseline import Baseline
from nlptk.engine.diagnostics.report import Collector, DiagnosticsReport, Finding, in_order
from nlptk.engine.diagnostics.source_lines import with_source_lines
from nlptk.engine.errors import Place

NOWHERE = Place()


def found(
    message: str, code: str = "L101", severity: Severity = Severity.WARNING, place: Place = NOWHERE
) -> Diagnostic:
    return Diagnostic(code, message, severity, place, name="some-name")


def shown(*diagnostics: Diagnostic) -> list[Finding]:
    return [Finding(one, one.fingerprint, one.where.excerpt) for one in diagnostics]


def test_collector_counts_on_beyond_the_most_that_are_kept() -> None:
    collector = Collector(2)
    for number in range(5):
        collector.take(found(str(number)))
    collector.take(found("x", "S101", Severity.ERROR))
    assert [one.diagnostic.message for one in collector.kept] == ["0", "1", "x"]
    assert (collector.tallies["L101"].count, collector.tallies["L101"].shown) == (5, 2)
    assert collector.totals == {Severity.WARNING: 5, Severity.ERROR: 1}


def test_collector_keeps_the_gravest_and_what_is_about_a_whole_file() -> None:
    collector = Collector(2)
    for number in range(1, 5):
        collector.take(found(str(number), severity=Severity.INFO, place=Place("a", number)))
    collector.take(found("whole", severity=Severity.INFO, place=Place("a")))
    assert [one.diagnostic.message for one in collector.kept] == ["1", "whole"]
    collector.take(found("other code", "S101", Severity.INFO, Place("a", 9)))
    collector.take(found("grave", severity=Severity.ERROR, place=Place("a", 9)))
    collector.take(found("5", severity=Severity.INFO, place=Place("a", 10)))
    assert [one.diagnostic.message for one in collector.kept] == ["whole", "other code", "grave"]
    assert (collector.tallies["L101"].count, collector.tallies["L101"].shown) == (7, 2)
    assert collector.totals == {Severity.INFO: 7, Severity.ERROR: 1}


def test_collector_leaves_out_what_is_known_or_not_grave_enough() -> None:
    baseline = Baseline()
    baseline.add(found("known").fingerprint, "L101")
    collector = Collector(0, Severity.WARNING, baseline)
    assert collector.take(found("known")) is None
    assert collector.take(found("known")) is not None
    assert collector.take(found("note", severity=Severity.INFO)) is None
    assert (collector.known, collector.totals.total()) == (1, 1)


@pytest.mark.parametrize(("fail_on", "failed"), [
    (Severity.ERROR, False), (Severity.WARNING, True), (Severity.INFO, True), (None, False),
])  # fmt: skip
def test_report_fails_for_what_is_grave_enough(fail_on: Severity | None, failed: bool) -> None:
    totals = {Severity.WARNING: 1, Severity.ERROR: 0}
    assert DiagnosticsReport("en", totals=totals, fail_on=fail_on).failed is failed


def test_findings_are_ordered_by_file_and_line() -> None:
    places = [Place("b", 3), Place("a", 9), Place(), Place("a", 2, 4), Place("a"), Place("a", 2, 1)]
    ordered = in_order(shown(*(found("", place=place) for place in places)), ["a", "b"])
    assert [str(one.diagnostic.place) for one in ordered] == [
        "a:2:1", "a:2:4", "a:9", "a", "b:3", "<input>",
    ]  # fmt: skip


def test_source_lines_are_shown_at_their_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one\ntwo three\n" + "x" * 500 + "y\n")
    findings = shown(
        found("a", place=Place(str(path), 2, 5)),
        found("b", place=Place(str(path), 3, 501)),
        found("c", place=Place(str(path), 1)),
        found("d", place=Place(str(path), 99)),
        found("e", place=Place(str(tmp_path / "gone"), 1)),
    )
    excerpts = [one.excerpt for one in with_source_lines(findings)]
    assert excerpts[0] == Excerpt("two three", 4, 5)
    assert excerpts[1].marked == "y"
    assert len(excerpts[1].text) < 200
    assert excerpts[2].marked == "one"
    assert excerpts[3:] == [Excerpt(), Excerpt()]
    assert [one.fingerprint for one in with_source_lines(findings)] == [
        one.fingerprint for one in findings
    ]
