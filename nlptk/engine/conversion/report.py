"""What went into a conversion, what came out, and what was lost or changed on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.layers import Layer

if TYPE_CHECKING:
    from nlptk.engine.data.diagnostic import Diagnostic

SCHEMA = "nlptk.convert/1"


@dataclass
class ConversionReport:
    """The account of one conversion. `read` and `written` count items of each layer.

    A reader's repairs and skips, and a writer's losses of single items, are in `findings`.
    """

    source: str
    target: str
    reader: str
    writer: str
    read: Counter[Layer] = field(default_factory=Counter)
    written: Counter[Layer] = field(default_factory=Counter)
    findings: list[Diagnostic] = field(default_factory=list)

    @property
    def losses(self) -> dict[Layer, int]:
        """How many items of each layer did not come through."""
        return {
            layer: self.read[layer] - self.written[layer]
            for layer in Layer
            if self.read[layer] > self.written[layer]
        }

    def count(self, code: str) -> int:
        """How many findings have a code: `skipped`, `repaired`, `lost` or `note`."""
        return sum(finding.code == code for finding in self.findings)

    @property
    def is_faithful(self) -> bool:
        """Whether everything that was read was written, unchanged."""
        return not self.losses and all(finding.code == "note" for finding in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "source": self.source,
            "target": self.target,
            "reader": self.reader,
            "writer": self.writer,
            "read": {str(layer): self.read[layer] for layer in Layer if self.read[layer]},
            "written": {str(layer): self.written[layer] for layer in Layer if self.written[layer]},
            "lost": {str(layer): count for layer, count in self.losses.items()},
            "findings": [_finding(finding) for finding in self.findings],
        }


def _finding(finding: Diagnostic) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "layer": finding.layer,
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
        "hint": finding.hint,
    }
