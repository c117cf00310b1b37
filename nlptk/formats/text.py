"""Raw text: a document a line, a paragraph or a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.columns import Origin
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import UsageError
from nlptk.engine.protocols import Format

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import ReadContext, WriteContext

_UNITS = ("line", "paragraph", "file")
_BREAKS = re.compile(r"[\r\n]+")
_LINE_END = re.compile(r"\r*\n|\r+\Z")


@dataclass(frozen=True)
class TextOptions:
    """Options of raw text."""

    per: str = "line"
    """What a document is: a line, a paragraph (up to a blank line) or a file."""


def _unit(options: TextOptions) -> str:
    if options.per not in _UNITS:
        raise UsageError("option per", expected=", ".join(_UNITS), found=repr(options.per))
    return options.per


def read(source: Source, context: ReadContext[TextOptions]) -> Iterator[Doc]:
    """Tokenized documents; lines and paragraphs of nothing but whitespace are none."""
    for number, text in _texts(source, _unit(context.options)):
        if text.strip():
            doc = context.tokenize(text)
            doc.origin = Origin(source.name, number)
            yield doc


def _texts(source: Source, unit: str) -> Iterator[tuple[int, str]]:
    if unit == "line":
        yield from enumerate(source.lines(), start=1)
    elif unit == "paragraph":
        yield from _paragraphs(source)
    else:
        yield 1, "".join(source.chunks())


def _paragraphs(source: Source) -> Iterator[tuple[int, str]]:
    lines: list[str] = []
    for number, line in enumerate(chain(source.lines(), [""]), start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield number - len(lines), "\n".join(lines)
            lines = []


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[TextOptions]) -> None:
    """A line a document, a paragraph with an empty line after it, or one text as it is."""
    unit = _unit(context.options)
    for number, doc in enumerate(docs):
        if not doc.text.strip():
            context.lost(Layer.DOCUMENTS, "a document without text", place=doc.place())
        elif unit == "line":
            sink.write(_on_one_line(doc, context) + "\n")
        elif unit == "paragraph":
            sink.write(_without_blank_lines(doc, context) + "\n\n")
        else:
            if number:
                message = "a document joins the one before it in the same file"
                context.lost(Layer.DOCUMENTS, message, place=doc.place())
            sink.write(doc.text)


def _on_one_line(doc: Doc, context: WriteContext[Any]) -> str:
    text = _BREAKS.sub(" ", doc.text)
    if text != doc.text:
        message = "line breaks become spaces"
        count = len(_BREAKS.findall(doc.text))
        context.lost(
            Layer.SPACING, message, place=doc.place(), hint="or -O per=paragraph", count=count
        )
    return text


def _without_blank_lines(doc: Doc, context: WriteContext[Any]) -> str:
    text = "\n".join(line for line in _LINE_END.split(doc.text) if line.strip())
    if text != doc.text:
        message = "blank lines inside a document, or line ends that are not \\n"
        context.lost(Layer.SPACING, message, place=doc.place())
    return text


TEXT = Format(
    name="text",
    summary="raw text, a document a line (or -O per=paragraph, per=file)",
    suffixes=(".txt", ".text"),
    read=read,
    write=write,
    holds=frozenset({Layer.DOCUMENTS, Layer.SPACING}),
    options=TextOptions,
)
