"""Evidence: what training labels say of mentions and entities, as counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DOCUMENTS_KEPT = 1000
"""Documents of an entity that are remembered: enough to know its company."""
_PARTS_OF_ONE = 1024

Counts = dict[str, "Counter[str]"]


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity of a document as the linker sees it.

    `words` are the lower-cased ones around it, `others` the texts of the document's other mentions;
    both without repetitions, and sorted: sums must not depend on the order in sets. `page` are the
    words of the whole document, only ever asked whether they have one.
    """

    text: str
    label: str
    words: tuple[str, ...]
    others: tuple[str, ...]
    page: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    """What a mention means, as a label says: an entity, and how likely it is.

    `titled` are words that its name has beyond the mention, `offered` those of each candidate.
    """

    mention: Mention
    entity: str
    weight: float = 1.0
    titled: tuple[str, ...] = ()
    offered: tuple[tuple[str, ...], ...] = ()


@dataclass
class Evidence:
    """How often things occur together: entity with mention, label, words around, other mentions.

    `titled` counts the words of names of right candidates, `offered` those of all candidates;
    `title_words` what stands around the former.
    `documents` are the numbers of the documents in which an entity was meant.
    """

    meant: Counts = field(default_factory=dict)
    entities: Counter[str] = field(default_factory=Counter)
    labels: Counts = field(default_factory=dict)
    words: Counts = field(default_factory=dict)
    company: Counts = field(default_factory=dict)
    title_words: Counts = field(default_factory=dict)
    titled: Counter[str] = field(default_factory=Counter)
    offered: Counter[str] = field(default_factory=Counter)
    n_right: int = 0
    n_offered: int = 0
    documents: dict[str, list[int]] = field(default_factory=dict)
    n_documents: int = 0
    all_words: Counter[str] = field(default_factory=Counter)
    all_company: Counter[str] = field(default_factory=Counter)

    def add(self, links: Iterable[Link]) -> None:
        """Count the links of a document."""
        met: dict[str, None] = {}
        for link in links:
            weight = _exact(link.weight)
            met[link.entity] = None
            self._add_link(link, weight)
            self._add_names(link, weight)
        for entity in met:
            numbers = self.documents.setdefault(entity, [])
            if len(numbers) < _DOCUMENTS_KEPT:
                numbers.append(self.n_documents)
        self.n_documents += bool(met)

    def _add_link(self, link: Link, weight: float) -> None:
        mention, entity = link.mention, link.entity
        self.entities[entity] += weight  # type: ignore[assignment]  # a part of one, too
        _add(self.meant.setdefault(mention.text, Counter()), (entity,), weight)
        _add(self.labels.setdefault(entity, Counter()), (mention.label,), weight)
        _add(self.words.setdefault(entity, Counter()), mention.words, weight)
        _add(self.company.setdefault(entity, Counter()), mention.others, weight)
        _add(self.all_words, mention.words, weight)
        _add(self.all_company, mention.others, weight)

    def _add_names(self, link: Link, weight: float) -> None:
        _add(self.titled, link.titled, weight)
        for word in link.titled:
            _add(self.title_words.setdefault(word, Counter()), link.mention.words, weight)
        if link.offered:
            self.n_right += 1
        for words in link.offered:
            self.offered.update(words)
        self.n_offered += len(link.offered)

    def merge(self, other: Evidence) -> None:
        """Add all that was counted of other documents, which `other` then shares."""
        for name in NESTED:
            mine: Counts = getattr(self, name)
            for key, counts in getattr(other, name).items():
                mine.setdefault(key, Counter()).update(counts)
        for name in (*FLAT, "all_words", "all_company"):
            getattr(self, name).update(getattr(other, name))
        for entity, numbers in other.documents.items():
            later = [self.n_documents + number for number in numbers]
            self.documents.setdefault(entity, []).extend(later)
        self.n_right += other.n_right
        self.n_offered += other.n_offered
        self.n_documents += other.n_documents

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> Evidence:
        """Evidence of all that is counted; what adds it up is worked out."""
        made = cls(**parts)
        for counts in made.words.values():
            made.all_words.update(counts)
        for counts in made.company.values():
            made.all_company.update(counts)
        return made


def _exact(weight: float) -> float:
    """A weight whose sums are exact in any order: what is kept must give the same numbers."""
    return 1 if weight >= 1 else max(1, round(weight * _PARTS_OF_ONE)) / _PARTS_OF_ONE


def _add(counts: Counter[str], things: Iterable[str], weight: float) -> None:
    if weight == 1:
        counts.update(things)
    else:
        for thing in things:
            counts[thing] += weight  # type: ignore[assignment]  # a part of one, too


NESTED = ("meant", "labels", "words", "company", "title_words")
FLAT = ("entities", "titled", "offered")
PLAIN = ("n_right", "n_offered", "n_documents")
"""The names of what evidence has: counts by something, counts, and numbers."""
