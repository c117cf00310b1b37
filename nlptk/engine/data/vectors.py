"""Vectors: a table of word vectors, with keys for its rows or rows for all n-grams."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import UsageError

from .vector_keys import VectorKeys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from os import PathLike
    from pathlib import Path

    from numpy.typing import NDArray

    from .ngram_hashing import NgramHashing

    Floats = NDArray[np.float32]

BLOCK = 1 << 22
"""Numbers that are looked at together when a whole table is: 16 MiB of them."""


@dataclass(frozen=True, slots=True)
class WordRows:
    """The rows whose mean is the vector of each of n words.

    `rows` holds those of the first word, then of the second; `lengths`, shape (n,), counts them: 0
    for an unknown word, 1 in a table with keys, more in one of n-grams.
    """

    rows: NDArray[np.int32]
    lengths: NDArray[np.int32]


class Vectors:
    """A table of vectors, shape (n, width), and the words that have its rows.

    Several words may share a row. A word without a row of its own takes that of its lower-cased
    form, and is unknown when there is none either: its vector is zero. A table with `hashing` has
    no words, and a vector for each word there may be, of its n-grams.

    `data` is not changed and may be mapped from a file, which is `path` then. Words have the rows
    in order unless `rows` says otherwise.
    """

    def __init__(
        self,
        data: Floats,
        words: Iterable[str] | VectorKeys = (),
        rows: Sequence[int] | NDArray[np.int32] | None = None,
        *,
        name: str = "",
        hashing: NgramHashing | None = None,
        path: Path | None = None,
    ) -> None:
        self.data = np.asarray(data, np.float32)
        if self.data.ndim != 2:
            raise ValueError(f"vectors of shape {self.data.shape}, not rows of numbers")
        self.keys = _keys(words, rows)
        if len(self.keys) and not 0 <= int(self.keys.rows.max()) < len(self.data):
            raise ValueError(f"a word has row {self.keys.rows.max()} of {len(self.data)} rows")
        self.name = name
        self.hashing = hashing
        self.path = path
        self._digest = ""

    # ------------------------------------------------------------------ what there is

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and width."""
        return self.data.shape[0], self.data.shape[1]

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self.data.shape[1])

    def __len__(self) -> int:
        """How many words have a row; 0 for a table of n-grams, which has none for words."""
        return len(self.keys)

    def __bool__(self) -> bool:
        return bool(self.data.size)

    def __iter__(self) -> Iterator[str]:
        """The words that have a row."""
        return iter(self.keys)

    def __contains__(self, word: str) -> bool:
        """Whether a word has a vector, by itself, in lower case, or by its n-grams."""
        return bool(self.rows_of([word]).lengths[0])

    def __repr__(self) -> str:
        kind = "n-grams" if self.hashing else f"{len(self):,} words"
        return f"Vectors({self.name!r}, {self.shape[0]:,} x {self.width}, {kind})"

    @property
    def digest(self) -> str:
        """What tells the table from others: a hash of its numbers, words and way of hashing."""
        if not self._digest:
            hashed = blake2b(digest_size=16)
            for block in row_blocks(self.data):
                hashed.update(block.tobytes())
            for array in (self.keys.ids, self.keys.id_rows):
                hashed.update(array.tobytes())
            hashed.update(repr((self.shape, self.hashing and asdict(self.hashing))).encode())
            self._digest = hashed.hexdigest()
        return self._digest

    def facts(self) -> dict[str, Any]:
        """What people may want to know: name, rows, width and words."""
        return {
            "name": self.name,
            "rows": self.shape[0],
            "width": self.width,
            "words": len(self),
            "ngrams": None if self.hashing is None else asdict(self.hashing),
        }

    # ------------------------------------------------------------------ words to vectors

    def find(self, word: str) -> int:
        """The row of a word as it is written; -1 when it has none."""
        return int(self.keys.find([word])[0])

    def rows_of(self, words: Sequence[str]) -> WordRows:
        """The rows that make the vectors of words."""
        if self.hashing is not None:
            return WordRows(*self.hashing.rows(words, len(self.data)))
        rows = self.keys.find(words)
        missing = np.flatnonzero(rows < 0)
        if len(missing):
            rows[missing] = self.keys.find([words[i].lower() for i in missing.tolist()])
        return WordRows(rows[rows >= 0], (rows >= 0).astype(np.int32))

    def mean_of(self, found: WordRows) -> Floats:
        """The means of rows, shape (n, width); zero where there are none."""
        means = np.zeros((len(found.lengths), self.width), np.float32)
        known = found.lengths > 0
        if not len(found.rows):
            return means
        taken = self.data[found.rows]
        if len(taken) == int(known.sum()):
            means[known] = taken
            return means
        starts = np.cumsum(found.lengths, dtype=np.int64) - found.lengths
        means[known] = np.add.reduceat(taken, starts[known], axis=0)
        means[known] /= found.lengths[known, None]
        return means

    def of(self, words: Sequence[str]) -> Floats:
        """The vectors of words, shape (len(words), width); zero for unknown ones."""
        return self.mean_of(self.rows_of(words))

    def __getitem__(self, word: str) -> Floats:
        """The vector of a word, shape (width,); zero for an unknown one."""
        vector: Floats = self.of([word])[0]
        return vector

    # ------------------------------------------------------------------ vectors to words

    def most_similar(
        self, queries: NDArray[Any], n: int = 10
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows nearest to each of q vectors by cosine: their numbers and cosines, best first.

        Both have shape (q, min(n, rows)). The table is read in blocks. Rows of zeros, and queries,
        are as far from all others as can be without pointing away: their cosine is 0.
        """
        wanted = unit_length(np.atleast_2d(np.asarray(queries, np.float32)))
        best = np.zeros((len(wanted), 0), np.int64)
        scores = np.zeros((len(wanted), 0), np.float32)
        start = 0
        for block in row_blocks(self.data):
            numbers = np.arange(start, start + len(block))
            found = wanted @ unit_length(block).T
            best = np.concatenate([best, np.broadcast_to(numbers, found.shape)], axis=1)
            scores = np.concatenate([scores, found], axis=1)
            if scores.shape[1] > n:
                top = np.argpartition(-scores, n - 1, axis=1)[:, :n]
                best = np.take_along_axis(best, top, axis=1)
                scores = np.take_along_axis(scores, top, axis=1)
            start += len(block)
        order = np.lexsort((best, -scores), axis=1)
        return np.take_along_axis(best, order, axis=1), np.take_along_axis(scores, order, axis=1)

    def similar_words(self, word: str, n: int = 10) -> list[tuple[str, float]]:
        """The words nearest to another one, with their cosines; without the word's own row.

        Raises `UsageError` for an unknown word, and in a table of n-grams, which lists no words.
        """
        if self.hashing is not None:
            raise UsageError("a table of n-grams has no words to choose from")
        if word not in self:
            raise UsageError(f"there is no vector for {word!r}")
        own = self.rows_of([word]).rows[0]
        rows, scores = self.most_similar(self[word], n + 1)
        pairs = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        return [(self.keys.word_of_row(row), score) for row, score in pairs if row != own][:n]

    # ------------------------------------------------------------------ files

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Vectors:
        """The table in a file, or in the folder of a pipeline; nlptk's own are memory-mapped.

        Raises `DataError` when there is none, or for one that is damaged.
        """
        from .vectors_import import ImportPlan, import_vectors  # which import this

        return import_vectors(path, ImportPlan()).vectors

    def save(self, path: str | PathLike[str]) -> None:
        """Write the table as a file that can be memory-mapped. Raises `OutputError`."""
        from .vectors_file import save_vectors  # which imports this

        save_vectors(self, path)


def row_blocks(data: Floats) -> Iterator[Floats]:
    """The rows of a table in order, so many at once that memory stays bounded."""
    rows = max(1, BLOCK // max(1, data.shape[1]))
    for start in range(0, len(data), rows):
        yield data[start : start + rows]


def unit_length(vectors: NDArray[Any]) -> Floats:
    """Vectors, shape (n, width), at length 1; zeros stay zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))[:, None]
    units = np.zeros(vectors.shape, np.float32)
    np.divide(vectors, lengths, where=lengths > 0, out=units, casting="same_kind")
    return units


def cosine(one: NDArray[Any], other: NDArray[Any]) -> float:
    """The cosine of two vectors; 0 when one of them is zero."""
    lengths = float(np.linalg.norm(one)) * float(np.linalg.norm(other))
    return float(np.dot(one, other)) / lengths if lengths else 0.0


def _keys(
    words: Iterable[str] | VectorKeys, rows: Sequence[int] | NDArray[np.int32] | None
) -> VectorKeys:
    if isinstance(words, VectorKeys):
        return words
    listed = list(words)
    in_order = np.arange(len(listed), dtype=np.int32)
    return VectorKeys.of(listed, in_order if rows is None else rows)


NO_VECTORS = Vectors(np.zeros((0, 0), np.float32))
"""The table of a vocabulary that has none."""
