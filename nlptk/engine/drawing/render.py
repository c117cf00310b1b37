"""Documents as pictures: trees or entities, as bare figures or as a page."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from nlptk.engine.data.doc import Doc
from nlptk.engine.errors import UsageError

from .arcs import draw_arcs
from .entities import draw_entities
from .page import Section, make_page

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Style(NamedTuple):
    """What a style draws: the column it cannot do without, what people call it, who gives it."""

    title: str
    column: str
    noun: str
    component: str


_STYLES = {
    "dep": _Style("Dependency trees", "head", "heads", "parser"),
    "ent": _Style("Entities", "ent_iob", "entities", "ner"),
}


def render(
    docs: Doc | Iterable[Doc], style: str = "dep", *, page: bool = False, limit: int | None = None
) -> str:
    """Draw documents: style "dep" draws a tree for each sentence, "ent" marks entities in the text.

    Gives SVG or HTML elements one after the other, which look right wherever they are put; or with
    `page` a whole HTML page. `limit` is the most documents to draw; no more are read. The same
    documents give the same bytes.

    Raises:
        UsageError: an unknown style, or a document without what is to be drawn.
    """
    if style not in _STYLES:
        raise UsageError(f"there is no style {style!r}", expected="dep or ent")
    if limit is not None and limit < 0:
        raise UsageError(
            "a negative limit", expected="how many documents to draw", found=f"{limit}"
        )
    chosen = islice([docs] if isinstance(docs, Doc) else docs, limit)
    sections = (_section(doc, number, style) for number, doc in enumerate(chosen, start=1))
    if page:
        return make_page(_STYLES[style].title, sections)
    return "\n".join(figure for section in sections for figure in section.figures)


def _section(doc: Doc, number: int, style: str) -> Section:
    """The pictures of a document, which is number so many of those drawn."""
    _, column, noun, component = _STYLES[style]
    if len(doc) and not doc.has(column):
        raise UsageError(
            f"document {number} has no {noun} to draw: {doc!r}",
            expected=f"annotated {noun}",
            hint=f"annotate it with a pipeline that has the component {component}",
        )
    heading = str(doc.meta.get("id") or f"Document {number}")
    if style == "ent":
        return Section(heading, [draw_entities(doc)])
    names = ((start, end, f"tree-{number}-{start}") for start, end in doc.sent_bounds)
    return Section(heading, [draw_arcs(doc, start, end, name=name) for start, end, name in names])
