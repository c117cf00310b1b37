"""Read JSON lines: a record a line, each a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.columns import Origin
from nlptk.engine.data.json_checks import CheckedRecord
from nlptk.engine.data.json_records import decode_line
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import DataError, Place

from .columns import add_columns
from .entities import add_entities
from .entry import Entry
from .meta import add_meta
from .sentences import add_sentences
from .spans import add_groups
from .tokens import read_tokens
from .tools import Judgement, add_categories, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext


_ARRAY = re.compile(r"\s*\[(?!\s*\")")  # a pair of text and annotation opens with a quote


def read(source: Source, context: ReadContext[Any]) -> Iterator[Doc]:
    """The documents, one a line that is not blank. Memory is bounded by the longest line."""
    unread: set[str] = set()
    ignored = first_ignored = 0
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip():
            continue
        try:
            record = CheckedRecord(decode_line(line, number), source.name, context, unread)
            doc = _read_record(record)
        except DataError as error:
            if _ARRAY.match(line):
                error.hint = "a file that is one JSON array is the format json"
            context.bad(error, path=source.name, line=number)
            continue
        if doc is None:
            ignored += 1
            first_ignored = first_ignored or number
            continue
        yield doc
    if ignored:
        context.repaired(
            f'{ignored} records with the answer "ignore" are left out, this is the first',
            place=Place(source.name, first_ignored),
            layer=Layer.DOCUMENTS,
            rule="ignored-records",
        )


def _read_record(record: CheckedRecord) -> Doc | None:
    """The document of a record; None for one that its annotator wants ignored."""
    entry = Entry.of(record)
    judgement = judge(entry)
    if judgement is Judgement.IGNORE:
        return None
    doc, blank = read_tokens(entry)
    doc.origin = Origin(record.path, record.json.line)
    add_columns(doc, entry, blank)
    add_sentences(doc, entry, blank)
    add_entities(doc, entry, blank, judgement=judgement)
    add_groups(doc, entry, blank)
    add_categories(doc, entry, judgement)
    add_meta(doc, entry)
    return doc
