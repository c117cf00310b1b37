"""Documents to column files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.engine.data.columns import NUMBER_COLUMNS, STRING_COLUMNS
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.tagged import (
    entity_tags,
    in_one_field,
    named_scheme,
    split_fields,
)

from .layout import column_names, is_docstart

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.tag_schemes import Scheme
    from nlptk.engine.protocols import WriteContext

    from . import Conll2003Options


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[Conll2003Options]) -> None:
    """Columns with a space between them; `_` is missing, and so is `-` for entities.

    `-DOCSTART-` stands before each document, except before lone sentences at the beginning.
    """
    scheme = named_scheme(context.options.output_scheme)
    names = column_names(context.options.output_columns)
    in_document = False
    for doc in docs:
        if not len(doc):
            context.lost(Layer.DOCUMENTS, "a document without words", place=doc.place())
            continue
        mark = _docstart(doc, names, context)
        # a lone sentence needs no mark until some document had one
        if in_document or len(doc.sent_bounds) > 1 or "id" in doc.meta:
            in_document = True
            sink.write(mark)
        columns = [_column(doc, name, scheme, context) for name in names]
        _report_left_out(doc, names, context)
        rows = list(map(" ".join, zip(*columns, strict=True)))
        sentences = ["\n".join(rows[start:end]) for start, end in doc.sent_bounds]
        sink.write("\n\n".join(sentences) + "\n\n")


def _docstart(doc: Doc, names: Sequence[str], context: WriteContext[Any]) -> str:
    fields = ["-DOCSTART-", *["-X-"] * (len(names) - 2), *["O"] * (len(names) > 1)]
    given = doc.meta.get("id")
    if given is not None:
        doc_id = " ".join(split_fields(str(given)))
        if doc_id != str(given):
            message = f"whitespace in the document id {given!r}"
            context.lost(Layer.IDS, message, place=doc.place())
        fields.insert(1, f"({doc_id})")
    return " ".join(fields) + "\n\n"


def _column(doc: Doc, name: str, scheme: Scheme, context: WriteContext[Any]) -> Sequence[str]:
    if name == "ner":
        return entity_tags(doc, scheme, context)
    if name == "word":
        return _fields(doc.words, doc, Layer.TOKENS, context)
    layer = _LAYERS.get(name, Layer.COLUMNS)
    return _fields(doc.texts(name), doc, layer, context)


_LAYERS = {
    "tag": Layer.TAGS,
    "pos": Layer.POS,
    "lemma": Layer.LEMMAS,
    "morph": Layer.MORPHS,
    "dep": Layer.ARCS,
}


def _fields(
    values: Sequence[str], doc: Doc, layer: Layer, context: WriteContext[Any]
) -> Sequence[str]:
    """The values as fields, `_` for those that are missing; what cannot be one is reported."""
    written = {value: in_one_field(value) or "_" for value in set(values)}
    is_word = layer is Layer.TOKENS
    if is_word:
        written |= {word: "_" + word for word in written if is_docstart(word)}
    changed = {value for value, field in written.items() if value and value != field}
    if not is_word:
        changed |= {"_"} & written.keys()
    for i, value in enumerate(values) if changed else ():
        if value in changed:
            message = f"{value!r} cannot stand in a column: written as {written[value]!r}"
            context.lost(layer, message, place=doc.place(i))
    return list(map(written.__getitem__, values))


def _report_left_out(doc: Doc, names: Sequence[str], context: WriteContext[Any]) -> None:
    """Report columns of this document for which there is no column in the file."""
    own = {*STRING_COLUMNS, *NUMBER_COLUMNS, "deps", "misc"} - {"tag"}
    for name in [name for name in doc.column_names if name not in own and name not in names]:
        message = f"there is no place for the column {name!r}"
        layer = _LAYERS.get(name, Layer.COLUMNS)
        context.lost(
            layer,
            message,
            place=doc.place(),
            hint="name it with -O output_columns",
            count=doc.count(name),
        )
    if "ner" not in names and doc.ents:
        message = "there is no place for entities"
        context.lost(Layer.ENTITIES, message, place=doc.place(), count=len(doc.ents))
