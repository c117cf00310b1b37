"""F: what readers put right, or refuse, in a record as a whole."""

from __future__ import annotations

from typing import ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, ReaderRule

_SOUND = Case('{"text": "Ann runs"}\n')


class BlankToken(ReaderRule):
    """Tokens of white space are left out.

    Why: here white space stands between tokens and is none; the text keeps it, and all else
    stays.

    Example: the tokens `Ann`, two spaces, and `runs`.

    Fix: nothing needs to be done.
    """

    code = "F028"
    name = "blank-token"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann  runs", "tokens": ["Ann", "  ", "runs"]}\n'),
    )


class NumberOfValues(ReaderRule):
    """A list that has one value a token has more or fewer values than there are tokens.

    Why: nobody knows which value belongs to which token: the record is left out.

    Example: two tokens with three tags.

    Fix: give each token one value, and null where it is not known.
    """

    code = "F029"
    name = "number-of-values"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case('{"tokens": ["Ann", "runs"], "tags": ["X"]}\n'),)


class SentenceBounds(ReaderRule):
    """A sentence starts inside a token, or before the one before it ends.

    Why: where the sentence starts is lost; with sentences that overlap, the whole record.

    Example: sentences from 0 to 5 and from 4 to 8.

    Fix: let each sentence start where a token does, at or behind the end of the one before.
    """

    code = "F030"
    name = "sentence-bounds"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "sents": [[0, 5], [4, 8]]}\n'),
    )


class ContradictoryCategory(ReaderRule):
    """A category of one text has two values.

    Why: one of the two must be wrong, and nobody knows which: the record is left out.

    Example: `"cats": {"GOOD": 0}` beside `"label": "GOOD"`.

    Fix: keep the one that is right.
    """

    code = "F031"
    name = "contradictory-category"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "cats": {"A": 0}, "label": "A"}\n'),
    )


class ContradictoryMetadata(ReaderRule):
    """A document and its paragraph say different things under one name.

    Why: only what the paragraph says is kept.

    Example: `"id": 1` of the document, `"id": 2` of its only paragraph.

    Fix: nothing, if the paragraph is right.
    """

    code = "F032"
    name = "contradictory-metadata"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (Case("[]", format="json"),)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('[{"source": "a", "paragraphs": [{"source": "b", "sentences": []}]}]', format="json"),
    )


class IgnoredRecords(ReaderRule):
    """Records that an annotator wanted ignored are left out.

    Why: it is as it should be, but the corpus is smaller than its file.

    Example: `"answer": "ignore"`.

    Fix: nothing, or annotate them after all.
    """

    code = "F033"
    name = "ignored-records"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case('{"text": "Ann runs", "answer": "ignore"}\n'),)


class RejectedAnnotation(ReaderRule):
    """Annotation that an annotator rejected is left out.

    Why: a rejected span says that the annotation was wrong, and not what would be right.

    Example: spans beside `"answer": "reject"`.

    Fix: nothing, or annotate the text by hand.
    """

    code = "F034"
    name = "rejected-annotation"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "spans": [[0, 3, "PER"]], "answer": "reject"}\n'),
    )


CHECKS = (
    BlankToken,
    NumberOfValues,
    SentenceBounds,
    ContradictoryCategory,
    ContradictoryMetadata,
    IgnoredRecords,
    RejectedAnnotation,
)
