"""C1: documents and sentences that are empty, very long or alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_SOUND = Case('{"text": "Ann runs"}\n', '{"text": "Ben walks"}\n')
_LONG = '{"tokens": ["a", "b", "c", "d", "e", "f", "g", "h"], "sents": [0]}\n'
_SHORT = '{"tokens": ["a", "b"], "sents": [0]}\n'


@dataclass(frozen=True)
class MostSettings:
    """How much is said."""

    most: int = 20
    """Findings of this kind that are shown one by one; the others are counted."""


class EmptyDocument(Check):
    """A document has no tokens.

    Why: it teaches nothing, and counts where documents are counted. Often its text was lost.

    Example: `{"text": ""}`, or a text of spaces.

    Fix: take it out, or put its text back.
    """

    code = "C104"
    name = "empty-document"
    severity = Severity.WARNING
    settings = MostSettings
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case('{"text": ""}\n' + _SOUND.train),)
    given: MostSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._found = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each of the first ones."""
        if not len(seen.doc):
            self._found += 1
            if self._found <= self.given.most:
                yield seen.finding(
                    self, "a document without tokens", hint="take it out", subject="empty"
                )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are."""
        more = self._found - self.given.most
        if more > 0:
            yield survey.finding(self, f"{more:,} more documents without tokens", subject="more")


@dataclass(frozen=True)
class LongDocumentSettings:
    """When a document is long."""

    max_tokens: int = 100_000
    """Tokens that a document may have, whatever the others have."""
    min_tokens: int = 5_000
    """Tokens from which on a document is compared with the others."""
    times_median: float = 50.0
    """How many times as long as the median document of its corpus it may be."""


class LongDocument(Check):
    """A document is far longer than the others, or than can be trained on.

    Why: a batch that holds it needs much memory; training may end with "out of memory" after hours.

    Example: a book of 200,000 tokens among reports of 300.

    Fix: cut it into chapters or pages, or leave it out.
    """

    code = "C105"
    name = "long-document"
    severity = Severity.WARNING
    settings = LongDocumentSettings
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_SOUND.train, settings={"max_tokens": 1}),
        Case(_SHORT * 3 + _LONG, settings={"min_tokens": 5, "times_median": 2}),
    )
    given: LongDocumentSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._long: list[tuple[int, str, Diagnostic]] = []

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for one that is too long in any corpus."""
        n = len(seen.doc)
        if n <= min(self.given.min_tokens, self.given.max_tokens):
            return
        hint = "cut it into parts; a batch that holds it needs much memory"
        found = seen.finding(
            self, f"a document of {n:,} tokens", hint=hint, subject=f"document {seen.number}"
        )
        if n > self.given.max_tokens:
            yield found
        else:
            self._long.append((n, seen.part, found))

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """Those that are long for their corpus."""
        for n, name, found in self._long:
            if n > self.given.times_median * _median(survey.part(name).doc_lengths):
                yield found


def _median(lengths: Counter[int]) -> int:
    half = (lengths.total() + 1) // 2
    for length in sorted(lengths):
        half -= lengths[length]
        if half <= 0:
            return length
    return 0


@dataclass(frozen=True)
class SingleSentenceSettings:
    """When documents are too short to show where sentences end."""

    min_sents: float = 1.1
    """Sentences a document, in the mean."""


class SingleSentenceDocs(Check):
    """Nearly all documents with trees are one sentence.

    Why: a parser also learns where sentences end, and cannot where each document is one sentence.

    Example: a CoNLL-U file without `# newdoc`.

    Fix: nothing, if the parser will be given sentences; else put ten or so into a document, as in
    `nlptk convert -n 10`.
    """

    code = "C106"
    name = "single-sentence-documents"
    severity = Severity.INFO
    layers = frozenset({Layer.ARCS})
    settings = SingleSentenceSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case('{"tokens": ["a", "b"], "heads": [0, 1], "deps": ["r", "r"], "sents": [0, 1]}\n'),
        Case(_SHORT),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"tokens": ["a", "b"], "heads": [0, 0], "deps": ["r", "x"], "sents": [0]}\n'),
    )
    given: SingleSentenceSettings

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding about the training corpus."""
        train = survey.train
        docs = train.docs_with[Layer.SENTENCES]
        if docs and train.sents < self.given.min_sents * docs:
            message = f"{train.sents:,} sentences in {docs:,} training documents"
            hint = "a parser learns no sentence boundaries from these; convert -n 10 joins them"
            yield survey.finding(self, message, part="train", hint=hint, subject="train")


@dataclass(frozen=True)
class LongSentenceSettings:
    """When a sentence is long."""

    max_tokens: int = 250
    """Tokens that a sentence may have."""
    most: int = 20
    """Findings that are shown one by one; the others are counted."""


class LongSentence(Check):
    """A sentence is very long.

    Why: often it is a list or several sentences, whose ends were not annotated; long sentences also
    make training slow.

    Example: a table of contents of 800 tokens as one sentence.

    Fix: see whether it is one sentence, and split it if it is not.
    """

    code = "C107"
    name = "long-sentence"
    severity = Severity.WARNING
    layers = frozenset({Layer.SENTENCES})
    settings = LongSentenceSettings
    passing: ClassVar[tuple[Case, ...]] = (Case(_LONG),)
    failing: ClassVar[tuple[Case, ...]] = (Case(_LONG, settings={"max_tokens": 7}),)
    given: LongSentenceSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._found = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each of the first ones, at its first token."""
        if len(seen.doc) <= self.given.max_tokens:
            return
        for start, end in seen.doc.sent_bounds:
            if end - start > self.given.max_tokens:
                self._found += 1
                if self._found <= self.given.most:
                    message = f"a sentence of {end - start:,} tokens"
                    hint = "is it one sentence?"
                    yield seen.finding(self, message, start=start, end=start + 1, hint=hint)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are."""
        more = self._found - self.given.most
        if more > 0:
            message = f"{more:,} more sentences of over {self.given.max_tokens:,} tokens"
            yield survey.finding(self, message, subject="more")


CHECKS = (EmptyDocument, LongDocument, SingleSentenceDocs, LongSentence)
