"""What a finding is about, drawn: the tree of its sentence, or its entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.layers import Layer

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc

_MOST_TOKENS = 40


def picture_of(doc: Doc, tokens: tuple[int, int], layers: frozenset[Layer], name: str) -> str:
    """SVG or HTML that draws the sentence of these tokens, "" where there is nothing to draw.

    `layers` are those that the check looks at, `name` an id for the page. Long sentences are not
    drawn: nobody could see anything in them.
    """
    from nlptk.engine.drawing.arcs import draw_arcs  # only reports with pictures draw
    from nlptk.engine.drawing.entities import draw_entities

    bounds = (pair for pair in doc.sent_bounds if pair[0] <= tokens[0] < pair[1])
    start, end = next(bounds, (0, len(doc)))
    if end - start > _MOST_TOKENS:
        return ""
    if layers & {Layer.ENTITIES, Layer.LINKS} and doc.has("ent_iob"):
        return draw_entities(doc.slice(start, max(end, tokens[1])))
    if Layer.ARCS in layers and doc.has("head"):
        return draw_arcs(doc, start, end, name=f"tree-{name}")
    return ""
