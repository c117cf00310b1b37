"""JSON values one after another, from a stream of any length, and where in the text each thing is.

Parsing is the standard library's. Strictness is added, since data that only one program accepts is
broken data: a key twice in an object, NaN and infinite numbers, and halves of surrogate pairs are
errors (RFC 8259, sections 4, 6 and 8.2). What is wrong is looked up in the text only when something
is, so that good data pays nothing for good messages.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from nlptk.engine.errors import DataError, Place

from .json_text import find_fault, line_and_column, locate, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_LARGEST_LITERAL = 16  # more than the longest of true, false, null, -Infinity, \\uXXXX\\uXXXX
_FIRST_FILL = 1 << 16
_SPACE = re.compile(r"[ \t\n\r]*")
_HALF_PAIR = re.compile(r"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|[c-fC-F])")
_EXPECTED = {
    "Expecting value": "a value",
    "Expecting ',' delimiter": "a comma or the closing bracket",
    "Expecting ':' delimiter": "a colon between key and value",
    "Expecting property name enclosed in double quotes": "a key in double quotes",
    "Illegal trailing comma before end of object": "another key, or no comma",
    "Illegal trailing comma before end of array": "another value, or no comma",
    "Unterminated string starting at": "the closing quote of the text that starts here",
    "Invalid control character at": "an escape such as \\n or \\t",
    "Invalid \\escape": 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX',
    "Invalid \\uXXXX escape": "four hexadecimal digits behind \\u",
}

Keys = tuple[str | int, ...]


class _RefusedError(ValueError):
    """Something that the standard library would accept."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedError
    return value


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise _RefusedError
    return value


def _refuse(_name: str) -> NoReturn:
    raise _RefusedError


_decode = json.JSONDecoder(
    object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refuse
).raw_decode


@dataclass(frozen=True, slots=True)
class JsonRecord:
    """One JSON value with its text; `line` and `column` are where it starts in the input."""

    value: Any
    text: str
    line: int = 1
    column: int = 1

    def place(self, keys: Sequence[str | int] = (), path: str = "") -> Place:
        """Where in the input the value at `keys` (of objects) and indexes (of arrays) starts."""
        line, column = locate(self.text, keys)
        if line == 1:
            column += self.column - 1
        return Place(path, self.line + line - 1, column)

    def error(
        self,
        keys: Sequence[str | int],
        message: str,
        *,
        expected: str = "",
        found: object = None,
        hint: str = "",
        rule: str = "wrong-value",
    ) -> DataError:
        """The error to raise about the value at `keys`; `found` is a JSON value to be shown."""
        shown = "" if found is None else show(found)
        place = self.place(keys)
        return DataError(message, place=place, expected=expected, found=shown, hint=hint, rule=rule)


def decode_line(text: str, line: int) -> JsonRecord:
    """The one JSON value of a line. Raises `DataError` with line and column."""
    reader = _Reader(iter((text,)), line=line, name="line")
    record = reader.value()
    if reader.peek():
        raise reader.error("not JSON lines", expected="one value a line")
    return record


def iter_records(
    chunks: Iterable[str], *, skipped: Callable[[DataError], None] | None = None
) -> Iterator[JsonRecord]:
    """The elements of a JSON array, or values that follow one another, as they are met.

    Memory is bounded by a few times the longest element. Raises `DataError` with line and column
    at the first thing that is not JSON, and when the input ends early or holds nothing at all.
    `skipped` is told of an object in an array that is not JSON; reading goes on with the next
    object that starts a line no further in, and ends with the error where there is none.
    """
    reader = _Reader(iter(chunks))
    first = reader.peek()
    if not first:
        hint = "an array without elements is []"
        raise DataError(
            "the input is empty",
            place=reader.place(),
            expected="JSON",
            hint=hint,
            rule="empty-file",
        )
    if first == "[":
        yield from _elements(reader, skipped)
        if reader.peek():
            raise reader.error(
                "text behind the end of the JSON array",
                expected="nothing more",
                hint="several files in one? join their arrays",
            )
    while reader.peek():
        yield reader.value()


def _elements(reader: _Reader, skipped: Callable[[DataError], None] | None) -> Iterator[JsonRecord]:
    opened = reader.place()
    reader.take()
    if reader.peek() == "]":
        reader.take()
        return
    while True:
        reader.peek()
        indent = reader.place().column - 1
        try:
            record = reader.value(inside=opened)
        except DataError as error:
            if skipped is None or not reader.resume(indent):
                raise
            skipped(error)
            continue
        yield record
        separator = reader.peek()
        if separator not in (",", "]"):
            fault = reader.error("not valid JSON", expected='"," or "]"', inside=opened)
            if skipped is None or (separator != "{" and not reader.resume(indent)):
                raise fault
            skipped(fault)
            continue
        reader.take()
        if separator == "]":
            return


