"""A sentence a line, each token as word|tag or word|pos|tag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.builder import DocBuilder
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.tagged import (
    TaggedSentence,
    add_tagged,
    decoded,
    entity_tags,
    in_one_field,
    looks_like_tag,
    named_scheme,
    sniffed_lines,
    split_fields,
)
from nlptk.engine.errors import DataError, Place
from nlptk.engine.protocols import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.data.tag_schemes import Scheme
    from nlptk.engine.protocols import ReadContext, WriteContext


@dataclass(frozen=True)
class IobOptions:
    """Options of word|tag lines."""

    scheme: str = "auto"
    """Scheme of the entity tags read: auto, IOB1, IOB2, BILUO or IOBES."""
    output_scheme: str = "IOB2"
    """Scheme of the entity tags written."""


def read(source: Source, context: ReadContext[IobOptions]) -> Iterator[Doc]:
    """A document a sentence, or one of `context.n_sents` sentences."""
    builder = DocBuilder()
    sentences = _sentences(source, context)
    for sentence in decoded(sentences, context.options.scheme, context, path=source.name):
        add_tagged(builder, sentence)
        if builder.sentences >= (context.n_sents or 1):
            yield builder.build(context.vocab, path=source.name)
    if builder.sentences:
        yield builder.build(context.vocab, path=source.name)


def _sentences(source: Source, context: ReadContext[Any]) -> Iterator[TaggedSentence]:
    for number, line in enumerate(source.lines(), start=1):
        tokens = split_fields(line)
        if not tokens:
            continue
        # a word may hold a bar: there is a pos column where every token has two
        width = 3 if min(token.count("|") for token in tokens) > 1 else 2
        try:
            yield _sentence(tokens, width, number)
        except DataError as error:
            context.bad(error, path=source.name)


def _sentence(tokens: list[str], width: int, number: int) -> TaggedSentence:
    rows = [token.rsplit("|", width - 1) for token in tokens]
    for token, row in zip(tokens, rows, strict=True):
        if len(row) != width or not row[0] or not row[-1]:
            raise DataError(
                "not a word with its tag",
                place=Place(line=number),
                expected="word|tag" if width == 2 else "word|pos|tag",
                found=repr(token),
                hint="is there a space inside a word?",
                rule="word-without-tag",
            )
    words, *middle, tags = map(list, zip(*rows, strict=True))
    columns = {"tag": ["" if value == "_" else value for value in middle[0]]} if middle else {}
    return TaggedSentence(words, tags, columns, [number] * len(words))


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[IobOptions]) -> None:
    """A line a sentence: word|tag in documents without tags, else word|pos|tag."""
    scheme = named_scheme(context.options.output_scheme)
    for doc in docs:
        sink.write(_lines(doc, scheme, context))


def _lines(doc: Doc, scheme: Scheme, context: WriteContext[Any]) -> str:
    words = _fields(doc.words, Layer.TOKENS, doc, context)
    columns = [words, entity_tags(doc, scheme, context, reserved="|")]
    pos = _fields(doc.texts("tag"), Layer.TAGS, doc, context)
    out = []
    for start, end in doc.sent_bounds:
        part = [column[start:end] for column in columns]
        # where all words have a bar, reading would take what is behind it for tags
        if doc.has("tag") or all("|" in word for word in part[0]):
            part.insert(1, pos[start:end])
        out.append(" ".join(map("|".join, zip(*part, strict=True))) + "\n")
    return "".join(out)


def _fields(
    values: Sequence[str], layer: Layer, doc: Doc, context: WriteContext[Any]
) -> Sequence[str]:
    """The values as they can stand between spaces and bars; what changes is reported."""
    is_word = layer is Layer.TOKENS  # bars in words do no harm
    written = [in_one_field(value if is_word else value.replace("|", "_")) for value in values]
    for i, (value, field) in enumerate(zip(values, written, strict=True)):
        if value != field or (value == "_" and not is_word):
            message = f"{value!r} cannot stand in {layer}: written as {field!r}"
            context.lost(layer, message, place=doc.place(i))
    return written if is_word else [field or "_" for field in written]


def sniff(head: bytes) -> bool:
    """Whether every token of the first lines ends in a bar and an entity tag."""
    tokens = [token for fields in sniffed_lines(head, 50) for token in fields]
    pairs = [token.rpartition("|") for token in tokens]
    return bool(pairs) and all(word and looks_like_tag(tag) for word, _, tag in pairs)


IOB = Format(
    name="iob",
    summary="word|tag or word|pos|tag, a sentence a line",
    suffixes=(".iob", ".iob2"),
    read=read,
    write=write,
    sniff=sniff,
    holds=frozenset({Layer.SENTENCES, Layer.TOKENS, Layer.TAGS, Layer.ENTITIES}),
    options=IobOptions,
)
