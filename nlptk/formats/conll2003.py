"""Columns separated by whitespace, entities last: CoNLL-2003, CoNLL-2002, WNUT and their kin.

Two to five columns; a line with `-DOCSTART-` in whatever spelling starts a document, and an empty
line (or one of whitespace) ends a sentence. The scheme of the entity tags is found out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.builder import DocBuilder, entity_columns
from nlptk.engine.data.doc import NUMBER_COLUMNS, STRING_COLUMNS, EntIob
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.tagged import TaggedSentence, decoded, named_scheme
from nlptk.engine.data.tags import Scheme, convert_tags
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.protocols import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext, WriteContext

_DOCSTART = re.compile(r"-+docstart-*", re.IGNORECASE)
_TAG = re.compile(r"O|-|[BILUESM]-\S+")
_LAYOUTS = {
    2: ("word", "ner"),
    3: ("word", "tag", "ner"),
    4: ("word", "tag", "chunk", "ner"),
    5: ("word", "lemma", "tag", "chunk", "ner"),
}
_WHITESPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Conll2003Options:
    """Options of column files."""

    scheme: str = "auto"
    """Scheme of the entity tags read: auto, IOB1, IOB2, BILUO or IOBES."""
    columns: str = "auto"
    """Names of the columns read, such as word,pos,ner; auto tells by their number."""
    output_scheme: str = "IOB2"
    """Scheme of the entity tags written."""


@dataclass(slots=True)
class _Row:
    """A line of the file; without fields, it separates sentences."""

    line: int
    fields: list[str]


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
    rows = (_Row(number, line.split()) for number, line in enumerate(source.lines(), start=1))
    names = _names(context.options.columns)
    starts_document, doc_id = False, None
    for kind, group in groupby(rows, _kind):
        block = list(group)
        if kind == "docstart":
            starts_document, doc_id = True, _document_id(block[-1])
        if kind != "words":
            continue
        names = names or _LAYOUTS.get(len(block[0].fields), ())
        try:
            sentence = _sentence(block, names)
        except DataError as error:
            context.bad(error, path=source.name)
            continue
        sentence.starts_document, sentence.doc_id = starts_document, doc_id
        yield sentence
        starts_document, doc_id = False, None


def _kind(row: _Row) -> str:
    if not row.fields:
        return "separator"
    return "docstart" if _DOCSTART.fullmatch(row.fields[0]) else "words"


def _document_id(row: _Row) -> str | None:
    """What stands in parentheses after -DOCSTART-, as in AIDA's files."""
    rest = " ".join(row.fields)
    start, end = rest.find("("), rest.rfind(")")
    return rest[start + 1 : end] if 0 <= start < end else None


def _names(columns: str) -> tuple[str, ...]:
    if columns == "auto":
        return ()
    names = tuple(name.strip() for name in columns.split(","))
    if names.count("word") != 1 or names.count("ner") > 1 or not all(names):
        raise UsageError(
            "option columns", expected="names with one word and at most one ner", found=columns
        )
    return names


def _sentence(block: list[_Row], names: tuple[str, ...]) -> TaggedSentence:
    for row in block:
        if not names or len(row.fields) != len(names):
            raise DataError(
                "wrong number of columns",
                place=Place(line=row.line),
                expected=f"{len(names)}: {' '.join(names)}" if names else "2 to 5 columns",
                found=f"{len(row.fields)}: {' '.join(row.fields)[:60]!r}",
                hint="is there a space inside a word, or a column too few?",
            )
    values = dict(zip(names, zip(*(row.fields for row in block), strict=True), strict=True))
    words = list(values.pop("word"))
    tags = list(values.pop("ner", ("-",) * len(words)))
    columns = {
        name: ["" if value == "_" else value for value in column] for name, column in values.items()
    }
    return TaggedSentence(words, tags, columns, [row.line for row in block])


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[Conll2003Options]) -> None:
    """Four columns: word, tag, chunk and entity; `_` is missing, and so is `-` for entities."""
    scheme = named_scheme(context.options.output_scheme)
    in_document = False
    for doc in docs:
        if not len(doc):
            context.lost(Layer.DOCUMENTS, "a document without words", place=doc.place())
            continue
        doc_id = doc.meta.get("id")
        # a lone sentence needs no mark until some document had one
        if in_document or len(doc.sent_bounds) > 1 or doc_id is not None:
            in_document = True
            sink.write(f"-DOCSTART- {'' if doc_id is None else f'({doc_id}) '}-X- -X- O\n\n")
        sink.write(_document(doc, scheme, context))


