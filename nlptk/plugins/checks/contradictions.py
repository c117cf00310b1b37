"""N: the same text annotated in two ways."""

from __future__ import annotations

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
    most: int = 15
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


CHECKS: Sequence[type[Check]] = (ContradictoryText,)
