"""N: the same text, or the same name, annotated in two ways."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey
    from nlptk.engine.errors import Place

_COLUMNS = {Layer.TAGS: ("tag",), Layer.POS: ("pos",), Layer.ARCS: ("head", "dep")}
_NONE = ""

if TYPE_CHECKING:
    _Annotations = Iterable[tuple[Layer, Hashable]]


def _record(text: str, name: str = "", *, label: str = "ORG") -> str:
    start = text.index(name)
    span = f'{{"start": {start}, "end": {start + len(name)}, "label": "{label}"}}'
    return f'{{"text": "{text}", "spans": [{span if name else ""}]}}\n'


_TEXT = "Kestrel opened a new office in March"


@dataclass(frozen=True)
class TextSettings:
    """Which repeated texts are compared."""

    min_tokens: int = 5
    """Tokens from which on a sentence is compared: short ones mean different things by nature."""
    most: int = 20
    """Findings that are shown one by one; the others are counted."""


class ContradictoryText(Check):
    """The same sentence, or document, is annotated in two ways.

    Why: at least one of them is wrong, and the model is taught both.

    Example: `Kestrel opened a new office in March` has an organisation in line 3, none in 90.

    Fix: decide which is right, and correct the other. If both are, there is no context that could
    tell them apart: leave one out.
    """

    code = "N101"
    name = "same-text-annotated-differently"
    layers = frozenset({Layer.TAGS, Layer.POS, Layer.ARCS, Layer.ENTITIES, Layer.CATEGORIES})
    settings = TextSettings
    passing: ClassVar[tuple[Case, ...]] = (
        Case(_record(_TEXT, "Kestrel") + _record(_TEXT, "Kestrel")),
        Case(_record("Kestrel grew", "Kestrel") + _record("Kestrel grew")),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_record(_TEXT, "Kestrel") + _record(_TEXT)),
        Case("".join(f'{{"text": "{_TEXT}", "label": "{label}"}}\n' for label in "AB")),
    )
    given: TextSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._known: dict[int, tuple[int, Place]] = {}
        self._found = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each sentence, or document, that was met before with other annotation."""
        doc = seen.doc
        units = doc.sent_bounds if doc.is_sentenced else [(0, len(doc))]
        for start, end in units:
            if end - start >= self.given.min_tokens:
                yield from self._compare(seen, start, end, _annotations(doc, start, end))
        if doc.cats and len(doc) >= self.given.min_tokens:
            cats = tuple(sorted(doc.cats.items()))
            yield from self._compare(seen, 0, len(doc), [(Layer.CATEGORIES, cats)])

    def _compare(
        self, seen: CheckedDoc, start: int, end: int, annotations: _Annotations
    ) -> Iterator[Diagnostic]:
        """A finding for each place where tokens start:end are annotated otherwise."""
        text = hash(tuple(seen.doc.words[start:end]))
        other: dict[Place, list[Layer]] = {}
        for layer, annotation in annotations:
            key, value = hash((layer, text)), hash(annotation)
            known, place = self._known.setdefault(key, (value, seen.place(start)))
            if known != value:
                other.setdefault(place, []).append(layer)
        for place, layers in other.items():
            self._found += 1
            if self._found > self.given.most:
                continue
            kinds = ", ".join(layers)
            message = f"the same text has other {kinds} at {place}"
            hint = "decide which is right, and correct the other"
            yield seen.finding(self, message, start=start, end=end, hint=hint, subject=kinds)

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are."""
        if self._found > self.given.most:
            message = f"{self._found - self.given.most:,} more texts that are annotated in two ways"
            yield survey.finding(self, message, part="train", subject="more")


def _annotations(doc: Doc, start: int, end: int) -> Iterator[tuple[Layer, Hashable]]:
    """What is annotated on tokens start:end, by layer, in a form that compares."""
    for layer, columns in _COLUMNS.items():
        if all(doc.has(column) for column in columns):
            yield layer, tuple(_values(doc, column, start, end) for column in columns)
    if doc.has("ent_iob"):
        yield (
            Layer.ENTITIES,
            _values(doc, "ent_iob", start, end) + _values(doc, "ent_type", start, end),
        )


def _values(doc: Doc, column: str, start: int, end: int) -> tuple[Hashable, ...]:
    if not doc.has(column):
        return ()
    if column == "head":  # heads are numbers in the document
        return tuple((doc.column(column)[start:end] - start).tolist())
    if column == "ent_iob":
        return tuple(doc.column(column)[start:end].tolist())
    return tuple(doc.texts(column)[start:end])


# ---------------------------------------------------------------------- names


@dataclass(frozen=True)
class MentionSettings:
    """Which names are compared."""

    most: int = 20
    """Findings that are shown one by one; the others are counted."""


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
        self._found = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each name that was met before with another label."""
        words = [_NONE, *seen.doc.words, _NONE]
        for ent in seen.doc.ents:
            context = hash(tuple(words[ent.start : ent.end + 2]))
            label, place = self._known.setdefault(context, (ent.label, seen.place(ent.start)))
            if label == ent.label:
                continue
            self._found += 1
            if self._found <= self.given.most:
                message = f"{ent.text!r} is {ent.label} here, and {label} at {place}"
                yield seen.finding(
                    self, message, start=ent.start, end=ent.end, hint="decide which is right"
                )

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """How many more there are."""
        if self._found > self.given.most:
            message = f"{self._found - self.given.most:,} more names with two labels"
            yield survey.finding(self, message, part="train", subject="more")


@dataclass(frozen=True)
class MissedSettings:
    """When a name that is not annotated is taken for a slip."""

    min_count: int = 4
    """How often it must be annotated."""
    min_share: float = 0.8
    """How much of all its occurrences must be annotated."""
    most: int = 20
    """Findings that are shown one by one; the others are counted."""


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
        if len(kept) < self.given.most:
            text = seen.doc[start:end].text
            message = f"{text!r} is not annotated here, as it is elsewhere"
            hint = "annotate it, unless something else is meant"
            kept.append(seen.finding(self, message, start=start, end=end, hint=hint, subject=text))

    def finish(self, survey: Survey) -> Iterator[Diagnostic]:
        """The slips among them, by name."""
        given, shown, more = self.given, 0, 0
        for name, missing in self._missing.items():
            annotated = self._annotated[name]
            if annotated < given.min_count or annotated < given.min_share * (annotated + missing):
                continue
            kept = self._missed[name][: max(0, given.most - shown)]
            shown += len(kept)
            more += missing - len(kept)
            yield from kept
        if more:
            message = f"{more:,} more names that are annotated elsewhere"
            yield survey.finding(self, message, part="train", subject="more")


CHECKS: Sequence[type[Check]] = (ContradictoryText, ContradictoryMention, MissedMention)
