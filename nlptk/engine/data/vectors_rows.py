"""Rows of a table of vectors as they are read: kept in a file, so that memory stays bounded."""

from __future__ import annotations

import tempfile
from array import array
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import numpy as np

from .strings import hash_string
from .vector_keys import VectorKeys
from .vectors import BLOCK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MOST_SHOWN = 20
"""Bad lines that are named; more are only counted."""


@dataclass
class RowReport:
    """What was read: rows, words that stood there twice, and lines that were left out.

    `bad_lines` holds the numbers of the first of them, with the reasons.
    """

    rows: int = 0
    duplicates: int = 0
    bad: int = 0
    bad_lines: list[tuple[int, str]] = field(default_factory=list)


class RowFile:
    """Takes words and their vectors, and gives them back as a table that is mapped from a file.

    Of a word that comes twice the first vector is kept. The file has no name, and is gone when
    nobody uses the table any more.
    """

    def __init__(self) -> None:
        self.report = RowReport()
        self.width = 0
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="nlptk-vectors-")  # noqa: SIM115
        self._ids = array("Q")
        self._ends = array("q")
        self._text = bytearray()

    def __enter__(self) -> RowFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, words: Sequence[str], vectors: Floats) -> None:
        """Take some words and their vectors, shape (len(words), width)."""
        self.width = vectors.shape[1]
        self._file.write(np.ascontiguousarray(vectors, np.float32).tobytes())
        for word in words:
            self._ids.append(hash_string(word))
            self._text += word.encode()
            self._ends.append(len(self._text))

    def bad(self, line: int, reason: str) -> None:
        """Note a line that was left out."""
        self.report.bad += 1
        if len(self.report.bad_lines) < MOST_SHOWN:
            self.report.bad_lines.append((line, reason))

    def table(self) -> tuple[Floats, VectorKeys]:
        """The vectors, and the words that have them, in order."""
        ids = np.frombuffer(self._ids, np.uint64).copy()
        ends = np.frombuffer(self._ends, np.int64).copy()
        text = np.frombuffer(bytes(self._text), np.uint8)
        data = self._mapped(len(ids))
        firsts = np.sort(np.unique(ids, return_index=True)[1])
        self.report.duplicates = len(ids) - len(firsts)
        self.report.rows = len(firsts)
        if self.report.duplicates:
            lengths = np.diff(ends, prepend=0)
            kept = np.zeros(len(ids), bool)
            kept[firsts] = True
            text, ends, ids = (
                text[np.repeat(kept, lengths)],
                np.cumsum(lengths[firsts]),
                ids[firsts],
            )
            data = _gathered(data, firsts)
        rows = np.arange(len(firsts), dtype=np.int32)
        return data, VectorKeys.indexed(text, ends, rows, ids)

    def _mapped(self, rows: int) -> Floats:
        self._file.flush()
        if not rows:
            return np.zeros((0, self.width), np.float32)
        return np.memmap(self._file, np.float32, mode="r+", shape=(rows, self.width))


def _gathered(data: Floats, rows: NDArray[np.intp]) -> Floats:
    """The rows of a table, in order and moved to its front, a block at a time."""
    size = max(1, BLOCK // max(1, data.shape[1]))
    for start in range(0, len(rows), size):
        wanted = rows[start : start + size]  # none of them is before its new place
        data[start : start + len(wanted)] = data[wanted]
    return data[: len(rows)]
