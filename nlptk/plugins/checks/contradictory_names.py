"""N: the same name annotated in two ways."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.layers import Layer
from nlptk.engine.diagnostics.tally import Tally
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey
    from nlptk.engine.errors import Place

_NONE = ""


def _record(text: str, name: str = "", *, label: str = "ORG") -> str:
    start = text.index(name)
    span = f'{{"start": {start}, "end": {start + len(name)}, "label": "{label}"}}'
    return f'{{"text": "{text}", "spans": [{span if name else ""}]}}\n'


@dataclass(frozen=True)
class MentionSettings:
    """How much is said."""

    most: int = 15
    """Findings that are shown one by one; the others are counted."""
    most_each: int = 3
    """Of these, how many may be about the same name."""


class ContradictoryMention(Check):
    """The same name between the same words has two labels.

    Why: nothing in the text tells the two apart, so that one of them cannot be learned.

    Example: `in Washington ,` is a place in line 10 and a person in line 82.

    Fix: decide which is right; where both are, widen what is annotated, or merge the labels.
    """

    code = "N102"
    name = "same-mention-labelled-differently"
    layers = frozenset({Layer.ENTITIES})
    settings = MentionSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(
            _record("We met in Orin today", "Orin") + _record("Is Orin here", "Orin", label="PER")
        ),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(
            _record("We met in Orin today", "Orin")
            + _record("They live in Orin today", "Orin", label="LOC")
        ),
    )
    given: MentionSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._known: dict[int, tuple[str, Place]] = {}
        self._tally = Tally(self.given.most_each)
        self._found = self._shown = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each name that was met before with another label."""
        words = [_NONE, *seen.doc.words, _NONE]
        for ent in seen.doc.ents:
            context = hash(tuple(words[ent.start : ent.end + 2]))
            label, place = self._known.setdefault(context, (ent.label, seen.place(ent.start)))
            if label == ent.label:
                continue
            self._found += 1
            if self._tally.add(ent.text) and self._shown < self.given.most:
                self._shown += 1
                message = f"{ent.text!r} is {ent.label} here, and {label} at {place}"
                yield seen.finding(
                    self, message, start=ent.start, end=ent.end, hint="decide which is right"
                )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are."""
        more = self._found - self._shown
        if more:
            message = f"{more:,} more places where a name has two labels"
            yield survey.finding(self, message, part="train", subject="more")


@dataclass(frozen=True)
class MissedSettings:
    """When a name that is not annotated is taken for a slip."""

    min_count: int = 4
    """How often it must be annotated."""
    min_share: float = 0.8
    """How much of all its occurrences must be annotated."""
    most: int = 15
    """Findings that are shown one by one; the others are counted."""
    most_each: int = 3
    """Of these, how many may be about the same name."""


class MissedMention(Check):
    """A name that is annotated nearly everywhere else is not annotated here.

    Names that were annotated before are looked for in what follows; those in lower case that are
    one word are left alone.

    Why: the model is taught that it is no entity, and is blamed for finding it.

    Example: `Orin Motors` is an organisation 14 times, and nothing in line 212.

    Fix: annotate it, unless something else is meant here.
    """

    code = "N103"
    name = "mention-missed"
    layers = frozenset({Layer.ENTITIES})
    settings = MissedSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_record("We met Orin", "Orin") * 3 + _record("We saw Orin")),
        Case(_record("We met Orin", "Orin") * 4 + _record("We saw Oran")),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_record("We met Orin", "Orin") * 4 + _record("We saw Orin")),
    )
    given: MissedSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._annotated: Counter[tuple[str, ...]] = Counter()
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        self._missed: dict[tuple[str, ...], list[Diagnostic]] = {}
        self._missing: Counter[tuple[str, ...]] = Counter()

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """Nothing yet: how often a name is annotated is known at the end."""
        doc = seen.doc
        words, taken = doc.words, bytearray(len(doc))
        for ent in doc.ents:
            taken[ent.start : ent.end] = b"\1" * len(ent)
            self._learn(tuple(words[ent.start : ent.end]))
        for start in (i for i, word in enumerate(words) if word in self._by_first):
            for name in self._by_first[words[start]]:
                end = start + len(name)
                if tuple(words[start:end]) == name and not any(taken[start:end]):
                    self._note(seen, name, start, end)
        return iter(())

    def _learn(self, name: tuple[str, ...]) -> None:
        self._annotated[name] += 1
        if len(name) > 1 or not name[0].islower():
            self._by_first.setdefault(name[0], set()).add(name)

    def _note(self, seen: CheckedDoc, name: tuple[str, ...], start: int, end: int) -> None:
        self._missing[name] += 1
        kept = self._missed.setdefault(name, [])
        if len(kept) < self.given.most_each:
            text = seen.doc[start:end].text
            message = f"{text!r} is not annotated here"
            hint = "annotate it, unless something else is meant"
            kept.append(seen.finding(self, message, start=start, end=end, hint=hint, subject=text))

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """The slips among them, by name; the last that is shown says how many more there are."""
        given, left, more = self.given, self.given.most, 0
        for name, missing in self._missing.items():
            annotated = self._annotated[name]
            if annotated < given.min_count or annotated < given.min_share * (annotated + missing):
                continue
            kept = self._missed[name][:left]
            left -= len(kept)
            if not kept:
                more += missing
            for number, found in enumerate(kept, start=1):
                said = f"{found.message}, as it is at {annotated:,} other places"
                if number == len(kept) < missing:
                    said += f"; it is not at {missing - number:,} more"
                yield replace(found, message=said)
        if more:
            message = f"{more:,} more places where a name is not annotated, as it is elsewhere"
            yield survey.finding(self, message, part="train", subject="more")


CHECKS: Sequence[type[Check]] = (ContradictoryMention, MissedMention)
