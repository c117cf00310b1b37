"""The lines of an `.ann` file: parsing and making them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlptk.api import DataError, Place

LINE = re.compile(r"(?:[TREAMN]\d+|#\d*|\*)\t")
"""How each line of an `.ann` file begins."""

_TEXT_BOUND = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)(?:\t(.*))?")
_NORMALIZATION = re.compile(r"(N\d+)\t(\S+ (\S+)) (\S+)(?:\t.*)?")
_REFERENCE = re.compile(r"(?<![^\s:])[TREAMN]\d+(?!\S)")


Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class TextBound:
    """A `T` line: the ranges of characters that carry a label."""

    id: str
    label: str
    ranges: Ranges

    def merged(self, text: str) -> TextBound:
        """The same with ranges joined where only a line break and white space are between them.

        brat ends a range at the end of a line and begins another on the next.
        """
        ranges = [self.ranges[0]]
        for start, end in self.ranges[1:]:
            gap = text[ranges[-1][1] : start]
            if "\n" in gap and gap.isspace():
                ranges[-1] = (ranges[-1][0], end)
            else:
                ranges.append((start, end))
        return TextBound(self.id, self.label, tuple(ranges))


@dataclass(frozen=True, slots=True)
class Normalization:
    """An `N` line: which annotation refers to what, written as `resource:id`."""

    target: str
    reference: str


def parse_text_bound(line: str, text: str) -> TextBound:
    """A `T` line, checked against the text. Raises `DataError` (without path and line)."""
    match = _TEXT_BOUND.fullmatch(line)
    if match is None:
        raise DataError(
            "not a text-bound annotation",
            expected="id, tab, label and offsets, tab, text: T1<tab>LOC 0 6<tab>Berlin",
            found=repr(line[:60]),
        )
    pairs = [pair.split() for pair in match[3].split(";")]
    ranges = tuple((int(start), int(end)) for start, end in pairs)
    column = match.start(3) + 1
    last = 0
    for start, end in ranges:
        if not last <= start < end <= len(text):
            raise DataError(
                f"the range {start} {end} does not fit",
                place=Place(column=column),
                expected=f"ranges in order within the {len(text)} characters of the text",
                found=match[3],
            )
        last = end
    there = quoted(text, ranges)
    quote = match[4] or ""
    if quote != there:
        raise DataError(
            f"the text at {match[3]} is not the one quoted",
            place=Place(column=column),
            expected=repr(quote),
            found=repr(there),
            hint="were the .txt file or its line ends changed after annotating?",
        )
    return TextBound(match[1], match[2], ranges).merged(text)


def parse_normalization(line: str) -> Normalization:
    """An `N` line. Raises `DataError` (without a place)."""
    match = _NORMALIZATION.fullmatch(line)
    if match is None:
        raise DataError(
            "not a normalization",
            expected="N1<tab>Reference T1 Wikidata:Q64<tab>Berlin",
            found=repr(line[:60]),
        )
    return Normalization(match[3], match[4])


def with_reference(line: str, reference: str) -> str:
    """An `N` line that refers to something else; its text, which named the old, is left out."""
    return _NORMALIZATION.sub(rf"\1\t\2 {reference}", line)


def quoted(text: str, ranges: Ranges) -> str:
    """The text of a `T` line: that of its ranges, joined by spaces."""
    return " ".join(text[start:end] for start, end in ranges).replace("\n", " ")


def ranges_of(text: str, start: int, end: int) -> Ranges:
    """The range start:end as brat writes it: one for each line of the text that it touches."""
    ranges = []
    at = start
    for line in text[start:end].split("\n"):
        words = line.strip()
        if words:
            begin = at + line.index(words)
            ranges.append((begin, begin + len(words)))
        at += len(line) + 1
    return tuple(ranges)


def text_bound_line(name: str, label: str, *, ranges: Ranges, text: str) -> str:
    """The `T` line of some ranges of a text."""
    offsets = ";".join(f"{start} {end}" for start, end in ranges)
    return f"{name}\t{label} {offsets}\t{quoted(text, ranges)}"


def id_of(line: str) -> str:
    """The id with which a line begins; "*" and "#" lines may share theirs."""
    return line.partition("\t")[0]


def references(line: str) -> set[str]:
    """The ids of the annotations to which a line refers that is not text-bound."""
    return set(_REFERENCE.findall(line.split("\t")[1]))


def first_free(letter: str, lines: list[str]) -> int:
    """The number after the highest that an id of that letter has."""
    names = [id_of(line) for line in lines if line.startswith(letter)]
    return 1 + max((int(name[1:]) for name in names), default=0)
