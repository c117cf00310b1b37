"""Column files to documents."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.builder import DocBuilder
from nlptk.engine.data.tagged import (
    TaggedSentence,
    add_tagged,
    decoded,
    split_fields,
)
from nlptk.engine.errors import DataError, Place

from .layout import LAYOUTS, column_names, is_docstart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext

    from . import Conll2003Options


@dataclass(slots=True)
class _Block:
    """Lines that follow each other, as fields: those of a sentence, or one with -DOCSTART-."""

    first_line: int
    rows: list[list[str]]
    docstart: bool = False


def read(source: Source, context: ReadContext[Conll2003Options]) -> Iterator[Doc]:
    """Documents as `-DOCSTART-` delimits them; a sentence before any is a document of its own.

    With `context.n_sents`, every so many sentences make a document, whatever the file says.
    """
    builder = DocBuilder()
    in_document = False
    doc_id: str | None = None
    sentences = _sentences(source, context)
    for sentence in decoded(sentences, context.options.scheme, context, path=source.name):
        if sentence.starts_document and not context.n_sents:
            if builder.sentences:
                yield _finished(builder, context, source, doc_id)
            in_document, doc_id = True, sentence.doc_id
        add_tagged(builder, sentence)
        if builder.sentences == context.n_sents or not (in_document or context.n_sents):
            yield _finished(builder, context, source, doc_id)
    if builder.sentences:
        yield _finished(builder, context, source, doc_id)


def _finished(
    builder: DocBuilder, context: ReadContext[Any], source: Source, doc_id: str | None
) -> Doc:
    doc = builder.build(context.vocab, path=source.name)
    if doc_id is not None:
        doc.meta["id"] = doc_id
    return doc


def _sentences(source: Source, context: ReadContext[Conll2003Options]) -> Iterator[TaggedSentence]:
    names = None if context.options.columns == "auto" else column_names(context.options.columns)
    starts_document, doc_id = False, None
    for block in _blocks(source):
        if block.docstart:
            starts_document, doc_id = True, _document_id(block.rows[0])
            continue
        names = names or LAYOUTS.get(len(block.rows[0]))
        try:
            sentence = _sentence(block, names)
        except DataError as error:
            context.bad(error, path=source.name)
            continue
        sentence.starts_document, sentence.doc_id = starts_document, doc_id
        yield sentence
        starts_document, doc_id = False, None


def _blocks(source: Source) -> Iterator[_Block]:
    rows: list[list[str]] = []
    lines = map(split_fields, chain(source.lines(), [""]))
    for number, fields in enumerate(lines, start=1):
        if fields and (fields[0][0] != "-" or not is_docstart(fields[0])):
            rows.append(fields)
            continue
        if rows:
            yield _Block(number - len(rows), rows)
            rows = []
        if fields:
            yield _Block(number, [fields], docstart=True)


def _document_id(fields: list[str]) -> str | None:
    """What stands in parentheses after -DOCSTART-, as in AIDA's files."""
    rest = " ".join(fields)
    start, end = rest.find("("), rest.rfind(")")
    return rest[start + 1 : end] if 0 <= start < end else None


def _sentence(block: _Block, names: tuple[str, ...] | None) -> TaggedSentence:
    rows = block.rows
    if names is None or set(map(len, rows)) != {len(names)}:
        raise _wrong_number(block, names)
    values = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    words = values.pop("word")
    tags = values.pop("ner", None) or ["-"] * len(words)
    for name, column in values.items():
        if "_" in column:
            values[name] = ["" if value == "_" else value for value in column]
    lines = range(block.first_line, block.first_line + len(rows))
    return TaggedSentence(words, tags, values, lines)


def _wrong_number(block: _Block, names: tuple[str, ...] | None) -> DataError:
    n = len(names or ())
    index = next(i for i, row in enumerate(block.rows) if len(row) != n)
    row = block.rows[index]
    return DataError(
        "wrong number of columns",
        place=Place(line=block.first_line + index),
        expected=f"{n}: {' '.join(names)}" if names else "2 to 5 columns",
        found=f"{len(row)}: {' '.join(row)[:60]!r}",
        hint="is there a space inside a word, or a column too few?",
        rule="number-of-columns",
    )
