"""Tables of entities and aliases, a row at a time: JSON lines, or columns with tabs or commas."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.json_records import decode_line
from nlptk.engine.data.source import plain_name
from nlptk.engine.errors import DataError, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.source import Source

    Values = dict[str, Any]

ENTITY_COLUMNS = {
    "id": ("id", "entity", "entity_id", "qid"),
    "name": ("name", "label", "title"),
    "description": ("description", "desc"),
    "type": ("type",),
    "freq": ("freq", "frequency", "count"),
    "vector": ("vector", "entity_vector", "embedding"),
}
ALIAS_COLUMNS = {
    "alias": ("alias", "mention", "name"),
    "entities": ("entities", "entity", "id", "entity_id", "qid"),
    "priors": ("priors", "prior", "probabilities", "probability"),
    "counts": ("counts", "count", "freq"),
    "text": ("text",),
}
SEPARATOR = "|"
_JSON, _TABS, _COMMAS = "jsonl", "\t", ","
_BY_SUFFIX = {
    ".jsonl": _JSON,
    ".ndjson": _JSON,
    ".json": _JSON,
    ".tsv": _TABS,
    ".tab": _TABS,
    ".csv": _COMMAS,
}
_LONGEST_FIELD = 1 << 27


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the number of its line, and its values by the names of the columns asked for."""

    line: int
    values: Values


@dataclass(frozen=True, slots=True)
class TableReader:
    """Reads the rows of a table.

    `wanted` says by which names each column may go; the first is required. `header` names the
    columns of a file that has no header. Without `quotes`, a quotation mark is a sign like others.
    """

    wanted: Mapping[str, Sequence[str]]
    header: Sequence[str] = ()
    quotes: bool = True

    def rows(self, source: Source, on_bad: Callable[[DataError], None]) -> Iterator[Row]:
        """The rows in order. What is no row is given to `on_bad`, located, which may raise it.

        Raises `DataError` for a file that cannot be read, or without the required column.
        """
        kind = _kind(source)
        rows = self._json(source, on_bad) if kind == _JSON else self._table(source, kind, on_bad)
        try:
            yield from rows
        except DataError as error:
            raise error.located(path=source.name) from error.__cause__

    def _json(self, source: Source, on_bad: Callable[[DataError], None]) -> Iterator[Row]:
        names = {name: column for column, known in self.wanted.items() for name in known}
        for number, line in enumerate(source.lines(), start=1):
            if not line.strip():
                continue
            try:
                record = decode_line(line, number)
                if not isinstance(record.value, dict):
                    raise record.error((), "not a row", expected="a JSON object")
            except DataError as error:
                on_bad(error.located(path=source.name, line=number))
                continue
            values: Values = {}
            for name, value in record.value.items():
                if name in names and value is not None:
                    values.setdefault(names[name], value)
            yield Row(number, values)

    def _table(
        self, source: Source, delimiter: str, on_bad: Callable[[DataError], None]
    ) -> Iterator[Row]:
        rows = self._split(source, delimiter, on_bad)
        header = list(self.header) or next(rows, (0, []))[1]
        if not header:
            return
        columns = self._columns(header, source.name)
        for number, row in rows:
            if len(row) != len(header):
                error = DataError(
                    "wrong number of columns",
                    place=Place(source.name, number),
                    expected=f"{len(header)}: {', '.join(header)[:80]}",
                    found=str(len(row)),
                )
                on_bad(error)
                continue
            yield Row(number, {column: row[at] for column, at in columns.items() if row[at]})

    def _split(
        self, source: Source, delimiter: str, on_bad: Callable[[DataError], None]
    ) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(_LONGEST_FIELD)
        lines = (line + "\n" for line in source.lines())
        reader = csv.reader(
            lines,
            delimiter=delimiter,
            strict=True,
            quoting=csv.QUOTE_MINIMAL if self.quotes else csv.QUOTE_NONE,
        )
        while True:
            number = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                on_bad(
                    DataError(
                        f"not a row of a table: {error}",
                        place=Place(source.name, number),
                        hint="--no-quotes takes quotation marks for signs like others",
                    )
                )
                continue
            if row:
                yield number, row

    def _columns(self, header: Sequence[str], path: str) -> dict[str, int]:
        """Which column of the file each wanted one is."""
        lowered = [name.strip().lower() for name in header]
        columns: dict[str, int] = {}
        for column, names in self.wanted.items():
            places = [lowered.index(name) for name in names if name in lowered]
            free = [place for place in places if place not in columns.values()]
            if free:
                columns[column] = free[0]
        required = next(iter(self.wanted))
        if required not in columns:
            raise DataError(
                f"no column is called {required}",
                place=Place(path, 1),
                expected=f"a first row that names the columns: {', '.join(self.wanted)}",
                found=", ".join(header)[:80],
                hint="--entity-columns and --alias-columns name those of a file without such a row",
            )
        return columns


def _kind(source: Source) -> str:
    """How a file is written: as its suffix says, else as it looks."""
    suffix = "" if source.path is None else Path(plain_name(source.path)).suffix.lower()
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    head = source.head().decode("utf-8", errors="replace").lstrip("\ufeff \r\n")
    if head.startswith("{"):
        return _JSON
    return _TABS if "\t" in head.split("\n", 1)[0] else _COMMAS


# ---------------------------------------------------------------------- values


def text_of(values: Values, column: str) -> str:
    """A value that is text; "" if there is none. A number is taken as it is written."""
    value = values.get(column, "")
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise DataError(f"the {column} is no text", found=repr(value)[:60])


def number_of(value: object, column: str) -> float:
    """A value that is a number, 0 or more."""
    try:
        number = float(value)  # type: ignore[arg-type]  # what it is not for is an error
    except (TypeError, ValueError) as error:
        found = repr(value)[:60]
        raise DataError(f"the {column} is no number", found=found) from error
    if not (number >= 0 and math.isfinite(number)):
        raise DataError(f"the {column} is no number of 0 or more", found=repr(value)[:60])
    return number


def vector_of(value: object) -> NDArray[np.float32]:
    """A value that is numbers: a list of them, or text with spaces or commas between them."""
    try:
        # NumPy by itself takes several times as long for numbers in writing
        items = map(float, value.replace(",", " ").split()) if isinstance(value, str) else value
        vector = np.asarray(list(items), np.float32)  # type: ignore[call-overload]  # see below
    except (TypeError, ValueError) as error:
        raise DataError("the vector is no list of numbers", found=repr(value)[:60]) from error
    if vector.ndim != 1 or not np.isfinite(vector).all():
        raise DataError("the vector is no list of finite numbers", found=repr(value)[:60])
    return vector


def list_of(values: Values, column: str) -> list[Any]:
    """A value that is a list: as it is, a text with bars between its items, or the one item."""
    value = values.get(column)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return [item.strip() for item in value.split(SEPARATOR)]
    return [value]
