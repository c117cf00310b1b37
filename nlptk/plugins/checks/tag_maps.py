"""G: the tag map that training is given, and tags that it does not have."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.json_text import locate
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.source import Source
from nlptk.engine.data.tag_map import entry_flaw
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import Survey

_ANN = "1\tAnn\tAnn\tPROPN\tNNP\t_\t0\troot\t_\t_\n\n"


def _case(tag_map: str = "") -> Case:
    """A sentence of one word with the tag `NNP`, and a map."""
    return Case(_ANN, "", "conllu", {"tag_map": tag_map})


@dataclass(frozen=True)
class TagMapSettings:
    """The tag map to compare with."""

    tag_map: str = ""
    """A JSON file: each tag and what it is, as `train --tag-map-path` takes it. Empty: no check."""


class TagNotInMap(Check):
    """A tag is not in the tag map.

    Why: the part of speech of such a token is unknown to the trained pipeline.

    Example: the data has `NN-X`, which the map does not list.

    Fix: add it to the map, or correct the data.
    """

    code = "G105"
    name = "tag-not-in-map"
    severity = Severity.ERROR
    layers = frozenset({Layer.TAGS})
    settings = TagMapSettings
    passing: ClassVar[tuple[Case, ...]] = (_case(), _case('{"NNP": {"pos": "PROPN"}}'))
    failing: ClassVar[tuple[Case, ...]] = (_case('{"VBD": {"pos": "VERB"}}'),)
    given: TagMapSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._map = _TagMap.read(self.given.tag_map)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each, where it is first."""
        if self._map is None:
            return
        for tag in survey.labels(Layer.TAGS):
            if tag not in self._map.entries:
                seen = survey.first(Layer.TAGS, tag)
                message = f"the tag {tag!r} is not in the tag map"
                hint = "add it to the map, or correct the data"
                yield survey.finding(self, message, at=seen, hint=hint, subject=tag)


class FlawedTagMap(Check):
    """An entry of the tag map cannot be used: its part of speech is none of the universal ones.

    Why: `train --tag-map-path` refuses such a map.

    Example: `{"NN": {"pos": "NOUNN"}}`, or `{"NN": "NOUN"}`.

    Fix: name one of the 17 universal parts of speech.
    """

    code = "G106"
    name = "tag-map-flawed"
    severity = Severity.ERROR
    layers = frozenset({Layer.TAGS})
    settings = TagMapSettings
    passing: ClassVar[tuple[Case, ...]] = (
        _case(),
        _case('{"NNP": {"pos": "PROPN"}, "NN": {"Number": "Sing"}, "_SP": {"pos": "SPACE"}}'),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        _case('{"NNP": {"pos": "PROPNN"}}'),
        _case('{"NNP": {"POS": "PROPN"}}'),
        _case('{"NNP": "PROPN"}'),
    )
    given: TagMapSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._map = _TagMap.read(self.given.tag_map)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each entry, at its line of the map."""
        if self._map is None:
            return
        for tag, entry in self._map.entries.items():
            flaw = entry_flaw(tag, entry)
            if flaw is not None:
                at = LabelCount(place=self._map.place(tag))
                message = f"{flaw.message}; expected {flaw.expected}"
                yield survey.finding(self, message, at=at, hint=flaw.hint, subject=tag)


@dataclass(frozen=True)
class _TagMap:
    """A tag map as it was read: its text, and where that was."""

    entries: dict[str, Any]
    text: str
    path: str

    @classmethod
    def read(cls, given: str) -> _TagMap | None:
        """A map, which is a file or its content; None for none. Raises `UsageError`."""
        if not given:
            return None
        path = "" if given.lstrip().startswith("{") else given
        try:
            text = "".join(Source(path).chunks()) if path else given
            entries = json.loads(text)
        except (DataError, ValueError) as error:
            raise UsageError(f"{given} cannot be read as a tag map: {error}") from error
        if not isinstance(entries, dict):
            raise UsageError(f"{given} is no tag map", expected="an object of tags")
        return cls(entries, text, path or "<tag map>")

    def place(self, tag: str) -> Place:
        """Where the part of speech of a tag stands, or its entry if that has none."""
        return Place(self.path, *locate(self.text, [tag, "pos"]))


CHECKS = (TagNotInMap, FlawedTagMap)
