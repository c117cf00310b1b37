"""LabelTable: labels as the numbers of a model's outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .strings import hash_string

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


class LabelTable:
    """Labels in the order of a model's outputs, and their string ids."""

    def __init__(self, labels: Iterable[str] = ()) -> None:
        self.labels: list[str] = []
        self._known: set[str] = set()
        self._ids = np.zeros(0, np.uint64)
        for label in labels:
            self.add(label)

    def __len__(self) -> int:
        return len(self.labels)

    def __contains__(self, label: object) -> bool:
        return label in self._known

    def add(self, label: str) -> bool:
        """Put a label at the end; returns whether it was new."""
        if label in self._known:
            return False
        self._known.add(label)
        self.labels.append(label)
        return True

    def sort(self) -> None:
        """Put the labels in alphabetical order, so that it does not depend on that of the data."""
        self.labels.sort()
        self._ids = self._ids[:0]

    @property
    def ids(self) -> NDArray[np.uint64]:
        """The string ids of the labels, shape (len,)."""
        if len(self._ids) != len(self.labels):
            self._ids = np.array([hash_string(label) for label in self.labels], np.uint64)
        return self._ids

    def classes(self, ids: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The number of each label by its id, -1 for one that is missing or not known."""
        table = self.ids
        if not len(table):
            return np.full(ids.shape, -1, np.int64)
        order = np.argsort(table)
        near = order[np.minimum(np.searchsorted(table, ids, sorter=order), len(table) - 1)]
        return np.where(table[near] == ids, near, -1)
