"""Scores: the figures and tables of a run over a corpus."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .counts import Counts, Figures

SCHEMA = "nlptk.evaluate/1"


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures from 0 to 1 by name, None where there was nothing to score; and tables by name.

    `by_doc` are the counts of each document, if they were kept: what resampling draws from.
    """

    figures: Figures
    tables: Mapping[str, Any] = field(default_factory=dict)
    by_doc: Sequence[Counts] = ()

    def __getitem__(self, name: str) -> float | None:
        return self.figures[name]

    def main_score(self, weights: Mapping[str, float]) -> float:
        """The mean of the figures that are there, by weight; 0 when none is."""
        known = {name: w for name, w in weights.items() if self.figures.get(name) is not None}
        total = sum(known.values())
        if not total:
            return 0.0
        return sum(w * (self.figures[name] or 0.0) for name, w in known.items()) / total

    def to_dict(self) -> dict[str, Any]:
        """What JSON can hold of it."""
        return {"schema": SCHEMA, "scores": dict(self.figures), "tables": dict(self.tables)}
