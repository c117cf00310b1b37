"""One pass of the documents past the checks: findings as they are made, and a survey at the end."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from nlptk.engine.data.diagnostic import Diagnostic, Severity, Where
from nlptk.engine.errors import DataError, Place
from nlptk.engine.protocols import Check, ReaderRule

from .checked import CheckedDoc
from .survey import Survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from nlptk.engine.data.doc import Doc

CHECK_FAILED = "P001"
"""The code of the finding that a check raised."""
_FALLBACKS = {
    Severity.ERROR: "unreadable-record",
    Severity.WARNING: "repaired",
    Severity.INFO: "reading-note",
}
"""The names of the rules for what readers refuse, put right or tell without a rule of its own."""


@dataclass(frozen=True)
class Part:
    """A corpus to check. `docs` reads it; what the reader notes meanwhile goes into `findings`.

    A broken record is one of these findings, code "skipped", and reading goes on after it. `path`
    is where it is read, for findings about all of it.
    """

    name: str
    docs: Callable[[], Iterator[Doc]]
    findings: list[Diagnostic] = field(default_factory=list)
    path: str = ""


@dataclass
class CheckRun:
    """A run of checks over parts. Iterate over it once for the findings; then see `survey`.

    `rules` are the checks that readers make, by name. `origins` says which plugin a check came
    from, by code, for when it raises.
    """

    parts: Sequence[Part]
    checks: Sequence[Check]
    rules: Mapping[str, type[Check]]
    tokenize: Callable[[Doc], Doc]
    origins: Mapping[str, str] = field(default_factory=dict)
    survey: Survey = field(default_factory=Survey)

    def __iter__(self) -> Iterator[Diagnostic]:
        """The findings, in the order of the data; those about all of it come last."""
        running = [check for check in self.checks if not isinstance(check, ReaderRule)]
        for part in self.parts:
            yield from self._pass(part, running)
        for check in running:
            if not check.layers or any(self.survey.has(layer) for layer in check.layers):
                yield from self._guarded(check, partial(check.finish, self.survey))

    def _pass(self, part: Part, running: list[Check]) -> Iterator[Diagnostic]:
        counted = self.survey.part(part.name)
        counted.path, counted.read = part.path, True
        told = 0
        docs = part.docs()
        while True:
            doc = _next(docs, part)
            found = part.findings[told:]
            told += len(found)
            counted.bad += sum(one.code == "skipped" for one in found)
            yield from (self._of_reader(one, part) for one in found)
            if doc is None:
                return
            seen = CheckedDoc(doc, part.name, counted.docs + 1, tokenize=self.tokenize)
            before = dict(counted.docs_with)
            counted.add(seen)
            held = {layer for layer, n in counted.docs_with.items() if n > before.get(layer, 0)}
            for check in tuple(running):
                if not check.layers or check.layers & held:
                    yield from self._looked(check, seen, running)

    def _looked(self, check: Check, seen: CheckedDoc, running: list[Check]) -> Iterator[Diagnostic]:
        failures = 0
        for found in self._guarded(check, lambda: check.look(seen), seen):
            failures += found.code == CHECK_FAILED
            yield found
        if failures:
            running.remove(check)

    def _guarded(
        self,
        check: Check,
        look: Callable[[], Iterable[Diagnostic]],
        seen: CheckedDoc | None = None,
    ) -> Iterator[Diagnostic]:
        """What a check finds; one that raises has found its own end."""
        try:
            yield from look()
        except Exception as error:
            origin = self.origins.get(check.code, "")
            of = f" of {origin}" if origin else ""
            yield Diagnostic(
                CHECK_FAILED,
                f"the check {check.code} {check.name}{of} raised "
                f"{type(error).__name__}: {error}; it looks at nothing more",
                Severity.ERROR,
                Place() if seen is None else seen.place(),
                f"tell its author, or leave it out: --ignore {check.code}",
                name="check-failed",
                where=Where() if seen is None else seen.where(),
                subject=check.code,
            )

    def _of_reader(self, found: Diagnostic, part: Part) -> Diagnostic:
        """A finding of a reader, with the code of its rule."""
        rule = self.rules.get(found.name) or self.rules.get(_FALLBACKS[found.severity])
        where = found.where if found.where.part else replace(found.where, part=part.name)
        if rule is None:
            return replace(found, where=where)
        return replace(found, code=rule.code, name=rule.name, severity=rule.severity, where=where)


def _next(docs: Iterator[Doc], part: Part) -> Doc | None:
    """The next document; None at the end, or where the file cannot be read any further."""
    try:
        return next(docs, None)
    except DataError as error:
        part.findings.append(Diagnostic.of_error(error, "skipped"))
        return None
