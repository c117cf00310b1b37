"""L: labels that are misspelt."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar

from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.wording import times
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.survey import Survey

_SPELT = (Layer.ARCS, Layer.CATEGORIES, Layer.ENTITIES)

_RELATIONS = """
    acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp clf compound conj cop
    csubj csubjpass dative dep det discourse dislocated dobj expl fixed flat foreign goeswith infmod
    intj iobj list mark meta mwe name neg nmod npadvmod npmod nsubj nsubjpass num number nummod obj
    obl oprd orphan parataxis partmod pcomp pobj poss possessive preconj predet prep prt punct
    purpcl quantmod rcmod rel relcl remnant reparandum root tmod vocative xcomp
"""
"""Relations of Universal Dependencies, both versions, and of the Stanford and CLEAR schemes: many
are a letter apart and none of them is misspelt."""


def _record(label: str) -> str:
    return f'{{"text": "Anna runs", "spans": [{{"start": 0, "end": 4, "label": "{label}"}}]}}\n'


_SOUND = Case(_record("PERSON") * 3 + _record("ORG"))


@dataclass(frozen=True)
class TypoSettings:
    """When two labels are one, misspelt."""

    max_share: float = 0.05
    """How often the rare one may be there at most, for each time that the other is."""
    min_length: int = 4
    """Letters that the word with the slip must have: short ones are alike by nature."""


class MisspeltLabel(Check):
    """A rare label is one letter off a frequent one.

    One letter is missing, too many, another one, or changed places with its neighbour. Labels that
    differ by case, punctuation or digits, and relations of known schemes, are not meant.

    Why: for a model it is a label of its own, which it never learns, and the examples are missing
    where they belong.

    Example: 900 entities are labelled `PERSON` and 2 `PESRON`.

    Fix: correct the label, if it is a slip.
    """

    code = "L107"
    name = "misspelt-label"
    layers = frozenset(_SPELT)
    settings = TypoSettings
    passing: ClassVar[tuple[Case, ...]] = (
        _SOUND,
        Case(_record("PERSON") * 30 + _record("Person")),
        Case(_record("TYPE1") * 30 + _record("TYPE2")),
        Case(_record("class:adj") * 30 + _record("class:adv")),
    )
    failing: ClassVar[tuple[Case, ...]] = tuple(
        Case(_record("PERSON") * 30 + _record(slip))
        for slip in ("PESRON", "PERSN", "PERRSON", "PERSOM", "ERSON", "PERSONS")
    )
    given: TypoSettings

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """A finding for each, where it is first."""
        for layer in _SPELT:
            totals = {label: survey.total(layer, label) for label in survey.labels(layer)}
            known = frozenset(_RELATIONS.split() if layer is Layer.ARCS else ())
            for rare, usual in self._slips(totals, known):
                message = f"{rare!r} ({layer}) is {times(totals[rare])}, "
                message += f"{usual!r} {times(totals[usual])}"
                at = survey.first(layer, rare)
                hint = f"is {usual!r} meant?"
                yield survey.finding(self, message, at=at, hint=hint, subject=f"{layer} {rare}")

    def _slips(self, totals: dict[str, int], known: frozenset[str]) -> Iterator[tuple[str, str]]:
        """The rare labels, each with the most frequent one that may be meant."""
        alike: defaultdict[str, list[str]] = defaultdict(list)
        for label in sorted(totals, key=lambda label: (-totals[label], label)):
            forms = _shortened(label.casefold())
            near = (usual for form in forms for usual in alike[form])
            meant = [
                usual
                for usual in sorted(set(near), key=lambda near: (-totals[near], near))
                if totals[label] <= self.given.max_share * totals[usual]
                and _is_slip(label.casefold(), usual.casefold(), self.given.min_length)
            ]
            if meant and not _is_relation(label, meant[0], known):
                yield label, meant[0]
            for form in forms:
                alike[form].append(label)


def _is_relation(label: str, usual: str, known: frozenset[str]) -> bool:
    """Whether a label is a known relation, and no subtype of the usual one's relation."""
    relation, usual_relation = (one.partition(":")[0].casefold() for one in (label, usual))
    return relation in known and relation != usual_relation


def _shortened(label: str) -> list[str]:
    """The label, and what is left without any one character: labels one edit apart share one.

    After the deletion neighbourhoods of Mor and Fraenkel, "A hash code method for detecting and
    correcting spelling errors" (CACM 1982): no pair of labels is compared that shares none.
    """
    return [label, *dict.fromkeys(label[:i] + label[i + 1 :] for i in range(len(label)))]


def _is_slip(one: str, other: str, length: int) -> bool:
    """Whether one edit makes one of the other, in a word of so many letters, and changes letters.

    A label may have several words: `nmod:poss`.
    """
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    swapped = len(left) == 2 and left == right[::-1]
    if not (left + right).isalpha() or not (max(len(left), len(right)) == 1 or swapped):
        return False
    before = re.search(r"\w*$", one[:start])
    after = re.match(r"\w*", one[len(one) - end :])
    around = sum(len(found.group()) for found in (before, after) if found)
    return around + max(len(left), len(right)) >= length


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in alike)


CHECKS = (MisspeltLabel,)