class _Reader:
    """A window on a stream of text: what was read and is not yet done with."""

    def __init__(self, chunks: Iterator[str], *, line: int = 1, name: str = "input") -> None:
        self._chunks = chunks
        self._name = name
        self._buffer = ""
        self._at = 0
        # line and column of `_mark`, which follows behind: lines are counted once only
        self._mark, self._line, self._column = 0, line, 1
        self._ended = False

    def _fill(self) -> None:
        """Read until what is left has doubled: a long value is tried a few times only."""
        self._move_mark()
        pieces = [self._buffer[self._at :]]
        size, enough = len(pieces[0]), max(2 * len(pieces[0]), _FIRST_FILL)
        while size < enough:
            piece = next(self._chunks, None)
            if piece is None:
                self._ended = True
                break
            pieces.append(piece)
            size += len(piece)
        self._buffer, self._at, self._mark = "".join(pieces), 0, 0

    def _move_mark(self) -> Place:
        here = self.place()
        self._mark, self._line, self._column = self._at, here.line, here.column
        return here

    def place(self, at: int | None = None) -> Place:
        """Line and column of a position from the current one on, which it is by default."""
        at = self._at if at is None else at
        line, column = line_and_column(self._buffer, at, self._mark)
        if line == 1:
            column += self._column - 1
        return Place("", self._line + line - 1, column)

    def peek(self) -> str:
        """The next character that is not whitespace; "" at the end of the input."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if self._ended:
                return ""
            self._fill()

    def take(self) -> None:
        """Step over one character."""
        self._at += 1

    def resume(self, indent: int) -> bool:
        """Step to the next line that starts an object and is indented so far at most, if any."""
        start = re.compile(rf"\n[ \t]{{0,{indent}}}(?=\{{)")
        while True:
            match = start.search(self._buffer, self._at)
            if match is not None:
                self._at = match.end()
                return True
            if self._ended:
                return False
            self._at = max(self._at, len(self._buffer) - indent - 1)
            self._fill()

    def value(self, *, inside: Place | None = None) -> JsonRecord:
        """The next value; `inside` is where the array that holds it opened."""
        if not self.peek():
            raise self.error("not valid JSON", expected="a value", inside=inside)
        while True:
            try:
                value, end = _decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if self._may_be_cut(error):
                    self._fill()
                    continue
                raise self._syntax_error(error, inside) from error
            except (ValueError, RecursionError) as error:
                raise self._refused(self._buffer, self._at) from error
            near_end = end > len(self._buffer) - _LARGEST_LITERAL and not self._ended
            if not near_end or self._buffer[end - 1] in '}]"':
                break
            self._fill()  # a number may go on behind the buffer
        record = self._record(value, end)
        self._at = end
        return record

    def _record(self, value: Any, end: int) -> JsonRecord:
        here = self._move_mark()
        text = self._buffer[self._at : end]
        may_be_half = ("\\ud" in text or "\\uD" in text) and _HALF_PAIR.search(text)
        if may_be_half and find_fault(text, 0) is not None:
            raise self._refused(text, 0)
        return JsonRecord(value, text, here.line, here.column)

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether an error may come from the buffer's end rather than from the text."""
        if self._ended:
            return False
        if error.msg.startswith("Unterminated"):
            return True
        return error.pos > len(self._buffer) - _LARGEST_LITERAL

    def _syntax_error(self, error: json.JSONDecodeError, inside: Place | None) -> DataError:
        expected = _EXPECTED.get(error.msg, error.msg)
        at = min(error.pos, len(self._buffer))
        if error.msg.startswith("Unterminated") or at == len(self._buffer):
            return self._cut_short(self.place(at), expected, inside)
        character = self._buffer[at]
        hint = ""
        if error.msg.startswith("Invalid control"):
            hint = "texts of JSON hold no line breaks or tabs as such"
        elif character == "'":
            hint = "JSON quotes with double quotes"
        return DataError(
            "not valid JSON",
            place=self.place(at),
            expected=expected,
            found=show(self._buffer[at : at + _LARGEST_LITERAL].split("\n")[0] or character),
            hint=hint,
            rule="json-syntax",
        )

    def _refused(self, text: str, start: int) -> DataError:
        fault = find_fault(text, start)
        at, message, hint = fault or (start, "a value that cannot be read", "")
        place = self.place(at - start + self._at)
        return DataError(message, place=place, hint=hint, rule="json-syntax")

    def error(
        self, message: str, *, expected: str, hint: str = "", inside: Place | None = None
    ) -> DataError:
        """An error about what stands at the current position."""
        if self._at >= len(self._buffer):
            return self._cut_short(self.place(), expected, inside)
        found = show(self._buffer[self._at : self._at + _LARGEST_LITERAL].split("\n")[0])
        return DataError(
            message,
            place=self.place(),
            expected=expected,
            found=found,
            hint=hint,
            rule="json-syntax",
        )

    def _cut_short(self, place: Place, expected: str, inside: Place | None) -> DataError:
        where = "" if inside is None else f" inside the array that opens in line {inside.line}"
        return DataError(
            f"the {self._name} ends early{where}",
            place=place,
            expected=expected,
            found=f"the end of the {self._name}",
            hint="is the file complete?",
            rule="json-syntax",
        )
