"""Write training JSON: a list with a document a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.training_json import ParagraphWriter, dump

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.layers import Layer
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.protocols import NoOptions, WriteContext

_MOST_PARAGRAPHS = 100
"""Of one document: whoever reads holds a document in memory."""


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[NoOptions]) -> None:
    """Each document becomes a paragraph; those in a row with one id share a document."""
    writer = ParagraphWriter()
    separator = "[\n"
    open_id, paragraphs = "", 0
    for doc in docs:

        def lose(layer: Layer, what: str, token: int | None, doc: Doc = doc) -> None:
            context.lost(layer, what, place=doc.place(token))

        doc_id = dump(doc.meta.get("id"))
        text = writer.text(doc, lose)
        if doc_id == open_id != "null" and paragraphs < _MOST_PARAGRAPHS:
            sink.write("," + text)
            paragraphs += 1
            continue
        sink.write(f'{separator}{{"id":{doc_id},"paragraphs":[{text}')
        separator = "]},\n"
        open_id, paragraphs = doc_id, 1
    sink.write("]}\n]\n" if open_id else "[]\n")
