"""Vectors as text: a word and its numbers a line, as word2vec, GloVe, fastText and floret write."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, Protocol

import numpy as np

from nlptk.engine.errors import DataError

from .ngram_hashing import MOST_HASHES, NgramHashing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_LINES = 2_000
"""Lines that are taken together: their numbers are read in one go."""
_FLORET_FIELDS = 8
_BOM = b"\xef\xbb\xbf"


class Rows(Protocol):
    """What takes up the rows of a table as they are read."""

    def add(self, words: Sequence[str], vectors: Floats) -> None:
        """Take some words and their vectors, shape (len(words), width)."""

    def bad(self, line: int, reason: str) -> None:
        """Note a line that was left out."""


@dataclass(frozen=True, slots=True)
class TextHeader:
    """What the first line says of a table: rows, width, and how n-grams are hashed, if they are."""

    rows: int
    width: int
    hashing: NgramHashing | None = None


def read_text(file: IO[bytes], rows: Rows, *, most: int = 0) -> TextHeader | None:
    """Read a table, or its first `most` lines of vectors, and return its header if it has one.

    A line that is not a word and as many numbers as the others have is noted and left out.

    Raises `DataError` when no line has numbers, and for a header that no floret writes.
    """
    lines = _numbered(file)
    first = next(lines, (1, b""))
    header = _header(first[1])
    if header is None:
        lines = _before(first, lines)
    reader = _Reader(rows, header.width if header else 0)
    if most:
        lines = islice(lines, most)
    while block := list(islice(lines, _LINES)):
        reader.read(block)
    if not reader.width:
        raise DataError("no line is a word and its numbers", expected="text such as: the 0.1 -0.2")
    return header


def _numbered(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """The lines that are not empty, with their numbers."""
    for number, line in enumerate(file, 1):
        stripped = line.rstrip(b" \t\r\n")
        if number == 1:
            stripped = stripped.removeprefix(_BOM)
        if stripped:
            yield number, stripped


def _before(
    first: tuple[int, bytes], rest: Iterable[tuple[int, bytes]]
) -> Iterator[tuple[int, bytes]]:
    yield first
    yield from rest


def _header(line: bytes) -> TextHeader | None:
    fields = line.split()
    if len(fields) == 2 and all(field.isdigit() for field in fields):
        return TextHeader(int(fields[0]), int(fields[1]))
    numbers = fields[: _FLORET_FIELDS - 2]
    if len(fields) == _FLORET_FIELDS and all(field.isdigit() for field in numbers):
        rows, width, shortest, longest, hashes, seed = map(int, numbers)
        begin, end = (field.decode("utf-8", "replace") for field in fields[-2:])
        if not _is_number(fields[-1]):
            if not 1 <= hashes <= MOST_HASHES:
                raise DataError(
                    "the header of a table from floret: hashes of an n-gram",
                    expected=f"1 to {MOST_HASHES}",
                    found=str(hashes),
                )
            hashing = NgramHashing(shortest, longest, hashes, seed, begin, end)
            return TextHeader(rows, width, hashing)
    return None


class _Reader:
    """Lines to words and numbers, many at once where all are well."""

    def __init__(self, rows: Rows, width: int) -> None:
        self.rows = rows
        self.width = width

    def read(self, lines: list[tuple[int, bytes]]) -> None:
        while lines and not self.width:
            self.width = _width(lines[0][1])
            if not self.width:
                self.rows.bad(lines.pop(0)[0], "no numbers")
        words, numbers, where = [], [], []
        for number, line in lines:
            fields = line.rsplit(None, self.width)
            if len(fields) == self.width + 1:
                try:
                    words.append(fields[0].lstrip().decode())
                except UnicodeDecodeError:
                    self.rows.bad(number, "the word is not UTF-8")
                    continue
                numbers.append(line[len(fields[0]) :])
                where.append(number)
            else:
                self.rows.bad(number, f"{len(fields) - 1} numbers, not {self.width}")
        if words:
            self._give(words, numbers, where)

    def _give(self, words: list[str], numbers: list[bytes], where: list[int]) -> None:
        vectors = _floats(b" ".join(numbers))
        if vectors.size == len(words) * self.width:
            table = vectors.reshape((-1, self.width))
            finite = np.isfinite(table).all(axis=1)
            if finite.all():
                self.rows.add(words, table)
                return
        self._give_singly(words, numbers, where)

    def _give_singly(self, words: list[str], numbers: list[bytes], where: list[int]) -> None:
        good, vectors = [], []
        for word, text, line in zip(words, numbers, where, strict=True):
            vector = _floats(text)
            if vector.size != self.width:
                wrong = next((field for field in text.split() if not _is_number(field)), text)
                self.rows.bad(line, f"not a number: {wrong.decode('utf-8', 'replace')[:40]}")
            elif not np.isfinite(vector).all():
                self.rows.bad(line, "a number that is infinite, or none")
            else:
                good.append(word)
                vectors.append(vector)
        if good:
            self.rows.add(good, np.stack(vectors))


def _floats(text: bytes) -> Floats:
    """The numbers in a text; none at all when something in it is not a number."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)  # how NumPy said it before 2.3
        try:
            return np.fromstring(text, np.float32, sep=" ")
        except (ValueError, DeprecationWarning):
            return np.zeros(0, np.float32)


def _width(line: bytes) -> int:
    """How many numbers end a line, whose first field is a word even if it looks like one."""
    fields = line.split()[1:]
    for count, field in enumerate(reversed(fields)):
        if not _is_number(field):
            return count
    return len(fields)


def _is_number(field: bytes) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return b"_" not in field
