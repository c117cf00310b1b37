"""Tokens of whitespace, which other tools have and documents here do not, and how to do without.

Whatever lies between two tokens belongs to neither, so that leaving such tokens out loses no text.
Indexes into the longer sequence become indexes into the shorter one.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, TypeVar

from .columns import MISSING_HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class BlankTokens:
    """Which of some words are blank; falsy when none is. Linear to make, and cheap if none is."""

    def __init__(self, words: Sequence[str]) -> None:
        self.blank = [i for i, word in enumerate(words) if word.isspace()]
        gone = set(self.blank)
        self.kept = [i for i in range(len(words)) if i not in gone] if gone else []

    def __len__(self) -> int:
        return len(self.blank)

    def select(self, values: Sequence[T]) -> Sequence[T]:
        """Those of one value a word that belong to words that stay."""
        return [values[i] for i in self.kept] if self.blank else values

    def index(self, i: int) -> int:
        """Where word `i`, or the next one that stays, is among those that stay."""
        return bisect_left(self.kept, i) if self.blank else i

    def heads(self, heads: Sequence[int]) -> list[int]:
        """Heads (indexes, -1 missing, no cycles) of the words that stay.

        A word whose head goes hangs on that word's head; if that is a root, its head is missing.
        """
        if not self.blank:
            return list(heads)
        gone = set(self.blank)
        found = []
        for i in self.kept:
            head = heads[i]
            while head in gone:
                head = MISSING_HEAD if heads[head] == head else heads[head]
            found.append(self.index(head) if head >= 0 else head)
        return found
