"""All checks that come with nlptk keep the contract, and broken ones are found out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import pytest

from nlptk.engine.data.diagnostic import Diagnostic
from nlptk.engine.protocols import Case, Check
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager
from nlptk.plugins.testing import verify_check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_CATALOG = Catalog(create_manager(load=()))


@pytest.mark.parametrize("code", sorted(_CATALOG.checks))
def test_check_keeps_the_contract(code: str) -> None:
    verify_check(_CATALOG.checks[code])


def test_catalog_of_checks_has_no_failures() -> None:
    assert _CATALOG.checks
    assert not _CATALOG.failures


class _Sound(Check):
    """A document has the word `bad`.

    Why: it is an example.

    Example: `bad`.

    Fix: take it out.
    """

    code = "Z900"
    name = "bad-word"
    passing: ClassVar[tuple[Case, ...]] = (Case('{"text": "good"}\n'),)
    failing: ClassVar[tuple[Case, ...]] = (Case('{"text": "so bad"}\n'),)

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        for token, word in enumerate(seen.doc.words):
            if word == "bad":
                yield seen.finding(self, "the word bad", start=token)


class _Undocumented(_Sound):
    """A document has the word `bad`."""


class _Eager(_Sound):
    __doc__ = _Sound.__doc__

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        yield seen.finding(self, "a document")


class _Blind(_Sound):
    __doc__ = _Sound.__doc__

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        yield from ()


class _Nowhere(_Sound):
    __doc__ = _Sound.__doc__

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        if "bad" in seen.doc.words:
            yield Diagnostic(self.code, "somewhere", name=self.name)


class _Fragile(_Sound):
    __doc__ = _Sound.__doc__

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        if seen.doc.words[0]:
            yield from super().look(seen)


class _Meddling(_Sound):
    __doc__ = _Sound.__doc__

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        seen.doc.cats["seen"] = 1.0
        yield from super().look(seen)


class _Forgetful(_Sound):
    __doc__ = _Sound.__doc__
    runs: ClassVar[list[int]] = []

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        self.runs.append(1)
        if survey.train.tokens > 100:
            yield survey.finding(self, f"run {len(self.runs)}")


class _Impatient(_Sound):
    __doc__ = _Sound.__doc__

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        if 1 / survey.train.docs > 2:
            yield survey.finding(self, "few")


class _Renamed(_Sound):
    __doc__ = _Sound.__doc__

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        return (replace(found, name="other") for found in super().look(seen))


class _Untried(_Sound):
    __doc__ = _Sound.__doc__
    failing = ()


@dataclass
class _Loose:
    limit: int = 1


class _Unfrozen(_Sound):
    __doc__ = _Sound.__doc__
    settings = _Loose


def test_verify_check_accepts_a_sound_check() -> None:
    verify_check(_Sound)


@pytest.mark.parametrize(
    ("check", "rule"),
    [
        (_Undocumented, "Why:"),
        (_Eager, "a passing case has a finding"),
        (_Blind, "a failing case has no finding"),
        (_Nowhere, "has a place"),
        (_Fragile, "makes it raise"),
        (_Meddling, "it changes a document"),
        (_Forgetful, "a second run differs"),
        (_Impatient, "ZeroDivisionError"),
        (_Renamed, "is called 'other'"),
        (_Untried, "no failing case"),
        (_Unfrozen, "not frozen"),
    ],
)
def test_verify_check_finds_a_broken_check(check: type[Check], rule: str) -> None:
    with pytest.raises(AssertionError, match=rule):
        verify_check(check)
