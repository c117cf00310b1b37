"""Reading tables: a document a row."""

from __future__ import annotations

import csv
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.columns import Origin
from nlptk.engine.data.diagnostic import Diagnostic, Severity
from nlptk.engine.errors import DataError, Place

from .layout import Layout, TableOptions, layout_of, listed, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext

    Row = tuple[int, list[str]]  # with the number of its first line
    Context = ReadContext[TableOptions]

_LONGEST_FIELD = 1 << 27
_SAMPLE = 100


def read_csv(source: Source, context: Context) -> Iterator[Doc]:
    """A document a row; categories from the label column or columns, the rest as metadata."""
    return _read(source, context, ",")


def read_tsv(source: Source, context: Context) -> Iterator[Doc]:
    """As with commas, but with tabs."""
    return _read(source, context, "\t")


def _read(source: Source, context: Context, delimiter: str) -> Iterator[Doc]:
    options = context.options
    rows = table_rows(source, context, options.delimiter or delimiter)
    header = listed(options.header) if options.header else next(rows, (0, []))[1]
    if not header:
        return
    layout = layout_of(header, options, path=source.name)
    ahead: list[Row] = []
    if not layout.has_categories:
        ahead = list(islice(rows, _SAMPLE))
        layout = layout.with_binary_columns([row for _, row in ahead])
        _state(layout, context, source.name)
    labels = options.known_labels
    for number, row in chain(ahead, rows):
        try:
            doc = _document(row, layout, context, labels)
        except DataError as error:
            context.bad(error, path=source.name, line=number)
            continue
        doc.origin = Origin(source.name, number)
        yield doc


def _state(layout: Layout, context: Context, path: str) -> None:
    """Say where categories come from when no name of a column and no option says it."""
    if layout.numbers:
        names = ", ".join(layout.names[column] for column in layout.numbers)
        message = shown(f"columns of 0 and 1 read as categories: {names}")
    else:
        message = "no column is read as category; -O label_column=NAME names one"
    context.findings.append(Diagnostic("note", message, Severity.INFO, Place(path)))


def table_rows(source: Source, context: ReadContext[Any], delimiter: str) -> Iterator[Row]:
    """The rows, without empty ones; those that break the rules of quoting are bad."""
    csv.field_size_limit(_LONGEST_FIELD)  # of 128 KiB, which longer texts exceed
    # in strict mode a quote that is not closed is an error, and not the rest of the file one text
    rows = csv.reader(_lines(source), delimiter=delimiter, strict=True)
    while True:
        number = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            bad = DataError(
                shown(f"not a row of a table: {error}"),
                hint="is a quote not closed, or not doubled inside a quoted field?",
                rule="table-quoting",
            )
            context.bad(bad, path=source.name, line=number)
            continue
        if row:
            yield number, row


def _lines(source: Source) -> Iterable[str]:
    for number, line in enumerate(source.lines(), start=1):
        if "\0" in line:
            raise DataError(
                "a NUL character",
                place=Place(source.name, number, line.index("\0") + 1),
                expected="text",
                hint="is this a binary file, or text in UTF-16?",
                rule="encoding",
            )
        yield line + "\n"


def _document(row: list[str], layout: Layout, context: Context, labels: list[str]) -> Doc:
    if len(row) != len(layout.names):
        raise DataError(
            "wrong number of columns",
            expected=shown(f"{len(layout.names)}: {', '.join(layout.names)[:80]}"),
            found=f"{len(row)}",
            hint="put fields that hold the delimiter in quotes",
            rule="number-of-columns",
        )
    cats = dict.fromkeys(labels, 0.0)
    if layout.label is not None:
        for label in _given(row[layout.label], context.options.label_separator, labels):
            cats[label] = 1.0
    for column in layout.numbers:
        if row[column].strip():
            cats[layout.names[column]] = _number(row[column], layout.names[column])
    doc = context.tokenize(row[layout.text])
    doc.cats = cats
    doc.meta = {layout.names[column]: row[column] for column in layout.others}
    if layout.doc_id is not None and row[layout.doc_id]:
        doc.meta["id"] = row[layout.doc_id]
    return doc


def _given(cell: str, separator: str, known: list[str]) -> list[str]:
    given = [label.strip() for label in cell.split(separator) if label.strip()]
    unknown = [label for label in given if known and label not in known]
    if unknown:
        raise DataError(
            f"the category {unknown[0]!r} is not among -O labels",
            expected=f"one of {', '.join(known)}",
            rule="unknown-category",
        )
    return given


def _number(value: str, name: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise DataError(
            f"category {name!r}",
            expected="a number from 0 to 1",
            found=repr(value),
            hint="if this is no category, name those that are with -O label_columns=A,B",
            rule="category-value",
        )
    return number
