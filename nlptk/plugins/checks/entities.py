"""S2: entities that can be read and are hardly meant so."""

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
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey

_ENTITIES = frozenset({Layer.ENTITIES})
_SOUND = Case('{"text": "Ann ran home", "spans": [[0, 3, "PER"]]}\n')


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
            yield seen.of_entity(self, ents[i], message, hint="which word is meant?")


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
                yield seen.of_entity(self, ent, message, hint="is it one entity?")


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


def _marks(words: Any) -> bool:
    return all(category(character)[0] == "P" for word in words for character in word)


CHECKS = (PunctuationEntity, CommonWordEntity, LongEntity, PartlyAnnotated)
