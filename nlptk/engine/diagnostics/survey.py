"""Survey: what the documents of each part hold, counted in the pass that the checks make."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from nlptk.engine.data.diagnostic import Diagnostic, Severity, Where
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.protocols import Check

    from .checked import CheckedDoc

TRAIN, DEV = "train", "dev"
LABELLED = {
    Layer.TAGS: "tag",
    Layer.POS: "pos",
    Layer.MORPHS: "morph",
    Layer.ARCS: "dep",
}
"""The layers that give each token a label, and the columns they are in."""


@dataclass(slots=True)
class LabelCount:
    """How often a label was met, in how many documents, and where first."""

    count: int = 0
    docs: int = 0
    place: Place = field(default_factory=Place)
    where: Where = field(default_factory=Where)


@dataclass(slots=True)
class PartSurvey:
    """What a part holds. `labels` has a table for each layer that has labels.

    `path` is where it was read, as far as that is known, and `read` whether it was. `bad` records
    could not be read. A category counts where its value is over one half; `categories` has all
    that were named.
    Lengths are in tokens. `words` counts word forms. Only `layers` are counted, if any are named.
    """

    path: str = ""
    read: bool = False
    docs: int = 0
    bad: int = 0
    tokens: int = 0
    sents: int = 0
    labels: dict[Layer, dict[str, LabelCount]] = field(default_factory=dict)
    categories: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    doc_lengths: Counter[int] = field(default_factory=Counter)
    sent_lengths: Counter[int] = field(default_factory=Counter)
    entity_lengths: Counter[int] = field(default_factory=Counter)
    docs_with: Counter[Layer] = field(default_factory=Counter)
    """How many documents have something of a layer."""
    layers: frozenset[Layer] = frozenset()

    def add(self, seen: CheckedDoc) -> None:
        """Count a document."""
        doc = seen.doc
        self.docs += 1
        self.path = self.path or seen.place().path
        self.tokens += len(doc)
        self.doc_lengths[len(doc)] += 1
        self.words.update(doc.words)
        if doc.is_sentenced:
            self.docs_with[Layer.SENTENCES] += 1
            bounds = doc.sent_bounds
            self.sents += len(bounds)
            self.sent_lengths.update(end - start for start, end in bounds)
        for layer, column in LABELLED.items():
            if doc.has(column):
                values = doc.texts(column)
                self._count(seen, layer, values, partial(_token_of, values))
        self._count_entities(seen)
        self._count_categories(seen)

    def _count_entities(self, seen: CheckedDoc) -> None:
        doc = seen.doc
        if not doc.has("ent_iob"):
            return
        ents = doc.ents
        self.entity_lengths.update(len(ent) for ent in ents)
        labels = [ent.label for ent in ents]

        def tokens_of(label: str) -> tuple[int, int]:
            ent = ents[labels.index(label)]
            return ent.start, ent.end

        self._count(seen, Layer.ENTITIES, labels, tokens_of)
        links = {ent.kb_id: (ent.start, ent.end) for ent in reversed(ents) if ent.kb_id}
        if links or doc.has("soft_links"):
            ids = [ent.kb_id for ent in ents if ent.kb_id]
            self._count(seen, Layer.LINKS, ids, links.__getitem__)

    def _count_categories(self, seen: CheckedDoc) -> None:
        cats = seen.doc.cats
        if cats:
            self.categories.update(cats.keys())
            chosen = [label for label, value in cats.items() if value > 0.5]
            self._count(seen, Layer.CATEGORIES, chosen, lambda _label: None)

    def _count(self, seen: CheckedDoc, layer: Layer, labels: Iterable[str], find: _Find) -> None:
        """Count labels; `find` gives the tokens of the first one, None for the document."""
        if self.layers and layer not in self.layers:
            return
        self.docs_with[layer] += 1
        table = self.labels.setdefault(layer, {})
        for label, count in Counter(labels).items():
            if not label:
                continue  # missing
            known = table.get(label)
            if known is None:
                tokens = find(label) or (None, None)
                known = table[label] = LabelCount(
                    place=seen.place(tokens[0]), where=seen.where(*tokens)
                )
            known.count += count
            known.docs += 1


@dataclass
class Survey:
    """All that was counted, by part: `train` first."""

    parts: dict[str, PartSurvey] = field(default_factory=dict)
    layers: frozenset[Layer] = frozenset()
    """The layers that are counted; none for all."""

    def part(self, name: str) -> PartSurvey:
        """What a part holds; nothing for one that was not read."""
        return self.parts.setdefault(name, PartSurvey(layers=self.layers))

    @property
    def train(self) -> PartSurvey:
        """The training corpus."""
        return self.part(TRAIN)

    @property
    def dev(self) -> PartSurvey:
        """The corpus that judges."""
        return self.part(DEV)

    def has(self, layer: Layer) -> bool:
        """Whether any document has something of a layer."""
        return any(part.docs_with[layer] for part in self.parts.values())

    def labels(self, layer: Layer) -> list[str]:
        """The labels of a layer in all parts, those of the training corpus first."""
        tables = [part.labels.get(layer, {}) for part in self.parts.values()]
        return list(dict.fromkeys(label for table in tables for label in table))

    def first(self, layer: Layer, label: str, part: str = "") -> LabelCount:
        """What is known of a label in a part, or in the first part that has it.

        Raises:
            KeyError: no part has it.
        """
        for name, survey in self.parts.items():
            table = survey.labels.get(layer, {})
            if label in table and part in {"", name}:
                return table[label]
        raise KeyError(label)

    def total(self, layer: Layer, label: str) -> int:
        """How often a label is in all parts together."""
        tables = (part.labels.get(layer, {}) for part in self.parts.values())
        return sum(table[label].count for table in tables if label in table)

    def finding(  # noqa: PLR0913 - what a finding says
        self,
        check: Check | type[Check],
        message: str,
        *,
        at: LabelCount | None = None,
        part: str = "",
        hint: str = "",
        subject: str = "",
        severity: Severity | None = None,
    ) -> Diagnostic:
        """A finding of a check about a label, at the place where it was met first, or about all.

        With `part`, about a corpus as a whole: it stands at its file.
        """
        if at is None:
            at = LabelCount(place=Place(self.part(part).path if part else ""), where=Where(part))
        return Diagnostic(
            check.code,
            message,
            severity or check.severity,
            at.place,
            hint,
            name=check.name,
            where=at.where,
            subject=subject,
        )


if TYPE_CHECKING:
    from collections.abc import Callable

    _Find = Callable[[str], tuple[int, int] | None]


def _token_of(values: Iterable[str], label: str) -> tuple[int, int]:
    at = next(i for i, value in enumerate(values) if value == label)
    return at, at + 1


def most_common(table: dict[str, LabelCount], limit: int) -> Iterator[tuple[str, int]]:
    """The most frequent labels with their counts."""
    ordered = sorted(table.items(), key=lambda item: (-item[1].count, item[0]))
    return ((label, known.count) for label, known in islice(ordered, limit))
