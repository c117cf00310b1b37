"""S2: entities and named spans that can be read and are hardly meant so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from unicodedata import category

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.span import Span
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_ENTITIES = frozenset({Layer.ENTITIES})
_SOUND = Case('{"text": "Ann ran home", "spans": [[0, 3, "PER"]]}\n')


class BlankEdge(Check):
    """An entity starts or ends with a token of white space.

    Why: a pipeline does not predict white space as part of an entity, so this one is never found.

    Example: the entity `Ann ` whose last token is a no-break space.

    Fix: move the edge of the entity to the word.
    """

    code = "S201"
    name = "entity-edge-blank"
    severity = Severity.ERROR
    layers = _ENTITIES
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            "1\tAnn\t_\tX\t_\t_\t0\troot\t_\tNER=B-PER\n"
            "2\t\u00a0\t_\tX\t_\t_\t1\tdep\t_\tNER=I-PER\n\n",
            "",
            "conllu",
        ),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each, at the entity."""
        words = seen.doc.words
        if any(map(str.isspace, words)):
            for ent in seen.doc.ents:
                if words[ent.start].isspace() or words[ent.end - 1].isspace():
                    message = f"the entity {ent.text!r} ({ent.label}) has white space at an edge"
                    yield _about(self, seen, ent, message, hint="move the edge to the word")


@dataclass(frozen=True)
class PunctuationSettings:
    """Which marks are no edge of an entity."""

    marks: str = ",;:"
    """Tokens of one character that should neither start nor end an entity of several tokens. Full
    stops are none of them, since abbreviations end in one, nor are `!` and `?`, since titles do."""


class PunctuationEdge(Check):
    """An entity of several tokens starts or ends with a punctuation mark of its own.

    Why: most often the mark was selected by accident; a model learns that the mark belongs to it
    sometimes, and gets the edges of others wrong.

    Example: the entity `Berlin ,` in `in Berlin , where`.

    Fix: leave the mark out of the entity.
    """

    code = "S202"
    name = "entity-edge-punctuation"
    layers = _ENTITIES
    settings = PunctuationSettings
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        Case('{"tokens": ["Orin", "Inc", ".", "grew"], "spans": [[0, 3, "ORG"]]}\n'),
        Case('{"tokens": ["Orin", "!", "grew"], "spans": [[0, 2, "ORG"]]}\n'),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann, too", "tokens": ["Ann", ",", "too"], "spans": [[0, 4, "PER"]]}\n'),
    )
    given: PunctuationSettings

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each, at the entity."""
        words, marks = seen.doc.words, frozenset(self.given.marks)
        for start, end in seen.entity_ranges:
            if end - start > 1 and (words[start] in marks or words[end - 1] in marks):
                mark = words[start] if words[start] in marks else words[end - 1]
                ent = next(ent for ent in seen.doc.ents if ent.start == start)
                message = f"the entity {ent.text!r} ({ent.label}) has {mark!r} at an edge"
                yield _about(self, seen, ent, message, hint="is the mark part of the name?")


class CrossingEntity(Check):
    """An entity goes on over the start of a sentence.

    Why: components that work on sentences never see all of it. Either the entity is too long or
    the sentence starts at the wrong token.

    Example: the entity `Ann . Ben`, where a sentence starts at `Ben`.

    Fix: end the entity with its sentence, or take the sentence start away.
    """

    code = "S203"
    name = "entity-crosses-sentence"
    layers = _ENTITIES
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"tokens": ["Ann", "Ben", "ran"], "sents": [0, 1], "spans": [[0, 2, "PER"]]}\n'),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each, at the entity."""
        doc = seen.doc
        if not doc.is_sentenced:
            return
        inside = doc.column("ent_iob") == EntIob.INSIDE
        crossing = np.flatnonzero(inside & (doc.column("sent_start") == 1))
        if not len(crossing):
            return
        for ent in doc.ents:
            if ((crossing > ent.start) & (crossing < ent.end)).any():
                message = f"a sentence starts within the entity {ent.text!r} ({ent.label})"
                yield _about(self, seen, ent, message, hint="end it with its sentence")


class PunctuationEntity(Check):
    """An entity is nothing but punctuation.

    Why: it is hardly a name; most often the selection slipped by a token.

    Example: the entity `,` in `in Berlin, where`.

    Fix: move it to the word that is meant, or take it out.
    """

    code = "S204"
    name = "entity-only-punctuation"
    layers = _ENTITIES
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann, too", "tokens": ["Ann", ",", "too"], "spans": [[3, 4, "PER"]]}\n'),
    )

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each, at the entity."""
        words = seen.doc.words
        odd = [i for i, (start, end) in enumerate(seen.entity_ranges) if _marks(words[start:end])]
        ents = seen.doc.ents if odd else ()
        for i in odd:
            message = f"the entity {ents[i].text!r} ({ents[i].label}) is only punctuation"
            yield _about(self, seen, ents[i], message, hint="which word is meant?")


@dataclass(frozen=True)
class CommonWordSettings:
    """When a word is too common to be an entity."""

    min_count: int = 100
    """How often the word must be in the corpus."""
    max_share: float = 0.01
    """The share of its uses, at most, that are entities of this one word."""


class CommonWordEntity(Check):
    """A small word that nearly always is no entity is one here, alone.

    Why: `the` or `in` as an entity is a slip of the mouse, and a model that learns it finds many.

    Example: `the` is labelled `ORG` once, and is outside of entities 5,000 times.

    Fix: take the entity out, or move it to the words that are meant.
    """

    code = "S205"
    name = "entity-only-common-word"
    layers = _ENTITIES
    settings = CommonWordSettings
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            '{"text": "the the the the the", "spans": [[0, 3, "PER"]]}\n',
            settings={"min_count": 5, "max_share": 0.2},
        ),
    )
    given: CommonWordSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[tuple[str, str], LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        words = seen.doc.words
        for start, end in seen.entity_ranges:
            if end - start == 1 and words[start].islower():
                key = seen.part, words[start]
                met = self._met.get(key)
                if met is None:
                    where = seen.where(start, end)
                    met = self._met[key] = LabelCount(place=seen.place(start), where=where)
                met.count += 1
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each word, where it is an entity first."""
        for (part, word), met in self._met.items():
            uses = survey.part(part).words[word]
            if uses >= self.given.min_count and met.count <= self.given.max_share * uses:
                message = f"{word!r} is an entity at {met.count:,} of its {uses:,} places"
                hint = "is the entity meant to be longer, or somewhere else?"
                yield survey.finding(self, message, at=met, hint=hint, subject=word)


