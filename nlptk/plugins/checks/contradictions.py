"""N: the same text annotated in two ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nlptk.engine.data.columns import MISSING_HEAD
from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Case, Check

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey
    from nlptk.engine.errors import Place

_COLUMNS = {
    Layer.TAGS: ("tag",),
    Layer.POS: ("pos",),
    Layer.ARCS: ("head", "dep"),
    Layer.ENTITIES: ("ent_iob", "ent_type"),
}

if TYPE_CHECKING:
    _Annotations = Iterable[tuple[Layer, int]]
    _Column = NDArray[Any] | Sequence[str]


def _record(text: str, name: str = "", *, label: str = "ORG") -> str:
    start = text.index(name)
    span = f'{{"start": {start}, "end": {start + len(name)}, "label": "{label}"}}'
    return f'{{"text": "{text}", "spans": [{span if name else ""}]}}\n'


_PARTLY = "".join(
    f"{i}\t{word}\t_\t_\t_\t_\t{'_' if i == 5 else min(i - 1, 1)}\tdep\t_\t_\n"
    for i, word in enumerate(["We", "went", "to", "see", "them"], start=1)
)
_PARTLY += "\n"
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
        Case("# newdoc\n" + _PARTLY * 2, "", "conllu"),
    )
    failing: ClassVar[tuple[Case, ...]] = (
        Case(_record(_TEXT, "Kestrel") + _record(_TEXT)),
        Case("".join(f'{{"text": "{_TEXT}", "label": "{label}"}}\n' for label in "AB")),
    )
    given: TextSettings

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._known: dict[Layer, dict[int, tuple[int, Place]]] = {}
        self._found = 0

    def look(self, seen: CheckedDoc) -> Iterator[Diagnostic]:
        """A finding for each sentence, or document, that was met before with other annotation."""
        doc = seen.doc
        units = doc.sent_bounds if doc.is_sentenced else [(0, len(doc))]
        words, columns = doc.words, _columns(doc)
        for start, end in units:
            if end - start >= self.given.min_tokens:
                text = hash(tuple(words[start:end]))
                found = [
                    (layer, hash(tuple(_values(column, start, end) for column in group)))
                    for layer, group in columns
                ]
                yield from self._compare(seen, (start, end), text, found)
        if doc.cats and len(doc) >= self.given.min_tokens:
            cats = hash(tuple(sorted(doc.cats.items())))
            found = [(Layer.CATEGORIES, cats)]
            yield from self._compare(seen, (0, len(doc)), hash(tuple(words)), found)

    def _compare(
        self, seen: CheckedDoc, tokens: tuple[int, int], text: int, found: _Annotations
    ) -> Iterator[Diagnostic]:
        """A finding for each place where the tokens of such a text are annotated otherwise."""
        start, end = tokens
        other: dict[Place, list[Layer]] = {}
        for layer, value in found:
            table = self._known.setdefault(layer, {})
            known = table.get(text)
            if known is None:
                table[text] = value, seen.place(start)
            elif known[0] != value:
                other.setdefault(known[1], []).append(layer)
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


def _columns(doc: Doc) -> list[tuple[Layer, list[_Column]]]:
    """The columns of each layer that a document has; heads count from the sentence they are in."""
    found: list[tuple[Layer, list[_Column]]] = [
        (layer, [_column(doc, name) for name in names])
        for layer, names in _COLUMNS.items()
        if all(doc.has(name) or name == "ent_type" for name in names)
    ]
    return found


def _column(doc: Doc, name: str) -> _Column:
    if name == "head":
        starts = np.zeros(len(doc), np.int64)
        for start, end in doc.sent_bounds if doc.is_sentenced else ():
            starts[start:end] = start
        heads = doc.column(name)
        return np.where(heads == MISSING_HEAD, heads, heads - starts)
    return doc.column(name) if name == "ent_iob" else doc.texts(name)


def _values(column: _Column, start: int, end: int) -> Hashable:
    values = column[start:end]
    return values.tobytes() if isinstance(values, np.ndarray) else tuple(values)


CHECKS: Sequence[type[Check]] = (ContradictoryText,)
