"""C1: corpora that hold too little to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import Survey

_SOUND = Case('{"text": "Ann runs"}\n', '{"text": "Ben walks"}\n')
_SHORT = '{"tokens": ["a", "b"], "sents": [0]}\n'


class NoTrainingData(Check):
    """The training corpus has no documents.

    Why: there is nothing to learn from. Often the wrong file was given, or a conversion failed.

    Example: a file of 0 bytes, or one in which no record can be read.

    Fix: see what the file holds, and whether it is the one that is meant.
    """

    code = "C101"
    name = "no-training-data"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case("\n", _SOUND.dev),)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding if nothing was read."""
        yield from _empty(self, survey, "train")


class NoDevData(Check):
    """The dev corpus was given and has no documents.

    Why: nothing can be evaluated, so that nobody knows which of the trained models is the best.

    Example: a file of 0 bytes, or one in which no record can be read.

    Fix: see what the file holds, or split a part off the training corpus.
    """

    code = "C102"
    name = "no-dev-data"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND, Case(_SOUND.train))
    failing: ClassVar[tuple[Case, ...]] = (Case(_SOUND.train, "\n"),)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding if nothing was read."""
        yield from _empty(self, survey, "dev")


def _empty(check: Check, survey: Survey, name: str) -> Iterator[Diagnostic]:
    part = survey.part(name)
    if part.read and not part.docs:
        bad = f": {part.bad:,} could not be read" if part.bad else ""
        message = f"no documents in {name}{bad}"
        hint = "mend what is found first: often all have the same fault" if part.bad else ""
        hint = hint or "is it the right file?"
        yield survey.finding(check, message, part=name, hint=hint, subject=name)


@dataclass(frozen=True)
class LittleSettings:
    """When a training corpus is small: when it has less of both."""

    min_docs: int = 100
    """Documents that are enough."""
    min_sents: int = 1000
    """Sentences that are enough, whatever the number of documents."""
    base_model: str = ""
    """A pipeline that training starts from, as `--base-model` gives it: a little is enough then."""


class LittleTrainingData(Check):
    """The training corpus is small.

    Why: a model that is trained on little finds little; dozens of examples show that the set-up
    works, and not how well.

    Example: 40 documents of one sentence each.

    Fix: annotate more, or start from a model that has seen more. It is all right for a first try.
    """

    code = "C103"
    name = "little-training-data"
    severity = Severity.WARNING
    settings = LittleSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_SOUND.train, settings={"min_docs": 1}),
        Case(_SHORT, settings={"min_sents": 1}),
        Case(_SOUND.train, settings={"base_model": "en_base"}),
    )
    failing: ClassVar[tuple[Case, ...]] = (Case(_SOUND.train),)
    given: LittleSettings

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding if there are few documents and few sentences."""
        train = survey.train
        if self.given.base_model:
            return
        if 0 < train.docs < self.given.min_docs and train.sents < self.given.min_sents:
            of = f" of {train.sents:,} sentences" if train.sents else ""
            message = f"{train.docs:,} training documents{of}, {train.tokens:,} tokens"
            hint = f"{self.given.min_docs:,} documents or {self.given.min_sents:,} sentences "
            hint += "are a beginning"
            yield survey.finding(self, message, part="train", hint=hint, subject="train")


CHECKS = (NoTrainingData, NoDevData, LittleTrainingData)
