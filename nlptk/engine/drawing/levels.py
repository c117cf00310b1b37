"""How high each arc of a drawing must go so that no two share a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Arc = tuple[int, int]


def arc_levels(arcs: Sequence[Arc]) -> list[int]:
    """The level of each arc, from 1; arcs are (left, right) word numbers.

    Shorter arcs lie lower. Arcs that share more than an end have different levels.
    """
    levels = [0] * len(arcs)
    order = sorted(range(len(arcs)), key=lambda number: (arcs[number][1] - arcs[number][0], number))
    placed: list[int] = []
    for number in order:
        taken = {levels[other] for other in placed if _overlap(arcs[number], arcs[other])}
        level = 1
        while level in taken:
            level += 1
        levels[number] = level
        placed.append(number)
    return levels


def _overlap(one: Arc, other: Arc) -> bool:
    return one[0] < other[1] and other[0] < one[1]
