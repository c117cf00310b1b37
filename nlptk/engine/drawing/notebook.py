"""Documents as notebooks show them: entities and trees, drawn."""

from __future__ import annotations

from nlptk.engine.data.doc import Doc

_MOST_TOKENS = 100
"""Trees of longer documents are not drawn unasked: nobody could see them."""


def figure_of(doc: Doc) -> str:
    """The entities of a document, and its trees if it is short; "" for one without annotation."""
    from .render import render  # most who load a pipeline draw nothing

    figures = []
    if doc.has("ent_iob"):
        figures.append(render(doc, "ent"))
    if doc.has("head") and len(doc) <= _MOST_TOKENS:
        figures.append(render(doc, "dep"))
    return "\n".join(figures)


def draw_in_notebooks() -> None:
    """Let documents draw themselves wherever Python objects are shown as HTML."""
    Doc.figure_of = figure_of
