"""Columns separated by whitespace, entities last: CoNLL-2003, CoNLL-2002, WNUT and their kin.

Two to five columns; a line with `-DOCSTART-` in whatever spelling starts a document, and an empty
line (or one of whitespace) ends a sentence. The scheme of the entity tags is found out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.builder import DocBuilder
from nlptk.engine.data.columns import NUMBER_COLUMNS, STRING_COLUMNS
from nlptk.engine.data.entity_columns import entity_columns
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.tagged import (
    TaggedSentence,
    decoded,
    entity_tags,
    in_one_field,
    looks_like_tag,
    named_scheme,
    sniffed_lines,
    split_fields,
)
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.protocols import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.data.tags import Scheme
    from nlptk.engine.protocols import ReadContext, WriteContext

_DOCSTART = re.compile(r"-+docstart-*", re.IGNORECASE)
_LAYOUTS = {
    2: ("word", "ner"),
    3: ("word", "tag", "ner"),
    4: ("word", "tag", "chunk", "ner"),
    5: ("word", "lemma", "tag", "chunk", "ner"),  # as in the German part of CoNLL-2003
}
_NOT_TEXT = {*NUMBER_COLUMNS, "ent_type", "kb_id"}


@dataclass(frozen=True)
class Conll2003Options:
    """Options of column files."""

    scheme: str = "auto"
    """Scheme of the entity tags read: auto, IOB1, IOB2, BILUO or IOBES."""
    columns: str = "auto"
    """Names of the columns read, such as word,pos,ner; auto tells by their number."""
    output_scheme: str = "IOB2"
    """Scheme of the entity tags written."""
    output_columns: str = "word,tag,chunk,ner"
    """Names of the columns written, such as word,ner."""


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
        columns = sentence.columns | entity_columns(sentence.tags)
        spaces = [True] * len(sentence.words)
        builder.add_sentence(sentence.words, spaces, columns, sentence.lines)
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
    names = None if context.options.columns == "auto" else _names(context.options.columns)
    starts_document, doc_id = False, None
    for block in _blocks(source):
        if block.docstart:
            starts_document, doc_id = True, _document_id(block.rows[0])
            continue
        names = names or _LAYOUTS.get(len(block.rows[0]))
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
        if fields and (fields[0][0] != "-" or not _is_docstart(fields[0])):
            rows.append(fields)
            continue
        if rows:
            yield _Block(number - len(rows), rows)
            rows = []
        if fields:
            yield _Block(number, [fields], docstart=True)


def _is_docstart(word: str) -> bool:
    return _DOCSTART.fullmatch(word) is not None


def _document_id(fields: list[str]) -> str | None:
    """What stands in parentheses after -DOCSTART-, as in AIDA's files."""
    rest = " ".join(fields)
    start, end = rest.find("("), rest.rfind(")")
    return rest[start + 1 : end] if 0 <= start < end else None


def _names(columns: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in columns.split(","))
    wrong = [name for name in names if not name or name in _NOT_TEXT or names.count(name) > 1]
    if wrong or "word" not in names:
        raise UsageError(
            "names of columns",
            expected="different ones such as word,tag,chunk,ner; word is among them",
            found=repr(columns),
        )
    return names


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


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[Conll2003Options]) -> None:
    """Columns with a space between them; `_` is missing, and so is `-` for entities.

    `-DOCSTART-` stands before each document, except before lone sentences at the beginning.
    """
    scheme = named_scheme(context.options.output_scheme)
    names = _names(context.options.output_columns)
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
        written |= {word: "_" + word for word in written if _is_docstart(word)}
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


def sniff(head: bytes) -> bool:
    """Whether the first lines have the same two to five fields, of which the last is a tag."""
    rows = [fields for fields in sniffed_lines(head, 100) if not _is_docstart(fields[0])]
    if not rows or len({len(fields) for fields in rows}) > 1:
        return False
    return len(rows[0]) in _LAYOUTS and all(looks_like_tag(fields[-1]) for fields in rows)


CONLL2003 = Format(
    name="conll2003",
    summary="entity columns: CoNLL-2003, CoNLL-2002, WNUT",
    suffixes=(".conll", ".ner", ".bio", ".iob", ".conll2003", ".conll.txt"),
    aliases=("ner",),
    read=read,
    write=write,
    sniff=sniff,
    holds=frozenset(
        {
            Layer.DOCUMENTS,
            Layer.IDS,
            Layer.SENTENCES,
            Layer.TOKENS,
            Layer.TAGS,
            Layer.ENTITIES,
            Layer.COLUMNS,
        }
    ),
    options=Conll2003Options,
)
