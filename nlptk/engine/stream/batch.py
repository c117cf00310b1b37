"""Batch: sequences of tokens that go through a pipeline together, as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.columns import MISSING_HEAD, column_type, missing_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example
    from nlptk.engine.data.gold import GoldParse


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """The tokens start:end of a document, seen as one sequence, and what there is to learn of them.

    For prediction a stretch is a whole document and `gold` is None.
    """

    doc: Doc
    start: int
    end: int
    gold: GoldParse | None = None

    def __len__(self) -> int:
        return self.end - self.start

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its document."""
        return self.start == 0 and self.end == len(self.doc)


class Batch:
    """Stretches of text as flat arrays: the tokens of the first, then of the second, and so on.

    N is the number of tokens, B that of stretches. `lengths`, shape (B,), counts the tokens of
    each; `offsets`, shape (B + 1,), says where each starts. A stretch may be empty.
    """

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = stretches
        self.lengths: NDArray[np.int64] = np.fromiter(
            map(len, stretches), np.int64, count=len(stretches)
        )
        self.offsets: NDArray[np.int64] = np.concatenate(
            [np.zeros(1, np.int64), np.cumsum(self.lengths)]
        )

    @classmethod
    def of_docs(cls, docs: Iterable[Doc]) -> Batch:
        """Whole documents, to be annotated."""
        return cls([Stretch(doc, 0, len(doc)) for doc in docs])

    @classmethod
    def of_examples(cls, examples: Iterable[Example]) -> Batch:
        """Whole documents, to be learned from."""
        return cls([Stretch(one.predicted, 0, len(one.predicted), one.gold) for one in examples])

    @property
    def n_tokens(self) -> int:
        """How many tokens there are in all."""
        return int(self.offsets[-1])

    @property
    def docs(self) -> list[Doc]:
        """The document of each stretch."""
        return [stretch.doc for stretch in self.stretches]

    @cached_property
    def orth(self) -> NDArray[np.uint64]:
        """The ids of the word forms, shape (N,)."""
        return self._joined([s.doc.orth[s.start : s.end] for s in self.stretches], np.uint64)

    @cached_property
    def owners(self) -> NDArray[np.int64]:
        """The number of each token's stretch, shape (N,)."""
        return np.repeat(np.arange(len(self.stretches)), self.lengths)

    def texts_of(self, rows: NDArray[np.int64]) -> list[str]:
        """The word forms of tokens, by their numbers in the batch."""
        owners = np.searchsorted(self.offsets, rows, side="right") - 1
        return [
            self.stretches[owner].doc.vocab.strings[orth]
            for owner, orth in zip(owners.tolist(), self.orth[rows].tolist(), strict=True)
        ]

    # ------------------------------------------------------------------ what is annotated

    def column(self, name: str) -> NDArray[Any]:
        """A column of the documents as components before have annotated them, shape (N,)."""
        parts = [s.doc.column(name)[s.start : s.end] for s in self.stretches]
        return self._joined(parts, column_type(name))

    def write(self, name: str, values: NDArray[Any], strings: Iterable[str] = ()) -> None:
        """Set a column of the documents, which must be whole, from an array of shape (N,).

        `strings` are those that the values are ids of.
        """
        known = tuple(strings)
        for vocab in {id(s.doc.vocab): s.doc.vocab for s in self.stretches}.values():
            vocab.strings.add_all(known)
        for stretch, part in zip(self.stretches, self.split(values), strict=True):
            stretch.doc.set_column(name, part)

    def split(self, values: NDArray[Any]) -> list[NDArray[Any]]:
        """The rows of an array of shape (N, ...) by stretch, as views."""
        bounds = self.offsets.tolist()
        return [values[start:end] for start, end in pairwise(bounds)]

    # ------------------------------------------------------------------ what is to be learned

    def gold(self, name: str) -> NDArray[Any]:
        """A column of the gold annotation, shape (N,); what nobody annotated is missing."""
        missing, dtype = missing_value(name), column_type(name)
        parts = [
            np.full(len(s), missing, dtype)
            if s.gold is None
            else s.gold.column(name)[s.start : s.end]
            for s in self.stretches
        ]
        return self._joined(parts, dtype)

    def gold_heads(self) -> NDArray[np.int64]:
        """The gold head of each token as its number in the batch, shape (N,).

        A root is its own head; `MISSING_HEAD` where nothing is known or the head is not in the
        token's stretch.
        """
        starts = np.array([stretch.start for stretch in self.stretches], np.int64)
        heads = self.gold("head").astype(np.int64)
        low = np.repeat(self.offsets[:-1], self.lengths)
        high = np.repeat(self.offsets[1:], self.lengths)
        shifted = heads - np.repeat(starts, self.lengths) + low
        known = (heads >= 0) & (shifted >= low) & (shifted < high)
        return np.where(known, shifted, MISSING_HEAD)

    def _joined(self, parts: list[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
        return np.concatenate(parts) if parts else np.zeros(0, dtype)
