"""S: entities that may mean several things."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import likeliest, soft_links
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc


def _case(links: str) -> Case:
    return Case(f'{{"text": "Ann", "spans": [[0, 3, "PER"]], "links": {{"[0, 3]": {links}}}}}\n')


class SeveralLinks(Check):
    """An entity has several ids, each with its probability.

    Why: the linker learns from all of them, but scores and formats that have one id for an entity
    only know the likeliest, or none where two are equally likely.

    Example: `{"Q1": 0.6, "Q2": 0.4}`.

    Fix: nothing, if nobody can know it; else give the right one 1 and the others 0.
    """

    code = "S113"
    name = "several-links"
    severity = Severity.INFO
    layers = frozenset({Layer.LINKS})
    passing: ClassVar[tuple[Case, ...]] = (
        _case('{"Q1": 1.0}'),
        _case('{"Q1": 1, "Q2": 0}'),
        _case('{"Q1": 0.9}'),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        _case('{"Q1": 0.6, "Q2": 0.4}'),
        _case('{"Q1": 0.5, "Q2": 0.5}'),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each."""
        for (start, end), chances in soft_links(seen.doc).items():
            if len(chances) > 1:
                best = likeliest(chances)
                which = f"the likeliest is {best!r}" if best else "none is the likeliest"
                message = f"{len(chances)} ids, {which}"
                subject = " ".join(sorted(chances))
                yield seen.finding(self, message, start=start, end=end, subject=subject)


CHECKS = (SeveralLinks,)
