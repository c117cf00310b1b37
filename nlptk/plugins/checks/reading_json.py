"""F: what readers refuse or leave out in records of JSON."""

from __future__ import annotations

from typing import ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, ReaderRule

_SOUND = Case('{"text": "Ann runs"}\n')


class JsonSyntax(ReaderRule):
    """Something is not JSON, or is JSON that only some programs accept.

    Why: the record is left out, and what it would have taught is lost; in a file that is one
    array, all that follows is, unless each document starts a line.

    Example: single quotes, a comma too many, a key twice, `NaN`, or a file that ends early.

    Fix: mend it where the message says; write JSON with a program, not by hand.
    """

    code = "F020"
    name = "json-syntax"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case('{"text": "Ann runs"\n'),)


class MissingKey(ReaderRule):
    """A record lacks something that it must have.

    Why: the record is left out, and what it would have taught is lost.

    Example: a span without `"end"`.

    Fix: add the key, or say with an option of the format where to find it.
    """

    code = "F021"
    name = "missing-key"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case('{"meta": {"id": 1}}\n'),)


class WrongType(ReaderRule):
    """A value is of the wrong kind.

    Why: the record is left out, and what it would have taught is lost.

    Example: `"start": "0"`, a text where a number must be.

    Fix: write the value as the message says.
    """

    code = "F022"
    name = "wrong-type"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case('{"text": 5}\n'),)


class WrongValue(ReaderRule):
    """A value cannot be what it should be.

    Why: the record is left out, and what it would have taught is lost.

    Example: a sentence start of 7, or a span of five parts.

    Fix: write the value as the message says.
    """

    code = "F023"
    name = "wrong-value"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (Case('{"text": "Hi", "spans": [[0]]}\n'),)


class UnreadKey(ReaderRule):
    """A key of a record is not one that is read.

    Why: what it says is no part of the training data; it may be misspelt, or another tool's.

    Example: a token with the key `"lema"`.

    Fix: correct the key, or take it out.
    """

    code = "F024"
    name = "unread-key"
    severity = Severity.WARNING
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann", "spans": [{"start": 0, "end": 3, "label": "PER", "sure": 1}]}\n'),
    )


class TextMismatch(ReaderRule):
    """The tokens do not spell the text.

    Why: annotation of tokens cannot be put on a text of other words: the record is left out.

    Example: the text `Ann runs` with the tokens `Ann` and `walks`.

    Fix: make the tokens follow the text in order, and cover all but its white space.
    """

    code = "F025"
    name = "text-mismatch"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "tokens": ["Ann", "walks"]}\n'),
    )


class TokenWithoutText(ReaderRule):
    """A token has no text.

    Why: the record is left out, and what it would have taught is lost.

    Example: the tokens `Ann`, `` and `runs`.

    Fix: take the token out, with its annotation, or write its text.
    """

    code = "F026"
    name = "token-without-text"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "tokens": ["Ann", "", "runs"]}\n'),
    )


class TokenOutOfRange(ReaderRule):
    """Something names a token, or characters of a token, that are not there.

    Why: the record is left out, and what it would have taught is lost.

    Example: a token from 0 to 9 in a text of 8 characters.

    Fix: count from 0; the end is the number behind the last one.
    """

    code = "F027"
    name = "token-out-of-range"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "tokens": [[0, 3], [4, 9]]}\n'),
    )


CHECKS = (
    JsonSyntax,
    MissingKey,
    WrongType,
    WrongValue,
    UnreadKey,
    TextMismatch,
    TokenWithoutText,
    TokenOutOfRange,
)
