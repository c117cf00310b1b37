"""Witnesses: what evidence says once a document is left out of it.

A count that includes the very link to be learned gives the answer away: features of a training
document are made of what is counted in all others.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from .evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_TRUST = 4.0
_NOTHING: Counter[str] = Counter()

Usual = dict[str, float]


class Witness:
    """Evidence without that of one document, which is given again as `own`."""

    def __init__(self, evidence: Evidence, own: Evidence | None = None) -> None:
        self._all = evidence
        self._own = own or Evidence()
        self._total = max(1.0, evidence.entities.total() - self._own.entities.total())
        self._offered = max(0, evidence.n_offered - self._own.n_offered)
        right = max(0, evidence.n_right - self._own.n_right)
        self._usual = (right + 1) / (self._offered + 2)

    @property
    def leaves_out(self) -> bool:
        """Whether there is anything that is left out."""
        return bool(self._own.meant)

    def leaves_out_of(self, mention: str) -> bool:
        """Whether something is left out of what a mention meant."""
        return mention in self._own.meant

    def counted(self, mention: str) -> Mapping[str, float]:
        """How often a mention meant each entity, nothing left out."""
        return self._all.meant.get(mention, _NOTHING)

    def times(self, entity: str) -> float:
        """How often an entity was meant."""
        return max(0, self._all.entities[entity] - self._own.entities[entity])

    def meant(self, mention: str) -> dict[str, float]:
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
        return max(0, self._all.labels[entity][label] - own) / times

    def usual_words(self, words: Iterable[str]) -> Usual:
        """What is expected of words around a mention that has nothing to do with them."""
        return self._usual_of(words, self._all.all_words, self._own.all_words)

    def usual_company(self, mentions: Iterable[str]) -> Usual:
        """The same of other mentions in its document."""
        return self._usual_of(mentions, self._all.all_company, self._own.all_company)

    def by_words(self, entity: str, usual: Usual) -> tuple[float, float]:
        """How much oftener than usual words stand around an entity: see `_summary`."""
        seen, own = self._all.words.get(entity, _NOTHING), self._own.words.get(entity, _NOTHING)
        return _summary(self.times(entity), usual, seen, own)

    def by_company(self, entity: str, usual: Usual) -> tuple[float, float]:
        """The same of other mentions in its documents."""
        seen = self._all.company.get(entity, _NOTHING)
        own = self._own.company.get(entity, _NOTHING)
        return _summary(self.times(entity), usual, seen, own)

    def by_words_of_title(self, title: str, usual: Usual) -> tuple[float, float]:
        """How much oftener words stand around entities with a word in their names."""
        seen = self._all.title_words.get(title, _NOTHING)
        own = self._own.title_words.get(title, _NOTHING)
        return _summary(self._times_titled(title), usual, seen, own)

    def _usual_of(self, things: Iterable[str], every: Counter[str], own: Counter[str]) -> Usual:
        found = {}
        for thing in things:
            total = every.get(thing, 0) - own.get(thing, 0)
            if total > 0:
                found[thing] = _TRUST * total / self._total
        return found

    def _times_titled(self, word: str) -> float:
        return max(0, self._all.titled[word] - self._own.titled[word])

    def by_title(self, words: Iterable[str]) -> tuple[float, float]:
        """How much oftener than others candidates are right that have a word: as `_summary`."""
        found = []
        for word in words:
            offered = max(0, self._all.offered[word] - self._own.offered[word])
            right = self._times_titled(word)
            found.append(
                math.log((right + _TRUST * self._usual) / (offered + _TRUST) / self._usual)
            )
        return (sum(found) / math.sqrt(len(found)), max(found)) if found else (0.0, 0.0)

    def telling(self, word: str) -> float:
        """How rare a word is in the names of candidates, a logarithm."""
        offered = max(0, self._all.offered[word] - self._own.offered[word])
        return math.log1p(self._offered / (offered + 1))

    def together(self, entities: Sequence[str]) -> NDArray[np.float32]:
        """How entities share documents, shape (2, n, n).

        First the cosine of those they are in, then how much oftener they meet than by chance, a
        logarithm, where it is oftener. Zeros with oneself.
        """
        n = len(entities)
        made = np.zeros((2, n, n), np.float32)
        known = [i for i, entity in enumerate(entities) if self._all.documents.get(entity)]
        if len(known) < 2:
            return made
        seen = [entities[i] for i in known]
        shared = _shared(self._all.documents, seen) - _shared(self._own.documents, seen)
        shared = np.maximum(shared, 0)
        times = np.maximum(np.diagonal(shared), 1e-9)
        total = max(1, self._all.n_documents - self._own.n_documents)
        shared[np.diag_indices(len(known))] = 0
        product = np.outer(times, times)
        at = np.ix_(known, known)
        met = shared > 0
        made[0][at] = np.where(met, shared / np.sqrt(product), 0)
        made[1][at] = np.where(met, np.log(np.maximum(shared * total / product, 1)), 0)
        return made


def _shared(documents: Mapping[str, Sequence[int]], entities: Sequence[str]) -> Floats:
    """How many documents each two of some entities share, shape (n, n)."""
    lists = [np.array(documents.get(entity, ()), np.int64) for entity in entities]
    _, columns = np.unique(np.concatenate(lists), return_inverse=True)
    rows = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    there = np.zeros((len(lists), int(columns.max(initial=-1)) + 1), np.float32)
    there[rows, columns] = 1
    shared: Floats = there @ there.T
    return shared


def _summary(
    times: float, usual: Usual, seen: Counter[str], own: Counter[str]
) -> tuple[float, float]:
    """The scaled sum, and the largest, of logarithms of what was seen over what is usual.

    Zeros where nothing was seen, or nothing is asked.
    """
    if not times or not usual:
        return 0.0, 0.0
    found = []
    for thing, expected in usual.items():
        count = seen.get(thing, 0)
        if count:
            count -= own.get(thing, 0)
            if count > 0:
                found.append(math.log((count + expected) / expected))
    never = math.log(_TRUST / (times + _TRUST))
    best = never + (max(found) if found else 0.0)
    return (sum(found) + len(usual) * never) / math.sqrt(len(usual)), best
