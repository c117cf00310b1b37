"""S2: entities that start or end where they hardly should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc

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
                    yield seen.of_entity(self, ent, message, hint="move the edge to the word")


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
                yield seen.of_entity(self, ent, message, hint="is the mark part of the name?")


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
                yield seen.of_entity(self, ent, message, hint="end it with its sentence")


CHECKS = (BlankEdge, PunctuationEdge, CrossingEntity)
