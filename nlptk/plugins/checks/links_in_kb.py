"""K: links of entities, looked up in the knowledge base that `--kb` names."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.span import Span
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey
    from nlptk.engine.kb.candidates import CandidateGenerator
    from nlptk.engine.kb.knowledge_base import KnowledgeBase

_LINKS = frozenset({Layer.LINKS})
_NO_ENTITY = frozenset({"", "NIL"})
_KB = '{"Ann": {"Q1": 0.9, "Q2": 0.1}, "Una": {"Q3": 1.0}}'


def _record(name: str, kb_id: str) -> Case:
    span = f'{{"start": 0, "end": {len(name)}, "label": "PER", "kb_id": "{kb_id}"}}'
    return Case(f'{{"text": "{name} ran", "spans": [{span}]}}\n', settings={"kb": _KB})


@lru_cache(maxsize=2)
def _opened(given: str) -> KnowledgeBase:
    """A knowledge base in a folder, or what JSON says of names: `{name: {id: probability}}`.

    Raises:
        UsageError: JSON that says something else.
        DataError: a folder that is no knowledge base.
    """
    from nlptk.engine.kb.knowledge_base import KnowledgeBase  # needed only where there is one

    if not given.lstrip().startswith("{"):
        return KnowledgeBase.open(given)
    kb = KnowledgeBase()
    try:
        names: dict[str, dict[str, float]] = json.loads(given)
        for kb_id in dict.fromkeys(one for meanings in names.values() for one in meanings):
            kb.add_entity(kb_id, 1, [])
        for name, meanings in names.items():
            kb.add_alias(name, list(meanings), list(meanings.values()))
    except (AttributeError, DataError, TypeError, ValueError) as error:
        raise UsageError(f"{given} describes no knowledge base: {error}") from error
    return kb


@dataclass(frozen=True)
class KbSettings:
    """The knowledge base that links are looked up in."""

    kb: str = ""
    """A folder that `nlptk kb-build` wrote, as `--kb` gives it. Empty: no check."""
    most: int = 10
    """Findings that are shown one by one; the others are counted."""


class UnknownId(Check):
    """The id of a link is not in the knowledge base.

    Why: the linker answers with entities of the knowledge base, so that this one is never found.

    Example: the id `Q1990` in line 12, which the knowledge base has not.

    Fix: correct the id, add the entity to the knowledge base, or write `NIL`.
    """

    code = "K105"
    name = "unknown-link-id"
    severity = Severity.ERROR
    layers = _LINKS
    settings = KbSettings
    passing: ClassVar[tuple[Case, ...]] = (
        _record("Ann", "Q2"),
        _record("Ann", "NIL"),
        Case(_record("Ann", "Q9").train),
    )
    failing: ClassVar[tuple[Case, ...]] = (_record("Ann", "Q9"),)
    given: KbSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._kb = _opened(self.given.kb) if self.given.kb else None

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each of the first ids, where it is first, and how many more there are."""
        kb = self._kb
        if kb is None:
            return
        ids = [one for one in survey.labels(Layer.LINKS) if one not in _NO_ENTITY]
        unknown = {one: survey.total(Layer.LINKS, one) for one in ids if one not in kb}
        for kb_id in list(unknown)[: self.given.most]:
            message = f"the knowledge base has no {kb_id!r}, to which {unknown[kb_id]:,} entities "
            message += "are linked"
            hint = "correct the id, add it to the knowledge base, or write NIL"
            at = survey.first(Layer.LINKS, kb_id)
            yield survey.finding(self, message, at=at, hint=hint, subject=kb_id)
        rest = list(unknown)[self.given.most :]
        if rest:
            links = sum(unknown[kb_id] for kb_id in rest)
            message = f"{len(rest):,} more ids of {links:,} links are not in the knowledge base"
            hint = "is it the knowledge base of this data?"
            yield survey.finding(self, message, part="train", hint=hint, subject="more")


class NotAmongCandidates(Check):
    """The right entity of a mention is not among its candidates in the knowledge base.

    Candidates are found as the entity linker finds them: by names and aliases, but for case,
    punctuation and parts of names. Links that the knowledge base does not know are not counted.

    Why: a linker chooses among candidates. The share of links whose entity is among them is the
    best that it can reach.

    Example: in `the Bard`, no candidate is Shakespeare, since no alias says so.

    Fix: add the mention to the aliases of the entity.
    """

    code = "K106"
    name = "link-not-among-candidates"
    severity = Severity.INFO
    layers = _LINKS
    settings = KbSettings
    passing: ClassVar[tuple[Case, ...]] = (
        _record("Ann", "Q2"),
        _record("Ann", "NIL"),
        _record("Ann", "Q9"),
        Case(_record("Ann", "Q3").train),
    )
    failing: ClassVar[tuple[Case, ...]] = (_record("Ann", "Q3"), _record("Zoe", "Q3"))
    given: KbSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._generator = _generator(self.given.kb) if self.given.kb else None
        self._found: dict[tuple[str, str], int] = {}
        self._links: Counter[str] = Counter()
        self._missed: Counter[str] = Counter()
        self._without: Counter[str] = Counter()
        self._shown = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each of the first mentions."""
        if self._generator is None:
            return
        for ent in seen.doc.ents:
            if ent.kb_id in _NO_ENTITY or ent.kb_id not in self._generator.kb:
                continue
            self._links[seen.part] += 1
            key = ent.text, ent.kb_id
            first = key not in self._found
            if first:
                self._found[key] = _others(self._generator, ent)
            if self._found[key] >= 0:
                self._missed[seen.part] += 1
                self._without[seen.part] += self._found[key] == 0
                if first and self._shown < self.given.most:
                    self._shown += 1
                    yield self._finding(seen, ent, self._found[key])

    def _finding(self, seen: CheckedDoc, ent: Span, others: int) -> Diagnostic:
        message = f"none of the {others:,} candidates of {ent.text!r} is {ent.kb_id}"
        if not others:
            message = f"{ent.text!r} has no candidates, and means {ent.kb_id}"
        hint = "add the mention to the aliases of the entity"
        return seen.finding(self, message, start=ent.start, end=ent.end, hint=hint)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part that says how many there are."""
        for part, missed in self._missed.items():
            links = self._links[part]
            message = f"in {links - missed:,} of {links:,} links of {part} "
            message += (
                f"({(links - missed) / links:.1%}) the right entity is among the candidates; "
            )
            message += f"{self._without[part]:,} mentions have none"
            hint = "a linker cannot be better than that"
            yield survey.finding(self, message, part=part, hint=hint, subject=part)


def _generator(given: str) -> CandidateGenerator:
    from nlptk.engine.kb.candidates import CandidateGenerator

    return CandidateGenerator(_opened(given))


def _others(generator: CandidateGenerator, ent: Span) -> int:
    """How many candidates a mention has, none of which is right; -1 if one is."""
    candidates = generator(ent.text)
    right = generator.kb.row(ent.kb_id)
    return -1 if any(one.row == right for one in candidates) else len(candidates)


CHECKS = (UnknownId, NotAmongCandidates)
