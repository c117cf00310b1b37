"""TalliedCheck: what checks share that may find very much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.protocols import Check

from .tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic

    from .survey import Survey


@dataclass(frozen=True)
class PlaceSettings:
    """How much is said."""

    most: int = 20
    """Findings that are shown one by one; the others are counted."""


class TalliedCheck(Check):
    """A check of which the first findings are shown, the others counted, by part."""

    settings = PlaceSettings
    given: PlaceSettings
    noun: ClassVar[str] = ""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._tally = Tally(settings.most)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are in each corpus."""
        for part, more in self._tally.more():
            yield survey.finding(self, f"{more:,} more {self.noun}", part=part, subject=part)
