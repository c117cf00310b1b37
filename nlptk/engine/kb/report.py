"""What became of the tables that a knowledge base was built of, as plain data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlptk.engine.data.diagnostic import Diagnostic

SCHEMA = "nlptk.kb-build/1"


@dataclass
class Recall:
    """How many gold links there are, and in how many the entity is among the candidates.

    `known` are those whose entity the knowledge base has; `found` counts by how it was found, and
    `first` those where it is the first candidate. `candidates` counts all there were.
    """

    links: int = 0
    known: int = 0
    first: int = 0
    candidates: int = 0
    found: Counter[str] = field(default_factory=Counter)

    def to_dict(self) -> dict[str, Any]:
        """Counts, and shares of the links."""
        links = max(1, self.links)
        return {
            "links": self.links,
            "known": self.known / links,
            "recall": self.found.total() / links,
            "first": self.first / links,
            "found": {how: count / links for how, count in self.found.most_common()},
            "candidates": self.candidates / links,
        }


@dataclass
class BuildReport:
    """Counts of what was read, kept and dropped, with reasons; what vectors and priors are of."""

    output: str = ""
    rows: Counter[str] = field(default_factory=Counter)
    entities: int = 0
    aliases: int = 0
    pairs: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    priors: str = ""
    freqs: str = ""
    vectors: str = "none"
    width: int = 0
    without_vector: int = 0
    variance: float | None = None
    bytes: int = 0
    seconds: float = 0.0
    peak_mb: float | None = None
    recall: Recall | None = None
    skipped: list[Diagnostic] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "schema": SCHEMA,
            "output": self.output,
            "rows": dict(self.rows),
            "entities": self.entities,
            "aliases": self.aliases,
            "pairs": self.pairs,
            "dropped": {reason: n for reason, n in self.dropped.items() if n},
            "priors": self.priors,
            "freqs": self.freqs,
            "vectors": {
                "from": self.vectors,
                "width": self.width,
                "without": self.without_vector,
                "variance": self.variance,
            },
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "peak_mb": self.peak_mb,
            "recall": None if self.recall is None else self.recall.to_dict(),
            "skipped": [
                {"path": one.place.path, "line": one.place.line, "message": one.message}
                for one in self.skipped
            ],
        }
