"""K: the ids of links: what can be none of a knowledge base, whatever it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.survey import LabelCount
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import Survey

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
class ShapeSettings:
    """When an id looks unlike the others."""

    min_count: int = 50
    """How many links there must be for ids to have a usual shape."""
    min_share: float = 0.99
    """The share of the links that must have this shape."""


class MalformedId(Check):
    """The id of a link has white space in it, or looks unlike the ids of nearly all others.

    The shape of an id is its letters as `a` and its digits as `9`, however many in a row.

    Why: it is found in no knowledge base, so that the link teaches nothing and always counts as
    wrong.

    Example: `Q 42`, or `42` where all others are like `Q42`.

    Fix: correct the id.
    """

    code = "K101"
    name = "malformed-link-id"
    layers = _LINKS
    settings = ShapeSettings
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        Case(_SOUND.train + _record("Is Una in", "Una", "NIL"), settings={"min_count": 2}),
        Case(_SOUND.train + _record("Is Una in", "Una", "20")),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_record("Is Una in", "Una", "Q 20")),
        Case(
            _SOUND.train * 9 + _record("Is Una in", "Una", "20"),
            settings={"min_count": 10, "min_share": 0.9},
        ),
    )
    given: ShapeSettings

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each such id, where it is first."""
        ids = survey.labels(Layer.LINKS)
        usual = self._usual_shape(survey, ids)
        for kb_id in ids:
            blank = re.search(r"\s", kb_id) is not None
            if blank:
                message, hint = f"the id {kb_id!r} has white space in it", "correct it"
            elif usual and kb_id != _NIL and _shape(kb_id) != _shape(usual):
                message = f"the id {kb_id!r} looks unlike nearly all others, such as {usual!r}"
                hint = "is it an id of the same knowledge base?"
            else:
                continue
            at = survey.first(Layer.LINKS, kb_id)
            yield survey.finding(self, message, at=at, hint=hint, subject=kb_id)

    def _usual_shape(self, survey: Survey, ids: list[str]) -> str:
        """The most frequent id of the usual shape; "" where there is none."""
        counts = {kb_id: survey.total(Layer.LINKS, kb_id) for kb_id in ids if kb_id != _NIL}
        shapes: Counter[str] = Counter()
        for kb_id, count in counts.items():
            shapes[_shape(kb_id)] += count
        total = shapes.total()
        if total < max(1, self.given.min_count):
            return ""
        ((shape, count),) = shapes.most_common(1)
        fitting = [kb_id for kb_id in counts if _shape(kb_id) == shape]
        usual = max(fitting, key=lambda kb_id: counts[kb_id])
        return usual if count >= self.given.min_share * total else ""


def _shape(kb_id: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", kb_id))


# ---------------------------------------------------------------------- nothing in the base

_NOTHING = re.compile(r"(?i)nil[\W_]*\d*|none|null|nan|n/?a|unknown|no[_-]?match|-+|-*(nme|oov)-*")


class OtherNil(Check):
    """An id seems to say that the mention means nothing in the knowledge base, and is none of ours.

    Why: `NIL` says so; anything else is the id of an entity, which is looked for, is not there, and
    counts as wrong.

    Example: the id `--NME--`, or `nil`.

    Fix: write `NIL`. Where nobody has looked what is meant, leave the id out.
    """

    code = "K102"
    name = "other-nil"
    layers = _LINKS
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        Case(_SOUND.train + _record("Is Una in", "Una", "NIL")),
    )
    failing: ClassVar[tuple[Case, ...]] = tuple(
        Case(_record("Is Una in", "Una", kb_id)) for kb_id in ("nil", "--NME--", "NIL0042")
    )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each such id, where it is first; numbered ones are counted together."""
        found: dict[str, LabelCount] = {}
        for kb_id in survey.labels(Layer.LINKS):
            if kb_id != _NIL and _NOTHING.fullmatch(kb_id):
                first = survey.first(Layer.LINKS, kb_id)
                kind = re.sub(r"\d+$", "...", kb_id)
                known = found.setdefault(kind, LabelCount(place=first.place, where=first.where))
                known.count += survey.total(Layer.LINKS, kb_id)
        for kind, known in found.items():
            message = f"{known.count:,} links have the id {kind!r}, which is an entity for us"
            hint = "write NIL for what is not in the knowledge base"
            yield survey.finding(self, message, at=known, hint=hint, subject=kind)


CHECKS = (MalformedId, OtherNil)