def _document(doc: Doc, scheme: Scheme, context: WriteContext[Any]) -> str:
    words = [_word(word, i, doc, context) for i, word in enumerate(doc.words)]
    tags = _values(doc, "tag", Layer.TAGS, context)
    chunks = _values(doc, "chunk", Layer.COLUMNS, context)
    for name in doc.column_names:
        if name not in (*STRING_COLUMNS, *NUMBER_COLUMNS, "chunk", "deps", "misc"):
            message = f"there is no place for the column {name!r}"
            context.lost(Layer.COLUMNS, message, place=doc.place(), count=doc.count(name))
    entities = _entity_tags(doc, context)
    out: list[str] = []
    for start, end in doc.sent_bounds:
        ner = convert_tags(entities[start:end], Scheme.IOB2, target=scheme, repair=True)
        rows = zip(words[start:end], tags[start:end], chunks[start:end], ner, strict=True)
        out += map(" ".join, rows)
        out.append("")
    return "\n".join([*out, ""])


def _word(word: str, i: int, doc: Doc, context: WriteContext[Any]) -> str:
    if _DOCSTART.fullmatch(word):
        message = f"the word {word!r} would start a document and gets an underscore"
        context.lost(Layer.TOKENS, message, place=doc.place(i))
        return "_" + word
    if word.split() != [word]:
        message = f"whitespace in the word {word!r} becomes an underscore"
        context.lost(Layer.TOKENS, message, place=doc.place(i))
        return _WHITESPACE.sub("_", word)
    return word


def _values(doc: Doc, name: str, layer: Layer, context: WriteContext[Any]) -> list[str]:
    """The values of a column with `_` for the missing ones."""
    held = [value or "_" for value in doc.texts(name)]
    for i, value in enumerate(doc.texts(name)):
        if value == "_" or (value and value.split() != [value]):
            context.lost(layer, f"{name} {value!r} cannot stand in a column", place=doc.place(i))
            held[i] = _WHITESPACE.sub("_", value)
    return held


def _entity_tags(doc: Doc, context: WriteContext[Any]) -> list[str]:
    """The entities in IOB2, `-` where nobody said."""
    tags = ["O" if value == EntIob.OUTSIDE else "-" for value in doc.column("ent_iob").tolist()]
    for ent in doc.ents:
        label = _WHITESPACE.sub("_", ent.label)
        if not label or label != ent.label:
            message = f"the label {ent.label!r} cannot stand in a column"
            context.lost(Layer.ENTITIES, message, place=doc.place(ent.start))
        label = label or "_"
        tags[ent.start] = f"B-{label}"
        tags[ent.start + 1 : ent.end] = [f"I-{label}"] * (len(ent) - 1)
    return tags


def sniff(head: bytes) -> bool:
    """Whether the first lines have the same two to five fields, of which the last is a tag."""
    lines = head.decode(errors="replace").removeprefix("\ufeff").split("\n")
    if len(lines) > 1:
        lines.pop()  # the last may be cut off
    rows = [fields for fields in map(str.split, lines[:100]) if fields]
    rows = [fields for fields in rows if not _DOCSTART.fullmatch(fields[0])]
    if not rows or len({len(fields) for fields in rows}) > 1:
        return False
    return len(rows[0]) in _LAYOUTS and all(_TAG.fullmatch(fields[-1]) for fields in rows)


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
