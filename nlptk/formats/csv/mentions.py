"""Tables of mentions: a text, a mention in it, and the id of what that means, a row each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from nlptk.engine.data.columns import Origin
from nlptk.engine.data.span import Span
from nlptk.engine.errors import DataError, Place

from .layout import shown
from .read import table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext

    from .layout import MentionOptions

    Context = ReadContext[MentionOptions]

_COLUMNS = {
    "text": ("text", "sentence"),
    "mention": ("mention", "alias"),
    "entity": ("entity", "entity_id", "kb_id", "qid", "id"),
    "label": ("type", "label"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    text: str
    mention: str
    entity: str
    label: str


def read_mentions(source: Source, context: Context) -> Iterator[Doc]:
    """A document for all rows with the same text, one after the other; their mentions entities.

    A mention is the first place in the text with its words that no row before has taken. Bad rows
    are left out with the others of their text.
    """
    for text, rows in groupby(_rows(source, context), key=lambda row: row.text):
        same = list(rows)
        doc = context.tokenize(text)
        doc.origin = Origin(source.name, same[0].line)
        try:
            doc.set_ents(_entities(doc, same))
        except DataError as error:
            context.bad(error, path=source.name, line=same[0].line)
            continue
        yield doc


def _rows(source: Source, context: Context) -> Iterator[_Row]:
    delimiter = "\t" if b"\t" in source.head().split(b"\n", 1)[0] else ","
    rows = table_rows(source, context, delimiter)
    header = next(rows, (0, []))[1]
    if not header:
        return
    columns = _columns_of(header, source.name)
    for number, row in rows:
        if len(row) != len(header):
            bad = DataError(
                "wrong number of columns",
                expected=shown(f"{len(header)}: {', '.join(header)[:80]}"),
                found=f"{len(row)}",
                rule="number-of-columns",
            )
            context.bad(bad, path=source.name, line=number)
            continue
        given = {name: row[at].strip() for name, at in columns.items()}
        label = given.get("label") or context.options.label
        yield _Row(number, row[columns["text"]], given["mention"], given.get("entity", ""), label)


def _columns_of(header: Sequence[str], path: str) -> dict[str, int]:
    lowered = [name.strip().lower() for name in header]
    columns = {
        column: next(lowered.index(name) for name in names if name in lowered)
        for column, names in _COLUMNS.items()
        if not set(names).isdisjoint(lowered)
    }
    missing = [name for name in ("text", "mention") if name not in columns]
    if missing:
        raise DataError(
            f"no column is called {missing[0]}",
            place=Place(path, 1),
            expected="a first row with text, mention and entity, and perhaps type",
            found=shown(", ".join(header)[:80]),
            rule="table-header",
        )
    return columns


def _entities(doc: Doc, rows: list[_Row]) -> list[Span]:
    """The entities of rows about the same text. Raises `DataError` with the line of a bad one."""
    starts = {int(offset): token for token, offset in enumerate(doc.starts)}
    ends = {int(offset): token + 1 for token, offset in enumerate(doc.ends)}
    taken = bytearray(len(doc))
    found = []
    for row in rows:
        for at in _places(doc.text, row.mention):
            start, end = starts.get(at), ends.get(at + len(row.mention))
            if start is not None and end is not None and not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Span(doc, start, end, row.label, kb_id=row.entity))
                break
        else:
            raise DataError(
                f"the mention {row.mention!r} is not in its text",
                place=Place("", row.line),
                expected="whole words of the text, which no row before it has taken",
                found=repr(row.text[:60]),
                rule="mention-not-found",
            )
    return sorted(found, key=lambda ent: ent.start)


def _places(text: str, mention: str) -> Iterator[int]:
    at = text.find(mention) if mention else -1
    while at >= 0:
        yield at
        at = text.find(mention, at + 1)
