"""DiagnosticsReport: the findings of a run, how many there are of each kind, and what was read."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.diagnostic import Diagnostic, Excerpt, Severity

from .statistics import Statistics

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nlptk.engine.protocols import Check

    from .baseline import Baseline

SCHEMA = "nlptk.debug-data/1"
RANKS = {Severity.ERROR: 3, Severity.WARNING: 2, Severity.INFO: 1}
"""How grave each severity is."""


@dataclass(frozen=True)
class Finding:
    """A finding as it is shown.

    `excerpt` is what it is about, or the line of the file where it stands. `picture` is HTML that
    draws it, if that was asked for.
    """

    diagnostic: Diagnostic
    fingerprint: str
    excerpt: Excerpt
    picture: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Of what JSON can hold; keys without a value are left out."""
        found, where = self.diagnostic, self.diagnostic.where
        tokens = None if where.tokens is None else list(where.tokens)
        values: dict[str, Any] = {
            "code": found.code,
            "name": found.name,
            "severity": found.severity.value,
            "message": found.message,
            "hint": found.hint,
            "path": found.place.path,
            "line": found.place.line,
            "column": found.place.column,
            "part": where.part,
            "record": where.record,
            "doc_id": where.doc_id,
            "sent_id": where.sent_id,
            "tokens": tokens,
            "excerpt": asdict(self.excerpt) if self.excerpt.text else None,
            "subject": found.subject,
        }
        kept = {key: value for key, value in values.items() if value not in ("", 0, None)}
        return {**kept, "fingerprint": self.fingerprint}


@dataclass
class Tally:
    """How many findings of a code there are; `shown` of them are in the report."""

    name: str
    severity: Severity
    count: int = 0
    shown: int = 0


@dataclass
class Collector:
    """Takes findings as they are made, keeps `most` of each code and counts all.

    The gravest are kept, of those the ones about a whole file, and of those the first: else a run
    could fail for an error that nobody is shown.

    Those that the baseline knows are only counted, and those below `least` are left out.
    """

    most: int
    least: Severity = Severity.INFO
    baseline: Baseline | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)
    totals: Counter[Severity] = field(default_factory=Counter)
    known: int = 0
    kept: list[Finding] = field(default_factory=list)
    _weights: dict[str, list[tuple[int, bool]]] = field(default_factory=dict)

    def take(self, found: Diagnostic) -> Finding | None:
        """Count a finding; returns it if it is kept."""
        if RANKS[found.severity] < RANKS[self.least]:
            return None
        fingerprint = found.fingerprint
        if self.baseline is not None and self.baseline.knows(fingerprint):
            self.known += 1
            return None
        tally = self.tallies.setdefault(found.code, Tally(found.name, found.severity))
        tally.count += 1
        tally.severity = max(tally.severity, found.severity, key=RANKS.__getitem__)
        self.totals[found.severity] += 1
        weights = self._weights.setdefault(found.code, [])
        if self.most and len(weights) >= self.most and not self._drop_lighter(found):
            return None
        weights.append(_weight(found))
        tally.shown = len(weights)
        finding = Finding(found, fingerprint, found.where.excerpt)
        self.kept.append(finding)
        return finding

    def _drop_lighter(self, found: Diagnostic) -> bool:
        """Drop the last of the lightest findings that has its code, if they are lighter."""
        weights = self._weights[found.code]
        lightest = min(weights)
        if _weight(found) <= lightest:
            return False
        weights.remove(lightest)
        of_code = (i for i, one in enumerate(self.kept) if one.diagnostic.code == found.code)
        del self.kept[max(i for i in of_code if _weight(self.kept[i].diagnostic) == lightest)]
        return True


@dataclass(frozen=True)
class DiagnosticsReport:
    """What a run over corpora found.

    `findings` are in the order of files and lines, no more of a code than were asked for; `tallies`
    count all, by code, and `totals` by severity. `known` are in the baseline and counted nowhere
    else; `stale` are in the baseline, by code, and were not found. `checks` are those that could
    have found something. `fail_on` is the least grave finding that makes the run fail; None is for
    never.
    """

    lang: str
    findings: Sequence[Finding] = ()
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    totals: Mapping[Severity, int] = field(default_factory=dict)
    known: int = 0
    stale: Mapping[str, int] = field(default_factory=dict)
    statistics: Statistics = field(default_factory=Statistics)
    checks: Mapping[str, type[Check]] = field(default_factory=dict)
    fail_on: Severity | None = Severity.ERROR

    def count(self, severity: Severity) -> int:
        """How many findings are that grave."""
        return self.totals.get(severity, 0)

    @property
    def failed(self) -> bool:
        """Whether there are findings as grave as `fail_on` says."""
        return any(count and self.is_grave(one) for one, count in self.totals.items())

    def is_grave(self, severity: Severity) -> bool:
        """Whether a finding of this severity makes the run fail."""
        return self.fail_on is not None and RANKS[severity] >= RANKS[self.fail_on]

    def to_dict(self) -> dict[str, Any]:
        """The document that `--output-format json` prints."""
        return {
            "schema": SCHEMA,
            "lang": self.lang,
            "failed": self.failed,
            "totals": {severity.value: self.count(severity) for severity in RANKS},
            "known": self.known,
            "stale": dict(self.stale),
            "codes": {code: asdict(tally) for code, tally in sorted(self.tallies.items())},
            "findings": [finding.to_dict() for finding in self.findings],
            "statistics": self.statistics.to_dict(),
        }


def _weight(found: Diagnostic) -> tuple[int, bool]:
    """How much a finding says: its severity, and whether it is about the whole of a file."""
    return RANKS[found.severity], bool(found.place.path and not found.place.line)


def in_order(findings: Iterable[Finding], paths: Sequence[str]) -> list[Finding]:
    """By file, in the order of `paths` and then as they come; by line; without a line last."""
    ranks = {path: number for number, path in enumerate(paths)}

    def key(finding: Finding) -> tuple[int, float, int]:
        place = finding.diagnostic.place
        rank = ranks.setdefault(place.path, len(ranks)) if place.path else len(paths) + 10**9
        return rank, place.line or float("inf"), place.column

    return sorted(findings, key=key)
