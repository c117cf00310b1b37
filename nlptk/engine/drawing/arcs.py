"""A dependency tree as SVG: words, their parts of speech, and labelled arcs from head to word.

Everything is drawn in the colour of the text around it, so that a picture needs no style sheet and
is legible on light and on dark ground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import bidirectional

from .escaped import escaped
from .layout import LABEL_SIZE, TAG_SIZE, WORD_SIZE, Arc, PlacedArc, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nlptk.engine.data.doc import Doc

_ABOVE = 26.0  # pixels: the root's label and its leg, above all arcs
_LEVEL = 27.0
_BELOW = 52.0  # words and tags
_WORD_LINE, _TAG_LINE = 24.0, 43.0
_ABOVE_ARC = 5.0
_CORNER = 10.0
_ARROW_WIDTH, _ARROW_HEIGHT = 3.5, 7.5
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_RIGHT_TO_LEFT = ("R", "AL")


def draw_arcs(doc: Doc, start: int, end: int, *, name: str) -> str:
    """The tree of tokens start:end as an SVG element; `name` is its id, unique on a page.

    Arcs that leave the range are left out; a root has an arrow from above. Text that is written
    from right to left is drawn so.
    """
    words = list(doc.words[start:end])
    tags = list((doc.texts("pos") if doc.has("pos") else doc.texts("tag"))[start:end])
    arcs = find_arcs(doc, start, end)
    layout = lay_out(words, tags, arcs)
    if _runs_leftwards(words):
        layout = layout.mirrored()
    base = _ABOVE + _LEVEL * layout.n_levels + _ABOVE_ARC
    size = f"{_px(layout.width)} {_px(base + _BELOW)}"
    width, height = size.split()
    texts = zip(layout.centres, words, tags, strict=True)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{escaped(name)}" class="tree" role="img" '
            f'aria-labelledby="{escaped(name)}-title" width="{width}" height="{height}" '
            f'viewBox="0 0 {size}" font-family="{escaped(_FONT)}" text-anchor="middle" '
            'fill="currentColor">',
            f'<title id="{escaped(name)}-title">{escaped(doc[start:end].text)}</title>',
            f"<desc>{escaped(_described(words, arcs))}</desc>",
            f'<g class="words" font-size="{_px(WORD_SIZE)}">',
            *(line for text in texts for line in _word(*text, base)),
            '</g>\n<g class="arcs" fill="none" stroke="currentColor" stroke-width="1.5" '
            'stroke-opacity=".45">',
            *(f'<path d="{_outline(placed, base)}"/>' for placed in layout.arcs),
            '</g>\n<g class="arrows" fill-opacity=".7">',
            *(f'<path d="{_arrow(placed.x_word, base)}"/>' for placed in layout.arcs),
            f'</g>\n<g class="labels" font-size="{_px(LABEL_SIZE)}">',
            *(_label(placed, base) for placed in layout.arcs if placed.arc.label),
            "</g>\n</svg>",
        ]
    )


def find_arcs(doc: Doc, start: int, end: int) -> list[Arc]:
    """The arcs within tokens start:end, counted from the first of them."""
    heads = doc.column("head")[start:end].tolist()
    labels = doc.texts("dep")[start:end]
    return [
        Arc(word, head - start, label)
        for word, (head, label) in enumerate(zip(heads, labels, strict=True))
        if start <= head < end
    ]


def _runs_leftwards(words: Iterable[str]) -> bool:
    """Whether the first letter with a direction is written from right to left."""
    directions = (bidirectional(letter) for word in words for letter in word)
    first = next((one for one in directions if one in ("L", *_RIGHT_TO_LEFT)), "L")
    return first in _RIGHT_TO_LEFT


def _described(words: Sequence[str], arcs: Sequence[Arc]) -> str:
    """The tree in words, for those who hear it."""
    said = [f"{words[arc.word]} is {arc.label or 'the root'}" for arc in arcs if arc.is_root]
    said += [
        f"{words[arc.word]} is {arc.label or 'below'} of {words[arc.head]}"
        for arc in arcs
        if not arc.is_root
    ]
    return "; ".join(said)


# ---------------------------------------------------------------------- shapes


def _outline(placed: PlacedArc, base: float) -> str:
    """The line of an arc: up at the head, across, down to the arrow."""
    bottom, top = base - _ARROW_HEIGHT, _top(placed, base)
    x_head, x_word = placed.x_head, placed.x_word
    if placed.arc.is_root:
        return f"M{_px(x_word)} {_px(top)}V{_px(bottom)}"
    inward = _CORNER if x_word > x_head else -_CORNER
    return (
        f"M{_px(x_head)} {_px(base)}V{_px(top + _CORNER)}"
        f"Q{_px(x_head)} {_px(top)} {_px(x_head + inward)} {_px(top)}H{_px(x_word - inward)}"
        f"Q{_px(x_word)} {_px(top)} {_px(x_word)} {_px(top + _CORNER)}V{_px(bottom)}"
    )


def _arrow(x: float, base: float) -> str:
    back = f"{_px(x - _ARROW_WIDTH)} {_px(base - _ARROW_HEIGHT)}H{_px(x + _ARROW_WIDTH)}"
    return f"M{_px(x)} {_px(base)}L{back}Z"


def _label(placed: PlacedArc, base: float) -> str:
    x = (placed.x_head + placed.x_word) / 2
    y = _top(placed, base) - _ABOVE_ARC
    return f'<text x="{_px(x)}" y="{_px(y)}">{escaped(placed.arc.label)}</text>'


def _top(placed: PlacedArc, base: float) -> float:
    return _ABOVE - _ABOVE_ARC if placed.arc.is_root else base - placed.level * _LEVEL


def _word(x: float, word: str, tag: str, base: float) -> Iterable[str]:
    yield f'<text x="{_px(x)}" y="{_px(base + _WORD_LINE)}">{escaped(word)}</text>'
    if tag:
        yield (
            f'<text class="tag" x="{_px(x)}" y="{_px(base + _TAG_LINE)}" '
            f'font-size="{_px(TAG_SIZE)}" fill-opacity=".65">{escaped(tag)}</text>'
        )


def _px(value: float) -> str:
    """Pixels to a tenth, as short as it can be written."""
    return f"{value:.1f}".removesuffix(".0")
