"""S2: named groups of spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.span import Span
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_SOUND = Case('{"text": "Ann ran home", "spans": [[0, 3, "PER"]]}\n')


class OverlappingSpans(Check):
    """Spans of a named group overlap.

    Why: a span categorizer may learn them; an entity recognizer cannot, and drops some.

    Example: the group `sc` has `Bank of England` and `England`.

    Fix: nothing, if a span categorizer is trained; else keep one of the two.
    """

    code = "S208"
    name = "overlapping-spans"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"tokens": ["Ann", "ran"], "span_groups": {"sc": [[0, 1, "A"], [0, 2, "B"]]}}\n'),
    )

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[tuple[str, str], LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        for group, spans in seen.doc.spans.items():
            ordered = sorted(spans, key=lambda span: (span.start, span.end))
            reach = 0
            for span in ordered:
                if span.start < reach:
                    self._count(seen, group, span)
                reach = max(reach, span.end)
        return iter(())

    def _count(self, seen: CheckedDoc, group: str, span: Span) -> None:
        where = seen.where(span.start, span.end)
        met = self._met.setdefault(
            (seen.part, group), LabelCount(place=seen.place(span.start), where=where)
        )
        met.count += 1

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a group, at its first such span."""
        for (part, group), met in self._met.items():
            message = f"{met.count:,} spans of the group {group!r} in {part} overlap others"
            yield survey.finding(self, message, at=met, subject=group)


CHECKS = (OverlappingSpans,)
