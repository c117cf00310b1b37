"""The format `brat`: a `.txt` file and an `.ann` file of the same name are one document.

Every line of the `.ann` file survives: what the document itself cannot say stays in its metadata,
under "brat", and is written back as long as it is still true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from nlptk.api import DataError, Format, Layer, Origin, Place, Span
from nlptk_brat.annotation import (
    LINE,
    TextBound,
    id_of,
    parse_normalization,
    parse_text_bound,
)
from nlptk_brat.writing import BratOptions, annotation_lines, snapped, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.api import Doc, ReadContext, Source


def read(source: Source, context: ReadContext[BratOptions]) -> Iterator[Doc]:
    """The one document of an `.ann` file and the `.txt` file beside it."""
    text = "".join(source.sibling(".txt").chunks())
    doc = context.tokenize(text)
    doc.meta["id"] = source.stem
    doc.origin = Origin(source.name)
    found = _Annotations(doc, source, context)
    for number, line in enumerate(source.lines(), start=1):
        if not line.strip():
            continue
        try:
            found.add(line, number)
        except DataError as error:
            context.bad(error, path=source.name, line=number)
    found.store()
    yield doc


def sniff(head: bytes) -> bool:
    """Whether all lines begin as standoff annotations do."""
    lines = head.decode(errors="replace").split("\n")
    if len(lines) > 1:
        lines.pop()  # empty, or cut off
    lines = [line for line in lines if line.strip()]
    return bool(lines) and all(map(LINE.match, lines))


@dataclass
class _Annotations:
    """What the lines of an `.ann` file say about a document."""

    doc: Doc
    source: Source
    context: ReadContext[BratOptions]
    lines: list[str] = field(default_factory=list)
    spans: dict[str, Span] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)

    def add(self, line: str, number: int) -> None:
        """Take a line, or raise a `DataError` and take nothing of it."""
        if LINE.match(line) is None:
            raise DataError(
                "not an annotation",
                expected="an id such as T1, R1, E1, A1, N1, #1 or *, and a tab",
                found=repr(line[:60]),
            )
        name = id_of(line)
        if name in self.names and name[0] not in "*#":
            raise DataError(f"the id {name} is there twice", hint="give one of them a free number")
        if name[0] == "T":
            self._add_text_bound(parse_text_bound(line, self.doc.text), number)
        elif name[0] == "N":
            normalization = parse_normalization(line)
            self.links.setdefault(normalization.target, normalization.reference)
        self.names.add(name)
        self.lines.append(line)

    def _add_text_bound(self, found: TextBound, number: int) -> None:
        place = Place(self.source.name, number)
        if len(found.ranges) > 1:
            self.context.repaired(
                f"{found.id} ({found.label}) is discontinuous: kept in the metadata, "
                "not among the entities",
                place=place,
                layer=Layer.ENTITIES,
            )
            return
        start, end = found.ranges[0]
        span = snapped(self.doc, start, end, label=found.label)
        if span is None:
            raise DataError(f"{found.id} ({found.label}) covers white space only")
        if (span.start_char, span.end_char) != (start, end):
            self.context.repaired(
                f"{found.id} ({found.label}) at {start} {end} does not begin and end with tokens: "
                f"moved to {span.start_char} {span.end_char}, {span.text!r}",
                place=place,
                layer=Layer.ENTITIES,
            )
        self.spans[found.id] = span

    def store(self) -> None:
        """Put it all into the document."""
        resource = f"{self.context.options.resource}:"
        for name, reference in self.links.items():
            if name in self.spans:
                self.spans[name].kb_id = reference.removeprefix(resource)
        spans = sorted(self.spans.values(), key=lambda span: (span.start, span.end))
        if any(other.start < span.end for span, other in pairwise(spans)):
            self.doc.spans["brat"] = list(self.spans.values())
            self.context.repaired(
                "annotations overlap, which entities cannot: all are in the span group 'brat'",
                place=Place(self.source.name),
                layer=Layer.ENTITIES,
            )
        else:
            self.doc.set_ents(spans)
        if annotation_lines(self.doc, self.context.options.resource) != self.lines:
            self.doc.meta["brat"] = self.lines


BRAT = Format(
    name="brat",
    summary="standoff annotation of the brat tool, .txt and .ann",
    suffixes=(".ann",),
    read=read,
    write=write,
    sniff=sniff,
    holds=frozenset(
        {
            Layer.DOCUMENTS,
            Layer.IDS,
            Layer.SPACING,
            Layer.ENTITIES,
            Layer.LINKS,
            Layer.SPANS,
            Layer.METADATA,
        }
    ),
    options=BratOptions,
    folder=True,
)
