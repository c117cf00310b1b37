"""Writing tables: id, text, and categories in one column or in columns of their own."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import UsageError

from .layout import TableOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.protocols import WriteContext

    Context = WriteContext[TableOptions]


def write_csv(docs: Iterable[Doc], sink: Sink, context: Context) -> None:
    """Columns id, text and label, the categories that are 1; or those of `label_columns`."""
    _write(docs, sink, context, ",")


def write_tsv(docs: Iterable[Doc], sink: Sink, context: Context) -> None:
    """As with commas, but with tabs."""
    _write(docs, sink, context, "\t")


def _write(docs: Iterable[Doc], sink: Sink, context: Context, delimiter: str) -> None:
    options = context.options
    table = _Table(sink, options.delimiter or delimiter)
    text, label = options.text_column or "text", options.label_column or "label"
    numbers = options.number_columns
    header = ["id", text, *(numbers or [label])]
    if len({name.lower() for name in header}) < len(header):
        raise UsageError("two columns of one name", found=", ".join(header))
    table.add(header)
    for doc in docs:
        cats = _numbers(doc, numbers, context) if numbers else [_labels(doc, context)]
        fields = [
            _held(_doc_id(doc, context), Layer.IDS, doc, context),
            _held(doc.text, Layer.SPACING, doc, context),
            *cats,
        ]
        table.add(fields)


class _Table:
    """Rows on their way to a sink."""

    def __init__(self, sink: Sink, delimiter: str) -> None:
        self._sink = sink
        self._row = io.StringIO()
        self._writer = csv.writer(self._row, delimiter=delimiter, lineterminator="\n")

    def add(self, fields: list[str]) -> None:
        self._writer.writerow(fields)
        self._sink.write(self._row.getvalue())
        self._row.seek(0)
        self._row.truncate()


def _doc_id(doc: Doc, context: Context) -> str:
    doc_id = doc.meta.get("id")
    if doc_id == "":
        context.lost(Layer.IDS, "an empty document id", place=doc.place())
    return "" if doc_id is None else str(doc_id)


def _labels(doc: Doc, context: Context) -> str:
    """The categories that are 1. One that is 0 needs no place where `labels` restores it."""
    separator, known = context.options.label_separator, context.options.known_labels
    labels = []
    for label, value in doc.cats.items():
        plain = label.strip() == label != "" and separator not in label and _as_it_is(label)
        if value == 1 and plain:
            labels.append(label)
        elif value != 0 or label not in known:
            message = f"the category {label!r} with the value {value:g}"
            hint = "-O label_columns=A,B gives each category a column with its value"
            context.lost(Layer.CATEGORIES, message, place=doc.place(), hint=hint)
    return separator.join(labels)


def _numbers(doc: Doc, names: list[str], context: Context) -> list[str]:
    for label, value in doc.cats.items():
        if label not in names or not 0 <= value <= 1:
            message = f"the category {label!r} with the value {value:g}"
            context.lost(Layer.CATEGORIES, message, place=doc.place())
    values = [doc.cats.get(name) for name in names]
    return ["" if value is None or not 0 <= value <= 1 else repr(value) for value in values]


def _held(text: str, layer: Layer, doc: Doc, context: Context) -> str:
    """The text without what a table cannot hold or readers would take otherwise."""
    if _as_it_is(text):
        return text
    context.lost(layer, "carriage returns or NUL characters", place=doc.place())
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")


def _as_it_is(text: str) -> bool:
    return "\r" not in text and "\0" not in text
