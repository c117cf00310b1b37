"""What training labels say of mentions and entities: counts, from which a document can be left out.

A count that includes the very link to be learned gives the answer away: features of a training
document are made of what is counted in all others.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_TRUST = 4.0


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity of a document as the linker sees it.

    `words` are the lower-cased ones around it, `others` the texts of the document's other mentions;
    both without repetitions, and sorted: sums must not depend on the order in sets.
    """

    text: str
    label: str
    words: tuple[str, ...]
    others: tuple[str, ...]


@dataclass
class Evidence:
    """How often things occur together: entity with mention, label, words around, other mentions."""

    meant: dict[str, Counter[str]] = field(default_factory=dict)
    entities: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Counter[str]] = field(default_factory=dict)
    words: dict[str, Counter[str]] = field(default_factory=dict)
    company: dict[str, Counter[str]] = field(default_factory=dict)
    all_words: Counter[str] = field(default_factory=Counter)
    all_company: Counter[str] = field(default_factory=Counter)

    def add(self, links: Iterable[tuple[Mention, str]]) -> None:
        """Count the links of a document."""
        for mention, entity in links:
            self.entities[entity] += 1
            self.meant.setdefault(mention.text, Counter())[entity] += 1
            self.labels.setdefault(entity, Counter())[mention.label] += 1
            self.words.setdefault(entity, Counter()).update(mention.words)
            self.company.setdefault(entity, Counter()).update(mention.others)
            self.all_words.update(mention.words)
            self.all_company.update(mention.others)

    def state(self) -> dict[str, Any]:
        """All counts, as JSON can hold them."""
        return {
            name: {key: dict(counts) for key, counts in getattr(self, name).items()}
            for name in ("meant", "labels", "words", "company")
        } | {"entities": dict(self.entities)}

    @classmethod
    def of_state(cls, state: Mapping[str, Any]) -> Evidence:
        """The counts that gave a state."""
        parts: dict[str, Any] = {
            name: {key: Counter(counts) for key, counts in state[name].items()}
            for name in ("meant", "labels", "words", "company")
        }
        made = cls(entities=Counter(state["entities"]), **parts)
        for counts in made.words.values():
            made.all_words.update(counts)
        for counts in made.company.values():
            made.all_company.update(counts)
        return made


_NOTHING: Counter[str] = Counter()


class Witness:
    """Evidence without that of one document, which is given again as `own`."""

    def __init__(self, evidence: Evidence, own: Evidence | None = None) -> None:
        self._all = evidence
        self._own = own or Evidence()
        self._total = max(1, evidence.entities.total() - self._own.entities.total())

    def times(self, entity: str) -> int:
        """How often an entity was meant."""
        return self._all.entities[entity] - self._own.entities[entity]

    def meant(self, mention: str) -> dict[str, int]:
        """How often a mention meant each entity."""
        found = self._all.meant.get(mention, _NOTHING)
        own = self._own.meant.get(mention, _NOTHING)
        left = {entity: count - own[entity] for entity, count in found.items()}
        return {entity: count for entity, count in left.items() if count > 0}

    def label_share(self, entity: str, label: str) -> float:
        """The share of an entity's mentions with a label; 0 for one never seen."""
        times = self.times(entity)
        if not times:
            return 0.0
        own = self._own.labels.get(entity, _NOTHING)[label]
        return (self._all.labels[entity][label] - own) / times

    def by_words(self, entity: str, words: Iterable[str]) -> list[float]:
        """How much oftener than elsewhere each known word stands around an entity: logarithms."""
        return self._ratios(entity, words, "words")

    def by_company(self, entity: str, mentions: Iterable[str]) -> list[float]:
        """The same of other mentions in its documents."""
        return self._ratios(entity, mentions, "company")

    def _ratios(self, entity: str, things: Iterable[str], kind: str) -> list[float]:
        times = self.times(entity)
        if not times:
            return []
        seen: Counter[str] = getattr(self._all, kind).get(entity, _NOTHING)
        own: Counter[str] = getattr(self._own, kind).get(entity, _NOTHING)
        every: Counter[str] = getattr(self._all, f"all_{kind}")
        every_own: Counter[str] = getattr(self._own, f"all_{kind}")
        found: list[float] = []
        for thing in things:
            total = every[thing] - every_own[thing]
            if total > 0:
                usual = _TRUST * total / self._total
                count = seen[thing] - own[thing]
                found.append(math.log((count + usual) / (times + _TRUST) * _TRUST / usual))
        return found


def summary(ratios: Sequence[float]) -> tuple[float, float]:
    """The scaled sum, and the largest, of logarithms; zeros of none."""
    if not ratios:
        return 0.0, 0.0
    return sum(ratios) / math.sqrt(len(ratios)), max(ratios)
