"""Documents as pictures: trees or entities, as bare figures or as a page."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from nlptk.engine.data.doc import Doc
from nlptk.engine.errors import UsageError

from .arcs import draw_arcs
from .entities import draw_entities
from .page import make_page

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEEDED = {"dep": ("head", "heads", "parser"), "ent": ("ent_iob", "entities", "ner")}
_TITLES = {"dep": "Dependency trees", "ent": "Entities"}


def render(
    docs: Doc | Iterable[Doc], style: str = "dep", *, page: bool = False, limit: int | None = None
) -> str:
    """Draw documents: style "dep" draws a tree for each sentence, "ent" marks entities.

    Gives the figures one after the other, or with `page` a whole HTML page. `limit` is the most
    documents to draw.

    Raises:
        UsageError: an unknown style, or a document without what it draws.
    """
    if style not in _NEEDED:
        raise UsageError(f"there is no style {style!r}", expected="dep or ent")
    sections = []
    for number, doc in enumerate(islice([docs] if isinstance(docs, Doc) else docs, limit)):
        _check(doc, style)
        if style == "ent":
            figures = [draw_entities(doc)]
        else:
            figures = [
                draw_arcs(doc, start, end, name=f"tree-{number}-{start}")
                for start, end in doc.sent_bounds
            ]
        sections.append((str(doc.meta.get("id") or f"Document {number + 1}"), figures))
    if page:
        return make_page(_TITLES[style], sections)
    return "\n".join(figure for _, figures in sections for figure in figures)


def _check(doc: Doc, style: str) -> None:
    column, what, component = _NEEDED[style]
    if len(doc) and not doc.has(column):
        raise UsageError(
            f"this document has no {what} to draw: {doc!r}",
            hint=f"annotate it with a pipeline that has {component}, or draw style "
            f"{'ent' if style == 'dep' else 'dep'}",
        )
