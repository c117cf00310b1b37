"""C: the same text twice, in one corpus or in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.columns import NUMBER_COLUMNS
from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.diagnostics.resemblance import EMPTY, SHINGLE, Resembling, WordIds, signatures
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey
    from nlptk.engine.errors import Place

_LABELLED = '{"text": "We sailed to the far islands on Monday morning", "label": "A"}\n'
_OTHER = '{"text": "Nobody had ever heard of such a strange and cold summer", "label": "A"}\n'
_ALIKE = '{"text": "We sailed to the far islands on Monday evening", "label": "A"}\n'
_BATCH = 20_000
"""Tokens that are hashed together."""


@dataclass(frozen=True)
class DuplicateSettings:
    """What is said of documents that are there twice."""

    min_tokens: int = 5
    """Tokens from which on a repeated document is worth a word: short ones repeat by nature."""
    most: int = 20
    """Findings that are shown one by one; the others are counted."""


class DuplicateDocument(Check):
    """A document is there twice, with the same annotation.

    Why: it weighs twice in training, and in evaluation; often files were put together that overlap.

    Example: the same review in lines 17 and 423.

    Fix: take one out. Documents of fewer than five tokens may repeat.
    """

    code = "C108"
    name = "duplicate-document"
    severity = Severity.WARNING
    settings = DuplicateSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_LABELLED + _OTHER, _LABELLED),
        Case(_LABELLED + _LABELLED.replace('"A"', '"B"')),
    )
    failing: ClassVar[tuple[Case, ...]] = (Case(_LABELLED + _LABELLED),)
    given: DuplicateSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._seen: dict[tuple[str, int, int], Place] = {}
        self._found = {"train": 0, "dev": 0}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each of the first ones."""
        doc = seen.doc
        if len(doc) < self.given.min_tokens:
            return
        key = (seen.part, hash(doc.text), hash(_annotation(doc)))
        here = seen.place()
        first = self._seen.setdefault(key, here)
        if first is here:
            return
        found = self._found[seen.part] = self._found.get(seen.part, 0) + 1
        if found <= self.given.most:
            message = f"the same document, annotated the same, as at {first}"
            yield seen.finding(self, message, hint="take one of them out", subject="duplicate")

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are."""
        for part, found in self._found.items():
            if found > self.given.most:
                message = f"{found - self.given.most:,} more documents that are there already"
                yield survey.finding(self, message, part=part, subject=part)


def _annotation(doc: Doc) -> Hashable:
    """What two documents have in common whose annotation is the same."""
    columns = [
        (name, doc.column(name).tobytes() if name in NUMBER_COLUMNS else tuple(doc.texts(name)))
        for name in doc.column_names
    ]
    spans = [(name, tuple(span.key() for span in spans)) for name, spans in doc.spans.items()]
    return tuple(columns), tuple(sorted(doc.cats.items())), tuple(spans)


# ---------------------------------------------------------------------- both corpora


def _units(seen: CheckedDoc) -> list[tuple[int, int]]:
    """The tokens of each sentence; of the document where nobody marked sentences."""
    return seen.doc.sent_bounds if seen.doc.is_sentenced else [(0, len(seen.doc))]


def _normalized(words: Iterable[str]) -> str:
    return " ".join(words).casefold()


@dataclass(frozen=True)
class OverlapSettings:
    """When the corpora overlap too much, as shares of the tokens of the dev corpus."""

    warn_share: float = 0.01
    """More is a warning; less is a remark."""
    error_share: float = 0.1
    """More is an error."""
    min_tokens: int = 8
    """Tokens from which on a sentence is shown that is in both: short ones repeat by nature."""
    most: int = 10
    """How many of them are shown."""


class TrainDevOverlap(Check):
    """The dev corpus has sentences, or documents, that are in the training corpus.

    Why: what was seen in training is easy, so that the scores promise too much.

    Example: a tenth of the tokens of the dev corpus is in sentences that are in the training corpus
    too, but for case and white space.

    Fix: take them out of the training corpus. Split by document or by source, not by sentence, and
    before anything is copied or augmented.
    """

    code = "C201"
    name = "train-dev-overlap"
    severity = Severity.WARNING
    settings = OverlapSettings
    passing: ClassVar[tuple[Case, ...]] = (Case(_LABELLED, _OTHER),)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_LABELLED, _LABELLED),
        Case(_LABELLED, _LABELLED.replace("Monday", "MONDAY ") + _OTHER),
    )
    given: OverlapSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._trained: dict[int, Place] = {}
        self._dev = self._shared = self._tokens = self._shown = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Note what is trained on; a finding for each of the first that are met again."""
        words = seen.doc.words
        for start, end in _units(seen):
            key = hash(_normalized(words[start:end]))
            if seen.part == "train":
                if key not in self._trained:
                    self._trained[key] = seen.place(start)
                continue
            self._dev += 1
            if key in self._trained and end > start:
                self._shared += 1
                self._tokens += end - start
                yield from self._show(seen, start, end, at=self._trained[key])

    def _show(self, seen: CheckedDoc, start: int, end: int, *, at: Place) -> Iterator[Diagnostic]:
        if end - start >= self.given.min_tokens and self._shown < self.given.most:
            self._shown += 1
            yield seen.finding(
                self,
                f"this is in the training corpus too: {at}",
                start=start,
                end=end,
                hint="take it out of one of them",
                subject=_normalized(seen.doc.words[start:end]),
                severity=Severity.INFO,
            )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """One finding about all of it."""
        if not self._shared:
            return
        share = self._tokens / survey.dev.tokens
        what = "sentences" if survey.dev.sents else "documents"
        message = f"{self._shared:,} of {self._dev:,} {what} of dev are in train too, "
        message += f"{share:.1%} of its tokens"
        severity = Severity.INFO
        if share > self.given.warn_share:
            severity = self.severity
        if share > self.given.error_share:
            severity = Severity.ERROR
        hint = "scores on them promise too much: take them out of train"
        yield survey.finding(
            self, message, part="dev", hint=hint, subject="share", severity=severity
        )


