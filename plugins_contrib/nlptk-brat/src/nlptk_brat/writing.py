"""Documents as `.txt` and `.ann` files, with the lines they were read from where still true."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nlptk.api import DataError, Layer, Span
from nlptk_brat.annotation import (
    LINE,
    first_free,
    id_of,
    parse_normalization,
    parse_text_bound,
    ranges_of,
    references,
    text_bound_line,
    with_reference,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nlptk.api import Doc, Sink, WriteContext

_NOT_IN_NAMES = re.compile(r"[^\w.-]")
_MINE = ("id", "brat")


@dataclass(frozen=True)
class BratOptions:
    """Options of brat."""

    resource: str = "KB"
    """The knowledge base of ids that name none, as in Wikidata:Q64."""


def write(docs: Iterable[Doc], sink: Sink, context: WriteContext[BratOptions]) -> None:
    """Write each document as two files, named by its id."""
    used: set[str] = set()
    for number, doc in enumerate(docs, start=1):
        name = _file_name(doc, number, used, context)
        lines = annotation_lines(doc, context.options.resource, context=context)
        with sink.file(f"{name}.txt") as file:
            file.write(doc.text)
        with sink.file(f"{name}.ann") as file:
            file.write("".join(f"{line}\n" for line in lines))
        _report_lost(doc, context)


def annotation_lines(
    doc: Doc, resource: str, *, context: WriteContext[BratOptions] | None = None
) -> list[str]:
    """The lines of the `.ann` file of a document: those it was read from, then what is new.

    What cannot be written is reported to `context`.
    """
    lines = _Lines(doc, resource, context)
    lines.add_kept()
    lines.add_new()
    return lines.written


def snapped(doc: Doc, start: int, end: int, *, label: str) -> Span | None:
    """The tokens that a range of characters touches, or None where it touches none."""
    first = int(np.searchsorted(doc.ends, start, side="right"))
    last = int(np.searchsorted(doc.starts, end, side="left"))
    return Span(doc, first, last, label) if first < last else None


@dataclass
class _Lines:
    """The lines of one `.ann` file as they are put together."""

    doc: Doc
    resource: str
    context: WriteContext[BratOptions] | None
    written: list[str] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        grouped = list(self.doc.spans.get("brat", ()))
        there = {span.key() for span in grouped}
        every = [*grouped, *(span for span in self.doc.ents if span.key() not in there)]
        self.kept = _kept_lines(self.doc)
        self.open: dict[tuple[int, int, str], list[Span]] = defaultdict(list)
        for span in every:
            if span.label and not re.search(r"\s", span.label):
                self.open[span.start, span.end, span.label].append(span)
            else:
                self._lost(Layer.ENTITIES, f"the label {span.label!r} is not one word", span)

    def _lost(self, layer: Layer, message: str, span: Span | None = None) -> None:
        if self.context is not None:
            place = self.doc.place(span.start if span else None)
            self.context.lost(layer, message, place=place)

    def add_kept(self) -> None:
        """The lines that the document was read from and that still say what it says."""
        gone: set[str] = set()
        lines = []
        for line in self.kept:
            if line.startswith("T") and not self._still_there(line):
                gone.add(id_of(line))
            else:
                lines.append(line)
        for line in _without_dangling(lines, gone):
            lines.remove(line)
            self._lost(Layer.METADATA, f"{id_of(line)} refers to an annotation that is gone")
        for line in lines:
            self.written += self._linked_anew(line) if line.startswith("N") else [line]

    def _still_there(self, line: str) -> bool:
        try:
            found = parse_text_bound(line, self.doc.text)
        except DataError:
            self._lost(Layer.METADATA, f"{id_of(line)} does not fit the text any more")
            return False
        if len(found.ranges) > 1:
            return True
        span = snapped(self.doc, *found.ranges[0], label=found.label)
        same = self.open.get((span.start, span.end, span.label)) if span else None
        if not same:
            return False
        self.spans[found.id] = same.pop(0)
        return True

    def _linked_anew(self, line: str) -> list[str]:
        """A normalization as it was, or with the id that its entity has now."""
        found = parse_normalization(line)
        span = self.spans.get(found.target)
        if span is None or found.target in self.linked:
            return [line]
        self.linked.add(found.target)
        if found.reference.removeprefix(f"{self.resource}:") == span.kb_id:
            return [line]
        reference = self._reference(span)
        return [with_reference(line, reference)] if reference else []

    def add_new(self) -> None:
        """A line for each entity that has none, and for each link that has none."""
        text = self.doc.text
        number = first_free("T", self.kept)
        new = [span for spans in self.open.values() for span in spans]
        for at, span in enumerate(new, start=number):
            ranges = ranges_of(text, span.start_char, span.end_char)
            self.spans[f"T{at}"] = span
            self.written.append(text_bound_line(f"T{at}", span.label, ranges=ranges, text=text))
        number = first_free("N", self.kept)
        for name, span in self.spans.items():
            reference = "" if name in self.linked else self._reference(span)
            if reference:
                quote = span.text.replace("\n", " ")
                self.written.append(f"N{number}\tReference {name} {reference}\t{quote}")
                number += 1

    def _reference(self, span: Span) -> str:
        """What a normalization says of a span; "" for nothing."""
        link = span.kb_id
        if re.search(r"\s", link):
            self._lost(Layer.LINKS, f"the id {link!r} is not one word", span)
            return ""
        if link and (":" not in link or link.startswith(f"{self.resource}:")):
            return f"{self.resource}:{link}"
        return link


def _kept_lines(doc: Doc) -> list[str]:
    kept = doc.meta.get("brat", [])
    if not isinstance(kept, list):
        return []
    return [line for line in kept if isinstance(line, str) and LINE.match(line)]


def _without_dangling(lines: list[str], gone: set[str]) -> list[str]:
    """The lines that refer to something gone, or to a line that does."""
    dangling: list[str] = []
    while True:
        more = [
            line
            for line in lines
            if line[0] != "T" and line not in dangling and references(line) & gone
        ]
        if not more:
            return dangling
        dangling += more
        gone |= {id_of(line) for line in more if line[0] not in "*#"}


def _file_name(doc: Doc, number: int, used: set[str], context: WriteContext[BratOptions]) -> str:
    wanted = str(doc.meta.get("id", f"doc{number}"))
    name = _NOT_IN_NAMES.sub("_", wanted).strip(".") or f"doc{number}"
    if name in used:
        name = f"{name}-{number}"
    used.add(name)
    if "id" in doc.meta and name != wanted:
        context.lost(
            Layer.IDS,
            f"the document id {wanted!r} became the file name {name!r}",
            place=doc.place(),
        )
    return name


def _report_lost(doc: Doc, context: WriteContext[BratOptions]) -> None:
    for key in doc.meta:
        if key not in _MINE or (key == "brat" and doc.meta[key] != _kept_lines(doc)):
            context.lost(Layer.METADATA, f"{key!r} of the metadata", place=doc.place())
    for group, spans in doc.spans.items():
        for span in spans if group != "brat" else ():
            context.lost(
                Layer.SPANS,
                f"{span.text!r} of the span group {group!r}",
                place=doc.place(span.start),
                hint="only the group 'brat' is written",
            )
