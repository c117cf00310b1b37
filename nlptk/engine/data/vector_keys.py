"""The words of a table of vectors and their rows, in arrays that can be mapped from a file."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from .strings import hash_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray


class VectorKeys:
    """Words in the order in which they were added, each with a row; several may share one.

    `ids`, shape (k,), are the sorted ids of the words (`hash_string`), and `id_rows` the row of
    each. `text`, an array of bytes, holds the words as UTF-8 one behind the other in their own
    order, `ends` says where each one ends, and `rows` which row it has.
    """

    __slots__ = ("_first_words", "ends", "id_rows", "ids", "rows", "text")

    def __init__(
        self,
        text: NDArray[np.uint8],
        ends: NDArray[np.int64],
        rows: NDArray[np.int32],
        *,
        index: tuple[NDArray[np.uint64], NDArray[np.int32]],
    ) -> None:
        self.text = text
        self.ends = ends
        self.rows = rows
        self.ids, self.id_rows = index
        self._first_words: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, words: Iterable[str], rows: Sequence[int] | NDArray[np.int32]) -> VectorKeys:
        """The keys of these words. Raises `ValueError` when a word stands there twice."""
        listed = list(words)
        encoded = [word.encode() for word in listed]
        ids = np.fromiter(map(hash_string, listed), np.uint64, count=len(listed))
        if len(np.unique(ids)) < len(ids):
            twice = next(word for word in listed if listed.count(word) > 1)
            raise ValueError(f"the word {twice!r} stands there twice")
        ends = np.cumsum(list(map(len, encoded)), dtype=np.int64)
        text = np.frombuffer(b"".join(encoded), np.uint8)
        return cls.indexed(text, ends, np.asarray(rows, np.int32), ids)

    @classmethod
    def indexed(
        cls,
        text: NDArray[np.uint8],
        ends: NDArray[np.int64],
        rows: NDArray[np.int32],
        ids: NDArray[np.uint64],
    ) -> VectorKeys:
        """The keys of distinct words whose ids, shape (k,), are known and in the words' order."""
        order = np.argsort(ids, kind="stable")
        return cls(text, ends, rows, index=(ids[order], rows[order]))

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        """The words, in their own order."""
        for start, end in pairwise([0, *self.ends.tolist()]):
            yield self.text[start:end].tobytes().decode()

    def find(self, words: Sequence[str]) -> NDArray[np.int32]:
        """The rows of words, shape (len(words),); -1 for those that have none."""
        ids = np.fromiter(map(hash_string, words), np.uint64, count=len(words))
        return self.find_ids(ids)

    def find_ids(self, ids: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The rows of words by their ids, shape as given; -1 for those that have none."""
        if not len(self.ids):
            return np.full(ids.shape, -1, np.int32)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        return np.where(self.ids[places] == ids, self.id_rows[places], np.int32(-1))

    def word(self, number: int) -> str:
        """The word of that number in their own order."""
        start = int(self.ends[number - 1]) if number else 0
        return self.text[start : int(self.ends[number])].tobytes().decode()

    def word_of_row(self, row: int) -> str:
        """The first word that has a row; "" for a row that no word has."""
        if self._first_words is None:
            size = int(self.rows.max()) + 1 if len(self.rows) else 0
            self._first_words = np.full(size, -1, np.int64)
            self._first_words[self.rows[::-1]] = np.arange(len(self.rows))[::-1]
        number = int(self._first_words[row]) if row < len(self._first_words) else -1
        return "" if number < 0 else self.word(number)

    def with_rows(self, rows: NDArray[np.int32]) -> VectorKeys:
        """The same words with other rows, shape (k,); words with a negative one are left out."""
        kept = np.flatnonzero(rows >= 0)
        if len(kept) == len(rows):
            return VectorKeys.indexed(self.text, self.ends, rows, self._own_ids())
        lengths = np.diff(self.ends, prepend=0)
        inside = np.repeat(rows >= 0, lengths)
        return VectorKeys.indexed(
            self.text[inside],
            np.cumsum(lengths[kept], dtype=np.int64),
            rows[kept],
            self._own_ids()[kept],
        )

    def _own_ids(self) -> NDArray[np.uint64]:
        """The ids in the order of the words."""
        return np.fromiter(map(hash_string, self), np.uint64, count=len(self))
