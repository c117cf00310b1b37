"""S: what is wrong with links of entities that readers refuse or repair."""

from __future__ import annotations

from typing import ClassVar

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.protocols import Case, ReaderRule

_SOUND = Case('{"text": "Ann runs", "spans": [[0, 3, "PER"]]}\n')


class LinkWithoutEntity(ReaderRule):
    """A link to a knowledge base belongs to no entity.

    Why: the record is left out, and what it would have taught is lost.

    Example: links of 0 to 5 where the entity is 0 to 3.

    Fix: use the start and end of one of the spans, or add the span.
    """

    code = "S111"
    name = "link-without-entity"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann runs", "spans": [], "links": {"[0, 3]": {"Q1": 1.0}}}\n'),
    )


class ContradictoryLink(ReaderRule):
    """An entity has two ids of the knowledge base.

    Why: the record is left out, and what it would have taught is lost.

    Example: the span says `Q1`, and `"links"` says `Q2`.

    Fix: keep the one that is right.
    """

    code = "S112"
    name = "contradictory-link"
    severity = Severity.ERROR
    passing: ClassVar[tuple[Case, ...]] = (_SOUND,)
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann", "spans": [[0, 3, "PER", "Q1"]], "links": {"[0, 3]": {"Q2": 1.0}}}\n'),
    )


class LinkProbabilities(ReaderRule):
    """The probabilities of the ids of an entity add up to more than 1, or one is negative.

    Why: they are none, so that nobody knows what was meant: scores, counts or per cent. The
    likeliest id is taken.

    Example: `{"Q1": 1.0, "Q2": 1.0}`.

    Fix: give the right id 1 and the others 0.
    """

    code = "S114"
    name = "link-probabilities"
    severity = Severity.WARNING
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        Case(
            '{"text": "Ann", "spans": [[0, 3, "PER"]], "links": {"0,3": {"Q1": 0.7, "Q2": 0.3}}}\n'
        ),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case('{"text": "Ann", "spans": [[0, 3, "PER"]], "links": {"0,3": {"Q1": 1, "Q2": 1}}}\n'),
        Case('{"text": "Ann", "spans": [[0, 3, "PER"]], "links": {"0,3": {"Q1": 1, "Q2": -1}}}\n'),
    )


CHECKS = (
    LinkWithoutEntity,
    ContradictoryLink,
    LinkProbabilities,
)
