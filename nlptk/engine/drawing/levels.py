"""How high each arc of a drawing must go so that no two share a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    Arc = tuple[int, int]


def arc_levels(arcs: Sequence[Arc]) -> list[int]:
    """The level of each arc, from 1; arcs are (left, right) word numbers.

    Arcs that share more than an end have different levels, and an arc lies above those that it
    reaches over. Each lies as low as the shorter ones leave room.
    """
    spans = np.array(arcs, np.int64).reshape(-1, 2)
    order = np.argsort(spans[:, 1] - spans[:, 0], kind="stable")
    left, right = spans[order].T
    levels = np.zeros(len(arcs), np.int64)
    for number in range(len(arcs)):
        over = (left[:number] < right[number]) & (left[number] < right[:number])
        inside = (left[:number] >= left[number]) & (right[:number] <= right[number])
        floor = int(levels[:number][inside].max(initial=0))
        levels[number] = _lowest(floor + 1, set(levels[:number][over].tolist()))
    found = np.empty_like(levels)
    found[order] = levels
    return [int(level) for level in found]


def _lowest(level: int, taken: set[int]) -> int:
    """The first level from this one on that is not taken."""
    while level in taken:
        level += 1
    return level
