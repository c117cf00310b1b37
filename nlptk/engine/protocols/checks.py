"""Checks: what looks at training data and says what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Diagnostic, Severity

from .interface import NoOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nlptk.engine.data.layers import Layer
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey


@dataclass(frozen=True)
class Case:
    """Data that shows what a check finds: the content of a training file, and of a dev file.

    Without `dev` there is no dev corpus. Bytes that are no UTF-8 are written as Python's
    `surrogateescape` has them. `settings` are those of the check, by name, where the defaults need
    more data than an example should have.
    """

    train: str
    dev: str = ""
    format: str = "jsonl"
    settings: Mapping[str, Any] = field(default_factory=dict)


class Check:
    """A kind of finding about training data; a subclass is what a plugin gives.

    `code` is a letter for the family and three digits, by which findings are selected; no other
    check has it. `name` says in a few kebab words what is found, `severity` how much it matters.
    Only data that holds one of `layers`, if there are any, is looked at. `settings` is a frozen
    dataclass of thresholds with defaults, set by `--set CODE.name=value`. `passing` and `failing`
    are cases without and with such a finding; `verify_check` runs them.

    The docstring becomes the page of the check: a first line that says what it does, then
    paragraphs that begin with `Why:`, `Example:` and `Fix:`.

    One object looks at one run: each document once, those of the training corpus first. It is
    made anew for each run and keeps what it needs between calls, in bounded memory.
    """

    code: ClassVar[str] = ""
    name: ClassVar[str] = ""
    severity: ClassVar[Severity] = Severity.WARNING
    layers: ClassVar[frozenset[Layer]] = frozenset()
    settings: ClassVar[type[Any]] = NoOptions
    passing: ClassVar[tuple[Case, ...]] = ()
    failing: ClassVar[tuple[Case, ...]] = ()

    def __init__(self, settings: Any) -> None:
        self.given = settings

    def look(self, seen: CheckedDoc) -> Iterable[Diagnostic]:  # noqa: ARG002 - subclasses look
        """What is to be said of a document; `seen.finding` makes what this gives."""
        return ()

    def finish(self, survey: Survey) -> Iterable[Diagnostic]:  # noqa: ARG002 - subclasses look
        """What is to be said at the end, when all documents were seen and counted."""
        return ()


class ReaderRule(Check):
    """A check that readers make: a `DataError` or a repair whose `rule` is its name.

    It has a code, a page and cases like any other; it never looks at documents.
    """
