"""Folds of a training corpus: what is left out of the counts when a document is learned from.

Reports of one event stand together in a corpus and repeat each other: leaving out a document alone
leaves its likes in, and the counts seem better witnesses than they are of new texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .evidence import Link

_MOST = 32


class Folds:
    """Stretches of a corpus with the evidence of each: between 16 and 32, or one a document."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._folds: list[Evidence] = []
        self._size = 1  # documents a fold

    def __contains__(self, key: int) -> bool:
        return key in self._places

    def add(self, key: int, links: Iterable[Link]) -> None:
        """Add the next document, which is not there yet."""
        place = self._places[key] = len(self._places)
        if place >= self._size * len(self._folds):
            if len(self._folds) == _MOST:
                self._merge()
            if place >= self._size * len(self._folds):
                self._folds.append(Evidence())
        self._folds[-1].add(links)

    def _merge(self) -> None:
        merged = []
        for first, second in zip(self._folds[::2], self._folds[1::2], strict=True):
            first.merge(second)
            merged.append(first)
        self._folds = merged
        self._size *= 2

    def of(self, key: int) -> Evidence:
        """The evidence of the fold of a document."""
        return self._folds[self._places[key] // self._size]
