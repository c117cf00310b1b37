"""The lines of files where findings stand, for those that have no text of a document to show."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from nlptk.engine.data.diagnostic import Excerpt
from nlptk.engine.data.source import Source
from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .report import Finding

_AROUND = 70
"""Characters that are shown on each side of a column, at most."""


def with_source_lines(findings: Sequence[Finding], encoding: str = "utf-8") -> list[Finding]:
    """The findings, in their order, each with an excerpt where its file and line are known.

    Each file is read once, as far as it can be; standard input is not.
    """
    wanted: dict[str, set[int]] = {}
    for finding in findings:
        place = finding.diagnostic.place
        if not finding.excerpt.text and place.path and place.line and place.path != "<stdin>":
            wanted.setdefault(place.path, set()).add(place.line)
    lines = {path: _read(path, numbers, encoding) for path, numbers in wanted.items()}
    return [_shown(finding, lines) for finding in findings]


def _read(path: str, numbers: set[int], encoding: str) -> dict[int, str]:
    found: dict[int, str] = {}
    last = max(numbers)
    with suppress(DataError):  # what is wrong with the file is a finding already
        for number, line in enumerate(Source(path, encoding=encoding).lines(), start=1):
            if number in numbers:
                found[number] = line
            if number >= last:
                break
    return found


def _shown(finding: Finding, lines: dict[str, dict[int, str]]) -> Finding:
    place = finding.diagnostic.place
    line = lines.get(place.path, {}).get(place.line, "")
    if finding.excerpt.text or not line:
        return finding
    at = min(max(place.column - 1, 0), len(line))
    left, right = max(0, at - _AROUND), at + _AROUND
    end = at + 1 if place.column else len(line.rstrip())
    text = line[left:right]
    return replace(finding, excerpt=Excerpt(text, at - left, min(end - left, len(text))))
