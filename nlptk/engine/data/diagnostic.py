"""A finding about data: what was met, where, how bad it is and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import PurePath

from nlptk.engine.errors import DataError, Place

_FINGERPRINT_DIGITS = 16


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of the text, and the characters start:end of it that a finding is about."""

    text: str = ""
    start: int = 0
    end: int = 0

    @property
    def marked(self) -> str:
        """The characters that are meant."""
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Where:
    """What stands at a place: which document, sentence and tokens, and how they read.

    `part` is the corpus (train, dev), `record` the number of the document in it, from 1, 0 if
    unknown. `tokens` is a range of the document's gold tokens.
    """

    part: str = ""
    record: int = 0
    doc_id: str = ""
    sent_id: str = ""
    tokens: tuple[int, int] | None = None
    excerpt: Excerpt = field(default_factory=Excerpt)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    `code` is stable: a letter for the family and three digits, or, from readers and writers, a
    kebab name. `name` says in a few kebab words what is found. `layer` is the annotation layer it
    touches, `count` of how many items of it it speaks. `subject` is what it is about (a label, a
    word) without figures that change: see `fingerprint`.
    """

    code: str
    message: str
    severity: Severity = Severity.WARNING
    place: Place = field(default_factory=Place)
    hint: str = ""
    layer: str = ""
    count: int = 1
    name: str = ""
    where: Where = field(default_factory=Where)
    subject: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}"
        return f"{text}; {self.hint}" if self.hint else text

    @classmethod
    def of_error(cls, error: DataError, code: str) -> Diagnostic:
        """The finding that says what `error` says."""
        return cls(code, error.describe(), Severity.ERROR, error.place, name=error.rule)

    @property
    def fingerprint(self) -> str:
        """What stays the same when lines move and other documents come and go.

        Made of the code, the file's name, what the finding is about and the text there. Findings
        that are alike have the same: whoever compares counts them.
        """
        where = self.where
        about = self.subject or where.excerpt.marked or self.message
        file = PurePath(self.place.path).name
        parts = (self.code, file, where.doc_id, about, where.excerpt.text)
        return sha256("\0".join(parts).encode()).hexdigest()[:_FINGERPRINT_DIGITS]