@dataclass(frozen=True)
class NearDuplicateSettings:
    """When two texts are nearly the same."""

    min_share: float = 0.8
    """Share of the three-word sequences of both that they have in common."""
    min_tokens: int = 8
    """Tokens from which on a text is looked at."""
    most: int = 20
    """Findings that are shown one by one; the others are counted."""


class NearDuplicate(Check):
    """A sentence, or document, of the dev corpus is nearly the same as one of the training corpus.

    Why: it is nearly known from training, so that the scores promise too much. Templates, retweets
    and mended copies make such pairs.

    Example: "We sailed to the far islands on Monday evening" and, in training, "... morning".

    Fix: keep such texts together when the data is split: by author, thread, template or day.
    """

    code = "C202"
    name = "near-duplicate"
    severity = Severity.WARNING
    settings = NearDuplicateSettings
    passing: ClassVar[tuple[Case, ...]] = (Case(_LABELLED, _OTHER), Case(_LABELLED, _LABELLED))
    failing: ClassVar[tuple[Case, ...]] = (Case(_LABELLED, _ALIKE, settings={"min_share": 0.6}),)
    given: NearDuplicateSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._ids = WordIds()
        self._trained: set[int] = set()
        self._places: list[Place] = []
        self._signatures = [EMPTY]
        self._known: Resembling | None = None
        self._waiting: list[tuple[CheckedDoc, int, int]] = []
        self._numbers: list[int] = []
        self._found = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Findings now and then, when enough was collected."""
        if seen.part != "train" and self._known is None:
            self._learn()
            self._known = Resembling(np.concatenate(self._signatures))
            self._signatures = [EMPTY]
        words = seen.doc.words
        for start, end in _units(seen):
            if end - start < max(SHINGLE, self.given.min_tokens):
                continue
            key = hash(_normalized(words[start:end]))
            if seen.part == "train":
                self._trained.add(key)
                self._places.append(seen.place(start))
            elif key in self._trained:
                continue  # what is quite the same is another finding
            self._waiting.append((seen, start, end))
            self._numbers += map(self._ids.__getitem__, words[start:end])
        if len(self._numbers) >= _BATCH:
            yield from self._flush()

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """The rest, and how many more there are."""
        if self._known is not None:
            yield from self._flush()
        if self._found > self.given.most:
            message = f"{self._found - self.given.most:,} more of dev resemble something in train"
            yield survey.finding(self, message, part="dev", subject="more")

    def _flush(self) -> Iterator[Diagnostic]:
        if self._known is None:
            self._learn()
            return
        waiting = self._waiting
        nearest, shares = self._known.nearest(self._signed())
        for i in np.flatnonzero(shares >= self.given.min_share).tolist():
            self._found += 1
            if self._found <= self.given.most:
                seen, start, end = waiting[i]
                message = (
                    f"nearly the same ({shares[i]:.0%}) as {self._places[nearest[i]]} in train"
                )
                yield seen.finding(
                    self, message, start=start, end=end, hint="keep both in one corpus"
                )

    def _learn(self) -> None:
        self._signatures.append(self._signed())

    def _signed(self) -> np.ndarray[Any, np.dtype[np.uint32]]:
        """The signatures of what was collected, which then is no more."""
        if not self._waiting:
            return EMPTY
        lengths = [end - start for _, start, end in self._waiting]
        found = signatures(np.array(self._numbers, dtype=np.uint64), lengths)
        self._waiting, self._numbers = [], []
        return found


CHECKS = (DuplicateDocument, TrainDevOverlap, NearDuplicate)
