"""K: links of entities to a knowledge base, as far as they can be judged by each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.diagnostics.tally import Tally
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey
    from nlptk.engine.errors import Place

_LINKS = frozenset({Layer.LINKS})
_NIL = "NIL"
"""The id that says that a mention means nothing the knowledge base has."""


def _record(text: str, name: str, kb_id: str) -> str:
    start = text.index(name)
    end = start + len(name)
    span = f'{{"start": {start}, "end": {end}, "label": "PER", "kb_id": "{kb_id}"}}'
    return f'{{"text": "{text}", "spans": [{span}]}}\n'


_SOUND = Case(_record("We saw Orin today", "Orin", "Q1") + _record("Is Una in", "Una", "Q20"))


@dataclass(frozen=True)
class MentionSettings:
    """How much is said."""

    most: int = 10
    """Findings that are shown one by one; the others are counted."""


class MentionLinkedDifferently(Check):
    """The same name between the same words has two ids.

    In one document it is a warning, in two a remark: the rest of the text may tell these apart.

    Why: what the model sees near the name is the same, so that it hardly learns both. Often one of
    the ids is outdated, or a duplicate in the knowledge base.

    Example: `in Paris ,` is `Q90` in line 10 and `Q830149` in line 82.

    Fix: decide which is right, if not both are.
    """

    code = "K103"
    name = "mention-linked-differently"
    layers = _LINKS
    settings = MentionSettings
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        Case(_record("We met in Orin today", "Orin", "Q1") + _record("Is Orin in", "Orin", "Q2")),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            _record("We met in Orin today", "Orin", "Q1")
            + _record("They live in Orin today", "Orin", "Q2")
        ),
    )
    given: MentionSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._known: dict[int, tuple[str, Place, tuple[str, int]]] = {}
        self._tally = Tally(self.given.most)

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each name that was met before with another id."""
        words = ["", *seen.doc.words, ""]
        for ent in seen.doc.ents:
            if not ent.kb_id:
                continue
            context = hash(tuple(words[ent.start : ent.end + 2]))
            here = seen.part, seen.number
            known = self._known.setdefault(context, (ent.kb_id, seen.place(ent.start), here))
            if known[0] == ent.kb_id:
                continue
            severity = Severity.WARNING if known[2] == here else Severity.INFO
            if self._tally.add(severity):
                yield seen.finding(
                    self,
                    f"{ent.text!r} is {ent.kb_id} here, and {known[0]} at {known[1]}",
                    start=ent.start,
                    end=ent.end,
                    hint="decide which is right",
                    severity=severity,
                )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are."""
        for severity, more in self._tally.more():
            where = "in one document" if severity == Severity.WARNING else "in several documents"
            message = f"{more:,} more names with two ids {where}"
            yield survey.finding(
                self, message, part="train", subject=severity, severity=Severity(severity)
            )


# ---------------------------------------------------------------------- entities without


class EntitiesWithoutLink(Check):
    """How many entities have no id, where others have one, and how many are `NIL`.

    Why: an entity without an id teaches a linker nothing, and none of its answers there is judged.
    Where most of them lack one, figures are about the few that have.

    Example: 1,200 of 5,000 entities have no id, 300 of the others are `NIL`.

    Fix: nothing, where nobody has looked yet; `NIL` where the knowledge base has no such entity.
    """

    code = "K104"
    name = "entities-without-link"
    severity = Severity.INFO
    layers = frozenset({Layer.ENTITIES})
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        Case('{"text": "Una", "spans": [[0, 3, "A"]]}\n'),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_SOUND.train + '{"text": "Is Una in", "spans": [[3, 6, "PER"]]}\n'),
        Case(_SOUND.train + _record("Is Una in", "Una", "NIL")),
    )

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._met: dict[str, Counter[str]] = {}
        self._first: dict[str, LabelCount] = {}

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: only counts."""
        doc = seen.doc
        begins = np.flatnonzero(doc.column("ent_iob") == EntIob.BEGIN)
        if not len(begins):
            return iter(())
        counts = self._met.setdefault(seen.part, Counter())
        ids = doc.vocab.strings.texts(doc.column("kb_id")[begins])
        counts.update(kb_id if kb_id in {"", _NIL} else "id" for kb_id in ids)
        if seen.part not in self._first:
            for start, kb_id in zip(begins.tolist(), ids, strict=True):
                if kb_id in {"", _NIL}:
                    where = seen.where(start, start + 1)
                    self._first[seen.part] = LabelCount(place=seen.place(start), where=where)
                    break
        return iter(())

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding a part that has links, at the first such entity."""
        for part, first in self._first.items():
            counts = self._met[part]
            if not counts[_NIL] and not counts["id"]:
                continue
            total = counts.total()
            said = [
                f"{counts[kind]:,} ({counts[kind] / total:.1%}) {what}"
                for kind, what in (("", "have no id"), (_NIL, "are NIL"))
                if counts[kind]
            ]
            message = f"of {total:,} entities in {part}, {' and '.join(said)}"
            yield survey.finding(self, message, at=first, subject=part)


CHECKS = (MentionLinkedDifferently, EntitiesWithoutLink)
