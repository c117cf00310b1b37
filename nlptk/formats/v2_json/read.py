"""Read training JSON: document after document, each paragraph as a document of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.json_checks import CheckedRecord
from nlptk.engine.data.json_records import iter_records
from nlptk.engine.errors import DataError

from .layers import add_layers
from .paragraph import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import NoOptions, ReadContext

_DOCUMENT = 'an object with "id" and "paragraphs"'


def read(source: Source, context: ReadContext[NoOptions]) -> Iterator[Doc]:
    """The paragraphs as documents. Memory is bounded by the longest document of the file.

    What is not JSON ends the reading, unless documents start lines of their own: else nobody knows
    where the next one would start.
    """
    unread: set[str] = set()
    records = iter_records(
        source.chunks(), skipped=lambda error: context.bad(error, path=source.name)
    )
    while True:
        try:
            json_record = next(records, None)
        except DataError as error:
            if error.place.path:  # about the file, not about what it says
                raise
            error.hint = error.hint or "what follows it is not read"
            context.bad(error, path=source.name)
            return
        if json_record is None:
            return
        yield from _read_document(CheckedRecord(json_record, source.name, context, unread))


def _read_document(record: CheckedRecord) -> Iterator[Doc]:
    try:
        value, extra = _document(record)
    except DataError as error:
        record.context.bad(error, path=record.path, line=record.json.line)
        return
    for i in range(len(value)):
        try:
            paragraph = Paragraph(record, ("paragraphs", i))
            doc = paragraph.doc()
            add_layers(doc, paragraph, extra)
        except DataError as error:
            record.context.bad(error, path=record.path, line=record.json.line)
            continue
        yield doc


def _document(record: CheckedRecord) -> tuple[list[object], dict[str, object]]:
    """The paragraphs of a document, and the metadata beside them."""
    value = record.json.value
    record.check((), value, dict, _DOCUMENT)
    if "paragraphs" not in value:
        raise record.json.error(
            (),
            "not a training document",
            expected=_DOCUMENT,
            found=value,
            hint="one record of text and spans a line is the format jsonl",
            rule="missing-key",
        )
    record.check(("paragraphs",), value["paragraphs"], list, "a list of paragraphs")
    extra = {key: value[key] for key in value if key != "paragraphs"}
    if extra.get("id", "") is None:
        del extra["id"]
    return value["paragraphs"], extra
