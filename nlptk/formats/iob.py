"""A sentence a line, each token as word|tag or word|pos|tag."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.builder import DocBuilder, entity_columns
from nlptk.engine.data.doc import EntIob
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.tagged import TaggedSentence, decoded, named_scheme
from nlptk.engine.data.tags import Scheme, convert_tags
from nlptk.engine.errors import DataError, Place
from nlptk.engine.protocols import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext, WriteContext

_TAG = re.compile(r"O|-|[BILUESM]-\S+")
_UNHELD = re.compile(r"[\s|]+")


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
        columns = sentence.columns | entity_columns(sentence.tags)
        spaces = [True] * len(sentence.words)
        builder.add_sentence(sentence.words, spaces, columns, sentence.lines)
        if builder.sentences >= (context.n_sents or 1):
            yield builder.build(context.vocab, path=source.name)
    if builder.sentences:
        yield builder.build(context.vocab, path=source.name)


def _sentences(source: Source, context: ReadContext[Any]) -> Iterator[TaggedSentence]:
    for number, line in enumerate(source.lines(), start=1):
        tokens = line.split()
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
        if len(row) != width or not row[0]:
            raise DataError(
                "a token that is not as the others",
                place=Place(line=number),
                expected="word|tag" if width == 2 else "word|pos|tag",
                found=repr(token),
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
    words = [_held(word, i, doc, context) for i, word in enumerate(doc.words)]
    pos = [_UNHELD.sub("_", tag) or "_" for tag in doc.texts("tag")]
    for i, (tag, written) in enumerate(zip(doc.texts("tag"), pos, strict=True)):
        if tag and (tag != written or tag == "_"):
            context.lost(Layer.TAGS, f"{tag!r} cannot stand between bars", place=doc.place(i))
    entities = _entity_tags(doc, context)
    out = []
    for start, end in doc.sent_bounds:
        ner = convert_tags(entities[start:end], Scheme.IOB2, target=scheme, repair=True)
        columns = [words[start:end], ner]
        if doc.has("tag") or all("|" in word for word in columns[0]):
            columns.insert(1, pos[start:end])
        out.append(" ".join(map("|".join, zip(*columns, strict=True))) + "\n")
    return "".join(out)


def _held(word: str, i: int, doc: Doc, context: WriteContext[Any]) -> str:
    """The word with an underscore for whitespace inside it."""
    if word.split() == [word]:
        return word
    message = f"whitespace in the word {word!r} becomes an underscore"
    context.lost(Layer.TOKENS, message, place=doc.place(i))
    return re.sub(r"\s+", "_", word)


def _entity_tags(doc: Doc, context: WriteContext[Any]) -> list[str]:
    """The entities in IOB2, `-` where nobody said."""
    tags = ["O" if value == EntIob.OUTSIDE else "-" for value in doc.column("ent_iob").tolist()]
    for ent in doc.ents:
        label = _UNHELD.sub("_", ent.label) or "_"
        if label != ent.label:
            message = f"the label {ent.label!r} cannot stand in a tag"
            context.lost(Layer.ENTITIES, message, place=doc.place(ent.start))
        tags[ent.start] = f"B-{label}"
        tags[ent.start + 1 : ent.end] = [f"I-{label}"] * (len(ent) - 1)
    return tags


def sniff(head: bytes) -> bool:
    """Whether every token of the first lines ends in a bar and an entity tag."""
    lines = head.decode(errors="replace").removeprefix("\ufeff").split("\n")
    if len(lines) > 1:
        lines.pop()  # the last may be cut off
    tokens = [token for line in lines[:50] for token in line.split()]
    return bool(tokens) and all(
        "|" in token and _TAG.fullmatch(token.rpartition("|")[2]) for token in tokens
    )


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
