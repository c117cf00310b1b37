"""Tables of texts and their categories, with commas (csv) or tabs (tsv) between the columns."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.doc import Origin
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import DataError, Place
from nlptk.engine.protocols import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext, WriteContext

_TEXT_NAMES = ("text", "sentence", "content", "review", "comment_text", "comment")
_LABEL_NAMES = ("label", "labels", "category", "categories", "cats", "class", "intent")
_LONGEST_FIELD = 1 << 27


@dataclass(frozen=True)
class TableOptions:
    """Options of tables."""

    text_column: str = ""
    """Name of the column with the text; told by the usual names if not given."""
    label_column: str = ""
    """Name of the column with the category or categories; told likewise."""
    label_columns: str = ""
    """Names of columns that hold a number for one category each, such as toxic,insult."""
    labels: str = ""
    """All categories, such as A,B,C: those a row does not name then count as 0."""
    label_separator: str = "|"
    """What stands between the categories of one row."""


@dataclass(frozen=True)
class _Layout:
    """Which column is what, by position."""

    text: int
    label: int | None
    numbers: tuple[int, ...]
    names: tuple[str, ...]
    doc_id: int | None


def _read(
    source: Source, context: ReadContext[TableOptions], dialect: type[csv.Dialect]
) -> Iterator[Doc]:
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader((line + "\n" for line in _lines(source)), dialect, strict=True)
    header = _next(rows, source, context)
    if header is None:
        return
    layout = _layout(header[1], context.options, source.name)
    while (numbered := _next(rows, source, context)) is not None:
        number, row = numbered
        if not row:
            continue
        try:
            doc = _document(row, layout, context, number)
        except DataError as error:
            context.bad(error, path=source.name)
            continue
        doc.origin = Origin(source.name, number)
        yield doc


def _lines(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.lines(), start=1):
        if "\0" in line:
            raise DataError(
                "a NUL character",
                place=Place(source.name, number, line.index("\0") + 1),
                expected="text",
                hint="is this a binary file, or text in UTF-16?",
            )
        yield line


def _next(rows: Any, source: Source, context: ReadContext[Any]) -> tuple[int, list[str]] | None:
    """The next row with the number of its first line; None at the end."""
    while True:
        number = rows.line_num + 1
        try:
            return number, next(rows)
        except StopIteration:
            return None
        except csv.Error as error:
            hint = "is a quote not closed, or not doubled inside a quoted field?"
            context.bad(
                DataError(f"not a row of a table: {error}", place=Place(line=number), hint=hint),
                path=source.name,
            )


def _layout(header: list[str], options: TableOptions, path: str) -> _Layout:
    names = tuple(name.strip().removeprefix("\ufeff") for name in header)
    lower = [name.lower() for name in names]

    def position(wanted: str, usual: Sequence[str], what: str) -> int | None:
        for name in [wanted.lower()] if wanted else usual:
            if name in lower:
                return lower.index(name)
        if not wanted:
            return None
        raise DataError(
            f"no column {wanted!r} for the {what}",
            place=Place(path, 1),
            expected=f"one of {', '.join(names)}",
        )

    text = position(options.text_column, _TEXT_NAMES, "text")
    if text is None:
        raise DataError(
            "no column is the text",
            place=Place(path, 1),
            expected=f"a header with one of {', '.join(_TEXT_NAMES)}",
            found=", ".join(names)[:80],
            hint="name it with -O text_column=NAME",
        )
    wanted = [name.strip() for name in options.label_columns.split(",") if name.strip()]
    numbers = [position(name, (), "categories") for name in wanted]
    label = None if numbers else position(options.label_column, _LABEL_NAMES, "category")
    found = tuple(number for number in numbers if number is not None)
    return _Layout(text, label, found, names, position("", ("id",), "id"))


def _document(
    row: list[str], layout: _Layout, context: ReadContext[TableOptions], number: int
) -> Doc:
    if len(row) != len(layout.names):
        raise DataError(
            "wrong number of columns",
            place=Place(line=number),
            expected=f"{len(layout.names)}: {', '.join(layout.names)}",
            found=f"{len(row)}",
            hint="quote fields that hold the separator",
        )
    doc = context.tokenize(row[layout.text])
    options = context.options
    if layout.label is not None:
        given = [label.strip() for label in row[layout.label].split(options.label_separator)]
        known = [label.strip() for label in options.labels.split(",") if label.strip()]
        unknown = [label for label in given if known and label and label not in known]
        if unknown:
            raise DataError(
                f"category {unknown[0]!r} is not among -O labels",
                place=Place(line=number),
                expected=f"one of {', '.join(known)}",
            )
        doc.cats = dict.fromkeys(known, 0.0) | {label: 1.0 for label in given if label}
    for column in layout.numbers:
        doc.cats[layout.names[column]] = _number(row[column], layout.names[column], number)
    used = {layout.text, layout.label, *layout.numbers}
    doc.meta = {
        name.lower() if column == layout.doc_id else name: row[column]
        for column, name in enumerate(layout.names)
        if column not in used
    }
    return doc


def _number(value: str, name: str, line: int) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise DataError(
            f"category {name!r}",
            place=Place(line=line),
            expected="a number from 0 to 1",
            found=repr(value),
        )
    return number


def _write(
    docs: Iterable[Doc],
    sink: Sink,
    context: WriteContext[TableOptions],
    dialect: type[csv.Dialect],
) -> None:
    separator = context.options.label_separator
    sink.write(_line(["id", "text", "label"], dialect))
    for doc in docs:
        labels = []
        for label, value in doc.cats.items():
            if value == 1 and separator not in label and label.strip() == label != "":
                labels.append(label)
            else:
                message = f"category {label!r} with the value {value:g}"
                context.lost(Layer.CATEGORIES, message, place=doc.place())
        doc_id = doc.meta.get("id", "")
        sink.write(_line([str(doc_id), _held(doc, context), separator.join(labels)], dialect))


def _held(doc: Doc, context: WriteContext[Any]) -> str:
    """The text without what a table cannot hold or readers would take otherwise."""
    text = doc.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    if text != doc.text:
        message = "carriage returns or NUL characters"
        context.lost(Layer.SPACING, message, place=doc.place())
    return text


def _line(fields: list[str], dialect: type[csv.Dialect]) -> str:
    out = io.StringIO()
    csv.writer(out, dialect, lineterminator="\n").writerow(fields)
    return out.getvalue()


def _read_csv(source: Source, context: ReadContext[TableOptions]) -> Iterator[Doc]:
    """A document a row; categories from the label column or columns, the rest as metadata."""
    return _read(source, context, csv.excel)


def _read_tsv(source: Source, context: ReadContext[TableOptions]) -> Iterator[Doc]:
    """As with commas, but with tabs."""
    return _read(source, context, csv.excel_tab)


def _write_csv(docs: Iterable[Doc], sink: Sink, context: WriteContext[TableOptions]) -> None:
    """Columns id, text and label: the categories that are 1."""
    _write(docs, sink, context, csv.excel)


def _write_tsv(docs: Iterable[Doc], sink: Sink, context: WriteContext[TableOptions]) -> None:
    """As with commas, but with tabs."""
    _write(docs, sink, context, csv.excel_tab)


CSV = Format(
    name="csv",
    summary="tables of texts and categories, with commas",
    suffixes=(".csv",),
    read=_read_csv,
    write=_write_csv,
    holds=frozenset({Layer.DOCUMENTS, Layer.IDS, Layer.SPACING, Layer.CATEGORIES}),
    options=TableOptions,
)
TSV = replace(
    CSV,
    name="tsv",
    summary="tables of texts and categories, with tabs",
    suffixes=(".tsv",),
    read=_read_tsv,
    write=_write_tsv,
)