@dataclass(frozen=True)
class LongEntitySettings:
    """When an entity is long."""

    max_tokens: int = 20
    """Tokens that an entity may have."""


class LongEntity(Check):
    """An entity has very many tokens.

    Why: names are short; long ones are whole clauses, or two whose edge was lost. A model finds
    few of them whole.

    Example: an entity of 45 tokens, from one name to the next in a list.

    Fix: split it, or say with `--set S206.max_tokens=N` how long yours may be.
    """

    code = "S206"
    name = "long-entity"
    layers = _ENTITIES
    settings = LongEntitySettings
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann ran", "spans": [[0, 7, "PER"]]}\n', settings={"max_tokens": 1}),
    )
    given: LongEntitySettings

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each, at the entity."""
        most = self.given.max_tokens
        if all(end - start <= most for start, end in seen.entity_ranges):
            return
        for ent in seen.doc.ents:
            if len(ent) > most:
                message = f"an entity ({ent.label}) of {len(ent):,} tokens"
                yield _about(self, seen, ent, message, hint="is it one entity?")


class PartlyAnnotated(Check):
    """Some tokens say whether they are in an entity and others do not.

    Why: it is right where annotation is partial on purpose, and costs examples where it is not.

    Example: a file in which a `-` stands for the entity tag of some tokens.

    Fix: annotate the others, `O` where there is no entity; or leave it as it is.
    """

    code = "S207"
    name = "entities-partly-annotated"
    severity = Severity.INFO
    layers = _ENTITIES
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case("Ann NNP B-NP B-PER\nran VBD B-VP -\n\n", "", "conll2003"),
    )

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._missing: dict[str, LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        missing = np.flatnonzero(seen.doc.column("ent_iob") == EntIob.MISSING)
        if len(missing):
            first = int(missing[0])
            known = self._missing.setdefault(
                seen.part, LabelCount(place=seen.place(first), where=seen.where(first))
            )
            known.count += len(missing)
            known.docs += 1
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part, at the first such token."""
        for part, missing in self._missing.items():
            message = f"{missing.count:,} tokens of {missing.docs:,} documents in {part} "
            message += "do not say whether they are in an entity"
            yield survey.finding(self, message, at=missing, subject=part)


class OverlappingSpans(Check):
    """Spans of a named group overlap.

    Why: a span categorizer may learn them; an entity recognizer cannot, and drops some.

    Example: the group `sc` has `Bank of England` and `England`.

    Fix: nothing, if a span categorizer is trained; else keep one of the two.
    """

    code = "S208"
    name = "overlapping-spans"
    severity = Severity.INFO
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"tokens": ["Ann", "ran"], "span_groups": {"sc": [[0, 1, "A"], [0, 2, "B"]]}}\n'),
    )

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[tuple[str, str], LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        for group, spans in seen.doc.spans.items():
            ordered = sorted(spans, key=lambda span: (span.start, span.end))
            reach = 0
            for span in ordered:
                if span.start < reach:
                    self._count(seen, group, span)
                reach = max(reach, span.end)
        return iter(())

    def _count(self, seen: CheckedDoc, group: str, span: Span) -> None:
        where = seen.where(span.start, span.end)
        met = self._met.setdefault(
            (seen.part, group), LabelCount(place=seen.place(span.start), where=where)
        )
        met.count += 1

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a group, at its first such span."""
        for (part, group), met in self._met.items():
            message = f"{met.count:,} spans of the group {group!r} in {part} overlap others"
            yield survey.finding(self, message, at=met, subject=group)


def _about(check: Check, seen: CheckedDoc, ent: Span, message: str, *, hint: str) -> Diagnostic:
    subject = f"{ent.label} {ent.text}"
    return seen.finding(check, message, start=ent.start, end=ent.end, hint=hint, subject=subject)


def _marks(words: Any) -> bool:
    return all(category(character)[0] == "P" for word in words for character in word)


CHECKS = (
    BlankEdge,
    PunctuationEdge,
    CrossingEntity,
    PunctuationEntity,
    CommonWordEntity,
    LongEntity,
    PartlyAnnotated,
    OverlappingSpans,
)
