"""A dependency tree as SVG: words, their parts of speech, and labelled arcs from head to word."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .escaped import escaped
from .levels import arc_levels

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc

_LETTER = 9.0  # pixels: a letter of the font, about
_GAP = 34.0
_LEVEL = 34.0
_TOP = 26.0
_BELOW = 48.0
_ARROW = 5.0
_SPREAD = 7.0  # between arcs that end at one word


class _Arc(NamedTuple):
    word: int
    head: int
    label: str


def draw_arcs(doc: Doc, start: int, end: int, *, name: str) -> str:
    """The tree of tokens start:end as an SVG element; `name` is its id, unique on a page.

    Arcs that leave the range are left out; a root has an arrow from above.
    """
    words = list(doc.words[start:end])
    tags = doc.texts("pos") if doc.has("pos") else doc.texts("tag")
    under = list(tags[start:end])
    arcs, roots = _arcs(doc, start, end)
    levels = arc_levels([(min(arc.word, arc.head), max(arc.word, arc.head)) for arc in arcs])
    height = _TOP + _LEVEL * max(levels, default=0) + 14
    centres, width = _centres(words, under)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tree" role="img" id="{name}" '
        f'aria-labelledby="{name}-title" width="{width:.0f}" height="{height + _BELOW:.0f}" '
        f'viewBox="0 0 {width:.0f} {height + _BELOW:.0f}">',
        f'<title id="{name}-title">{escaped(" ".join(words))}</title>',
        f"<desc>{escaped(_described(words, arcs, roots))}</desc>",
    ]
    for number, (word, tag) in enumerate(zip(words, under, strict=True)):
        x = centres[number]
        parts.append(f'<text class="word" x="{x:.1f}" y="{height + 18:.1f}">{escaped(word)}</text>')
        parts.append(f'<text class="tag" x="{x:.1f}" y="{height + 36:.1f}">{escaped(tag)}</text>')
    for arc, level in zip(arcs, levels, strict=True):
        parts.append(_drawn(arc, level, centres, height))
    parts += [_drawn_root(centres[number], label, height) for number, label in roots]
    parts.append("</svg>")
    return "\n".join(parts)


def _arcs(doc: Doc, start: int, end: int) -> tuple[list[_Arc], list[tuple[int, str]]]:
    """The arcs within a range, and its roots, counted from its start."""
    arcs, roots = [], []
    heads, labels = doc.column("head").tolist(), doc.texts("dep")
    for token in range(start, end):
        head = heads[token]
        if head == token:
            roots.append((token - start, labels[token]))
        elif start <= head < end:
            arcs.append(_Arc(token - start, head - start, labels[token]))
    return arcs, roots


def _centres(words: list[str], tags: list[str]) -> tuple[list[float], float]:
    """The middle of each word, and the width of all."""
    centres, x = [], _GAP / 2
    for word, tag in zip(words, tags, strict=True):
        width = max(len(word), len(tag), 2) * _LETTER
        centres.append(x + width / 2)
        x += width + _GAP
    return centres, x


def _drawn(arc: _Arc, level: int, centres: list[float], height: float) -> str:
    """An arc with its arrow head at the word, and its label on top."""
    away = _SPREAD if arc.head > arc.word else -_SPREAD
    x, x_head = centres[arc.word] + away, centres[arc.head] - away
    top = height - level * _LEVEL
    curve = (
        f"M{x_head:.1f},{height:.1f} C{x_head:.1f},{top:.1f} {x:.1f},{top:.1f} {x:.1f},{height:.1f}"
    )
    middle = (x + x_head) / 2
    return (
        f'<path class="arc" d="{curve}"/>{_arrow(x, height)}'
        f'<text class="label" x="{middle:.1f}" y="{top + level * _LEVEL / 4 - 4:.1f}">'
        f"{escaped(arc.label)}</text>"
    )


def _drawn_root(x: float, label: str, height: float) -> str:
    return (
        f'<path class="arc" d="M{x:.1f},{_TOP - 8:.1f} V{height:.1f}"/>{_arrow(x, height)}'
        f'<text class="label" x="{x:.1f}" y="{_TOP - 12:.1f}">{escaped(label)}</text>'
    )


def _arrow(x: float, y: float) -> str:
    points = f"{x - _ARROW:.1f},{y - 2 * _ARROW:.1f} {x + _ARROW:.1f},{y - 2 * _ARROW:.1f}"
    return f'<polygon class="arrow" points="{x:.1f},{y:.1f} {points}"/>'


def _described(words: list[str], arcs: list[_Arc], roots: list[tuple[int, str]]) -> str:
    """The tree in words, for those who hear it."""
    said = [f"{words[number]} is {label or 'the root'}" for number, label in roots]
    said += [f"{words[arc.word]} is {arc.label or 'below'} of {words[arc.head]}" for arc in arcs]
    return "; ".join(said)
