"""S: what is wrong with entities that readers refuse or repair."""

from __future__ import annotations

from typing import ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, ReaderRule

_SOUND = Case('{"text": "Ann runs", "spans": [[0, 3, "PER"]]}\n')


def _tagged(*tokens: tuple[str, str]) -> Case:
    listed = ", ".join(f'{{"orth": "{word}", "ner": "{tag}"}}' for word, tag in tokens)
    content = f'[{{"paragraphs": [{{"sentences": [{{"tokens": [{listed}]}}]}}]}}]'
    return Case(content, format="json")


class OverlappingEntities(ReaderRule):
    """Two entities share characters.

    Why: a token can be in one entity only: the record is left out.

    Example: `New York` as a place inside `New York Times`.

    Fix: keep one of the two; or read with `-O overlap=longest`, or as a span group with `-O
    overlap=group`.
    """

    code = "S101"
    name = "overlapping-entities"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "spans": [[0, 3, "PER"], [0, 8, "PER"]]}\n'),
    )


class MisalignedEntity(ReaderRule):
    """An entity starts or ends where no token does.

    Why: it cannot be said of tokens: what its tokens are becomes unknown, and the entity is lost.

    Example: `Ann` in `Anna runs`, which is 0 to 3 of a token 0 to 4; or offsets that count bytes.

    Fix: mend the offsets as the message suggests, or give the tokens.
    """

    code = "S102"
    name = "misaligned-entity"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "spans": [[0, 2, "PER"]]}\n'),
    )


class EntityOutOfRange(ReaderRule):
    """An entity is not inside the text.

    Why: the record is left out, and what it would have taught is lost. Often offsets count bytes,
    or belong to another text.

    Example: a span from 0 to 90 in a text of 8 characters.

    Fix: mend the offsets: characters from 0, the end not included.
    """

    code = "S103"
    name = "entity-out-of-range"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "spans": [[0, 90, "PER"]]}\n'),
    )


class ZeroLengthEntity(ReaderRule):
    """An entity has no characters.

    Why: the record is left out, and what it would have taught is lost.

    Example: a span from 4 to 4.

    Fix: the end is the number behind the last character: mend it, or take the span out.
    """

    code = "S104"
    name = "zero-length-entity"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "spans": [[3, 3, "PER"]]}\n'),
    )


class BadTagScheme(ReaderRule):
    """An entity tag is none, or is not possible in the scheme of its file.

    Why: tags of two schemes together have no sure meaning: the sentence is left out.

    Example: `PER` without a letter; `E-PER` in a file of BILUO; `L-PER` after `O`.

    Fix: correct the tag; name the scheme with `-O scheme=NAME` if the wrong one was taken.
    """

    code = "S105"
    name = "bad-tag-scheme"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case("Ann PER\nruns O\n\n", format="conll2003"),)


class ImpossibleTag(ReaderRule):
    """An entity tag continues nothing, and is read as the begin of an entity.

    Why: programs differ in what they make of it, and so do scores.

    Example: `I-PER` after `O` in a file of IOB2.

    Fix: write `B-PER`, or what it should continue.
    """

    code = "S106"
    name = "impossible-tag"
    severity = Severity.WARNING
    passing: ClassVar[tuple[Case, ...]] = (
        Case("Ann B-PER\nruns O\nBen B-PER\n\n", format="conll2003"),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case("Ann B-PER\nRoe I-PER\nBen B-LOC\nruns O\nEve I-PER\n\n", format="conll2003"),
    )


class TagsOfOtherScheme(ReaderRule):
    """Training JSON has tags of IOB2 where BILUO is the rule.

    Why: they are read as what they are; other programs may read them wrongly.

    Example: `B-PER` and `I-PER` without `L-PER`.

    Fix: nothing, or convert the file to itself, which writes BILUO.
    """

    code = "S107"
    name = "tags-of-other-scheme"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (_tagged(("Ann", "U-PER"), ("runs", "O")),)
    failing: ClassVar[tuple[Case, ...]] = (_tagged(("Ann", "B-PER"), ("runs", "O")),)


class RepeatedSpan(ReaderRule):
    """The same span is there twice.

    Why: it counts once; often two annotators' work was put together.

    Example: the same start, end and label twice in one record.

    Fix: take one of them out.
    """

    code = "S108"
    name = "repeated-span"
    severity = Severity.WARNING
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "spans": [[0, 3, "PER"], [0, 3, "PER"]]}\n'),
    )


class EntityWithoutLabel(ReaderRule):
    """A span has no label.

    Why: the record is left out, and what it would have taught is lost.

    Example: `{"start": 0, "end": 3}`.

    Fix: add the label, or give all such spans one with `-O label=NAME`.
    """

    code = "S109"
    name = "entity-without-label"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "spans": [{"start": 0, "end": 3}]}\n'),
    )


class BlankEntity(ReaderRule):
    """An entity is nothing but white space.

    Why: white space is no token here, so that the entity is left out; often the offsets are
    wrong.

    Example: `U-PER` at a token of two spaces.

    Fix: move the tag to the word that is meant.
    """

    code = "S110"
    name = "blank-entity"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_tagged(("Ann", "U-PER"), ("runs", "O")),)
    failing: ClassVar[tuple[Case, ...]] = (_tagged(("Ann", "O"), ("  ", "U-PER"), ("runs", "O")),)


CHECKS = (
    OverlappingEntities,
    MisalignedEntity,
    EntityOutOfRange,
    ZeroLengthEntity,
    BadTagScheme,
    ImpossibleTag,
    TagsOfOtherScheme,
    RepeatedSpan,
    EntityWithoutLabel,
    BlankEntity,
)
