"""What the columns of a table are: as options name them, or told by their names and values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nlptk.engine.errors import DataError, Place, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_TEXT_NAMES = ("text", "sentence", "content", "review", "comment_text", "comment")
_LABEL_NAMES = ("label", "labels", "category", "categories", "cats", "class", "intent")
_ID_NAMES = ("id",)
_ZERO_OR_ONE = frozenset({"0", "1", "0.0", "1.0"})


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
    delimiter: str = ""
    """What stands between columns, such as ; where it is neither comma nor tab."""
    header: str = ""
    """Names of the columns of a file that has no header row, such as label,text."""

    def __post_init__(self) -> None:
        if len(self.delimiter) > 1 or self.delimiter in {'"', "\n", "\r", "\0"}:
            raise UsageError("option delimiter", expected="one sign", found=repr(self.delimiter))
        if not self.label_separator:
            raise UsageError("option label_separator", expected="a text", found="nothing")

    @property
    def known_labels(self) -> list[str]:
        """What `labels` lists."""
        return listed(self.labels)

    @property
    def number_columns(self) -> list[str]:
        """What `label_columns` lists."""
        return listed(self.label_columns)


@dataclass(frozen=True)
class MentionOptions:
    """Options of tables of mentions."""

    label: str = "ENTITY"
    """The type of entities where no column says it."""


def listed(names: str) -> list[str]:
    """The names in a list with commas."""
    return [name.strip() for name in names.split(",") if name.strip()]


def shown(text: str) -> str:
    """The text for a message: control characters, as a tab that delimits, in writing."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


@dataclass(frozen=True)
class Layout:
    """Which column is what, by position."""

    names: tuple[str, ...]
    text: int
    label: int | None
    numbers: tuple[int, ...]
    doc_id: int | None

    @property
    def others(self) -> list[int]:
        """The columns that are neither text nor category nor id."""
        used = {self.text, self.label, self.doc_id, *self.numbers}
        return [column for column in range(len(self.names)) if column not in used]

    @property
    def has_categories(self) -> bool:
        """Whether any column is known to be about categories."""
        return self.label is not None or bool(self.numbers)

    def with_binary_columns(self, sample: Sequence[Sequence[str]]) -> Layout:
        """This with columns for categories: those of nothing but 0 and 1 in a sample of rows."""
        rows = [row for row in sample if len(row) == len(self.names)]
        columns = [column for column in self.others if _is_binary(row[column] for row in rows)]
        return replace(self, numbers=tuple(columns))


def layout_of(header: Sequence[str], options: TableOptions, *, path: str) -> Layout:
    """The layout of a table with this header, as far as header and options tell it.

    Raises `DataError` for a header that names a column twice or has no column for the text, or none
    of a name that an option gives.
    """
    names = tuple(name.strip() or f"column {i}" for i, name in enumerate(header, start=1))
    columns = _Columns(names, path)
    text = columns.find(options.text_column, _TEXT_NAMES)
    if text is None:
        raise DataError(
            "no column is the text",
            place=Place(path, 1),
            expected=f"a header with one of {', '.join(_TEXT_NAMES)}",
            found=shown(", ".join(names)[:80]),
            hint="name it with -O text_column=NAME, or all columns of a file without header "
            "with -O header=label,text",
            rule="table-header",
        )
    given = [columns.find(name, ()) for name in options.number_columns]
    numbers = tuple(column for column in given if column is not None)
    label = None if numbers else columns.find(options.label_column, _LABEL_NAMES)
    return Layout(names, text, label, numbers, columns.find("", _ID_NAMES))


class _Columns:
    """The columns of a table by name, whatever its case."""

    def __init__(self, names: Sequence[str], path: str) -> None:
        self._lower = [name.lower() for name in names]
        self._place = Place(path, 1)
        counts = Counter(self._lower)
        twice = [name for name in names if counts[name.lower()] > 1]
        if twice:
            raise DataError(
                "a header that names a column twice",
                place=self._place,
                expected="different names",
                found=repr(twice[0]),
                rule="table-header",
            )

    def find(self, wanted: str, usual: Sequence[str]) -> int | None:
        """The column of the wanted name, which must be there, or of the first usual name."""
        for name in [wanted.lower()] if wanted else usual:
            if name in self._lower:
                return self._lower.index(name)
        if not wanted:
            return None
        raise DataError(
            f"no column is called {wanted!r}",
            place=self._place,
            expected=shown(f"one of {', '.join(self._lower)}"),
            rule="table-header",
        )


def _is_binary(cells: Iterable[str]) -> bool:
    values = {cell.strip() for cell in cells}
    return bool(values) and values <= _ZERO_OR_ONE
