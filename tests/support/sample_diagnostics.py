"""One report that shows everything a renderer can meet."""

from __future__ import annotations

from collections import Counter

from nlptk.engine.data.diagnostic import Diagnostic, Excerpt, Severity, Where
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.report import DiagnosticsReport, Finding, Tally
from nlptk.engine.diagnostics.statistics import (
    LayerStatistics,
    Lengths,
    PartStatistics,
    Statistics,
    WordOverlap,
)
from nlptk.engine.errors import Place
from nlptk.engine.protocols import Check


class SampleCheck(Check):
    """A sample of a check.

    Why: renderers show what it says.

    Example: `a`.

    Fix: nothing.
    """

    code = "Z101"
    name = "sample-check"
    severity = Severity.ERROR


def make_sample_report() -> DiagnosticsReport:
    """Errors, warnings and a note; with and without a line, a text, a document, a hint."""
    diagnostics = [
        Diagnostic(
            "Z101",
            "the head of 'cat' is 9; expected 0 to 3, 100% sure",
            Severity.ERROR,
            Place("data/train.conllu", 12, 5),
            "correct it",
            name="sample-check",
            where=Where("train", 3, "doc-3", "s-7", (1, 2), Excerpt("the cat sat", 4, 7)),
        ),
        Diagnostic(
            "Z101",
            'a <label> & "quotes", 猫 and a tab\t\x1b[31m',
            Severity.ERROR,
            Place("data/train.conllu", 40),
            name="sample-check",
            where=Where("train", 4, tokens=(0, 2), excerpt=Excerpt("猫 猫 <b>", 2, 7)),
        ),
        Diagnostic(
            "Y200",
            "two lines:\nthis, and that",
            Severity.WARNING,
            Place("data/dev, new.conllu", 7),
            name="of-a-plugin",
            where=Where("dev", 1),
        ),
        Diagnostic("X300", "little data", Severity.INFO, name="little-data", hint="find more"),
    ]
    findings = [Finding(one, one.fingerprint, one.where.excerpt) for one in diagnostics]
    return DiagnosticsReport(
        lang="en",
        findings=findings,
        tallies={
            "Z101": Tally("sample-check", Severity.ERROR, 5, 2),
            "Y200": Tally("of-a-plugin", Severity.WARNING, 1, 1),
            "X300": Tally("little-data", Severity.INFO, 1, 1),
        },
        totals=Counter({Severity.ERROR: 5, Severity.WARNING: 1, Severity.INFO: 1}),
        known=2,
        stale={"Z102": 1},
        statistics=_statistics(),
        checks={"Z101": SampleCheck},
    )


def _statistics() -> Statistics:
    lengths = Lengths(2, 4.5, 3, 3, 6, 6)
    histograms = {"documents": {3: 1, 6: 1}, "sentences": {3: 3}, "entities": {}}
    words = [("the", 2), ("cat", 1)]
    part = PartStatistics(
        "data/train.conllu", 2, 1, 3, 9, 6, lengths, lengths, Lengths(), histograms, words
    )
    labels = {"NN": {"train": 3, "dev": 1}, "VB<D>": {"train": 1, "dev": 3}}
    layer = LayerStatistics(labels, {"train": 2, "dev": 2}, {"train": 0.811, "dev": 0.811}, 0.1887)
    return Statistics(
        {"train": part, "dev": part}, {Layer.TAGS: layer}, WordOverlap(2, 3, 0.25, 0.125)
    )
