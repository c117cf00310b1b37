"""A finding about data: what was met, where, how bad it is and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from nlptk.engine.errors import DataError, Place


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `code` is a stable kebab name; `layer` the annotation layer it touches.

    `count` says of how many items of the layer it speaks.
    """

    code: str
    message: str
    severity: Severity = Severity.WARNING
    place: Place = field(default_factory=Place)
    hint: str = ""
    layer: str = ""
    count: int = 1

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}"
        return f"{text}; {self.hint}" if self.hint else text

    @classmethod
    def of_error(cls, error: DataError, code: str) -> Diagnostic:
        """The finding that says what `error` says."""
        return cls(code, error.describe(), Severity.ERROR, error.place)
