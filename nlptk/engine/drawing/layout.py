"""Where the words and arcs of a tree go: columns wide enough for what stands in and above them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .levels import arc_levels
from .text_width import text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD_SIZE, TAG_SIZE, LABEL_SIZE = 16.0, 11.0, 11.5
_MARGIN = 16.0
_BETWEEN_WORDS = 22.0
_BETWEEN_LEGS = 9.0  # of arcs that end at one word
_BESIDE_LABEL = 16.0
_SHORTEST = 24.0  # between the legs of an arc without label


class Arc(NamedTuple):
    """An arc to a word from its head, by their numbers; a root is its own head."""

    word: int
    head: int
    label: str

    @property
    def is_root(self) -> bool:
        """Whether the arc comes from nowhere."""
        return self.word == self.head

    @property
    def left(self) -> int:
        """The first of the two words."""
        return min(self.word, self.head)

    @property
    def right(self) -> int:
        """The second of the two words."""
        return max(self.word, self.head)


class PlacedArc(NamedTuple):
    """An arc and where its two legs stand, in pixels; `level` counts from 1, for a root it is 0."""

    arc: Arc
    x_head: float
    x_word: float
    level: int


@dataclass(frozen=True, slots=True)
class TreeLayout:
    """The middle of each word, the arcs, and the width of all, in pixels."""

    centres: tuple[float, ...]
    arcs: tuple[PlacedArc, ...]
    width: float
    n_levels: int

    def mirrored(self) -> TreeLayout:
        """The same from right to left."""
        arcs = (
            PlacedArc(arc, self.width - x_head, self.width - x_word, level)
            for arc, x_head, x_word, level in self.arcs
        )
        centres = tuple(self.width - x for x in self.centres)
        return TreeLayout(centres, tuple(arcs), self.width, self.n_levels)


def lay_out(words: Sequence[str], tags: Sequence[str], arcs: Sequence[Arc]) -> TreeLayout:
    """Place words, the tags below them and arcs from left to right.

    No two legs of arcs fall together, and each label finds room between the legs of its arc.
    """
    offsets = _leg_offsets(len(words), arcs)
    rooms = [
        max(text_width(word, WORD_SIZE), text_width(tag, TAG_SIZE)) / 2
        for word, tag in zip(words, tags, strict=True)
    ]
    for (number, word), offset in offsets.items():
        label = text_width(arcs[number].label, LABEL_SIZE) / 2 if arcs[number].is_root else 0.0
        rooms[word] = max(rooms[word], abs(offset) + max(_BETWEEN_LEGS / 2, label))
    centres = _centres(rooms, arcs, offsets)
    crossing = [number for number, arc in enumerate(arcs) if not arc.is_root]
    levels = dict.fromkeys(range(len(arcs)), 0)
    spans = [(arcs[number].left, arcs[number].right) for number in crossing]
    levels.update(zip(crossing, arc_levels(spans), strict=True))
    placed = (
        PlacedArc(
            arc,
            centres[arc.head] + offsets[number, arc.head],
            centres[arc.word] + offsets[number, arc.word],
            levels[number],
        )
        for number, arc in enumerate(arcs)
    )
    width = centres[-1] + rooms[-1] + _MARGIN if centres else 2 * _MARGIN
    return TreeLayout(tuple(centres), tuple(placed), width, max(levels.values(), default=0))


def _leg_offsets(n_words: int, arcs: Sequence[Arc]) -> dict[tuple[int, int], float]:
    """How far from the middle of its word each leg stands, by the numbers of arc and word.

    Legs of arcs to the left stand left, those of longer arcs further in, so that legs of one word
    do not cross; the root's stands between.
    """
    legs: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, arc in enumerate(arcs):
        length = arc.right - arc.left
        if arc.is_root:
            legs[arc.word].append((0, 0, number))
        else:
            legs[arc.right].append((-1, length, number))
            legs[arc.left].append((1, -length, number))
    offsets = {}
    for word in range(n_words):
        inner = len(legs[word]) - 1
        for place, (_, _, number) in enumerate(sorted(legs[word])):
            offsets[number, word] = (place - inner / 2) * _BETWEEN_LEGS
    return offsets


def _centres(
    rooms: Sequence[float], arcs: Sequence[Arc], offsets: dict[tuple[int, int], float]
) -> list[float]:
    """The middle of each word, as far left as the words and arcs before it allow."""
    ending: defaultdict[int, list[int]] = defaultdict(list)
    for number, arc in enumerate(arcs):
        if not arc.is_root:
            ending[arc.right].append(number)
    centres: list[float] = []
    edge = _MARGIN
    for word, room in enumerate(rooms):
        x = edge + room
        for number in ending[word]:
            arc = arcs[number]
            wide = max(text_width(arc.label, LABEL_SIZE) + _BESIDE_LABEL, _SHORTEST)
            start = centres[arc.left] + offsets[number, arc.left]
            x = max(x, start + wide - offsets[number, word])
        centres.append(x)
        edge = x + room + _BETWEEN_WORDS
    return centres
