"""Tally: findings that may be many: the first are shown one by one, the others are counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Tally:
    """How often each subject was found; of each the first `most` are to be shown."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._counts: Counter[str] = Counter()

    def add(self, subject: str) -> bool:
        """Count it; returns whether this one is to be shown."""
        self._counts[subject] += 1
        return self._counts[subject] <= self._most

    def more(self) -> Iterator[tuple[str, int]]:
        """The subjects of which some were not shown, with the number of these."""
        for subject, count in self._counts.items():
            if count > self._most:
                yield subject, count - self._most
