"""What a linker learns from: links are counted, then asked about as if they had not been."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .evidence import Link
from .features import NIL, title_words
from .ledger import Ledger, key_of, meant_by
from .mentions import mentions_of
from .question import ask, wanted
from .stages import N_HALVES, Lesson

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.gold import GoldParse
    from nlptk.engine.data.span import Span
    from nlptk.engine.layers.arrays import Array

    from .ledger import Meant
    from .question import Asking, Question

_KEPT = 50_000  # documents whose questions are remembered


class Asked(NamedTuple):
    """What can be learned of a document: a question, and what should be said of each candidate.

    `key` tells the document from others; `answers` has shape (R,).
    """

    key: int
    question: Question
    answers: NDArray[np.float32]

    def lesson(self, contexts: Array | None) -> Lesson:
        """The lesson for the rankers; half of the documents are of each of the two halves."""
        return Lesson(self.question, self.answers, self.key % N_HALVES, contexts)


class Lessons:
    """Counts the links of documents in its ledger, and makes questions of them.

    `asking` says how questions are made, now. Entities with a label of `discarded` are none.
    """

    def __init__(self, asking: Callable[[], Asking], discarded: Sequence[str]) -> None:
        self.ledger = Ledger()
        self._asking = asking
        self._discarded = frozenset(discarded)
        self._kept: dict[int, Asked | None] = {}

    def wanted(self, ents: Sequence[Span]) -> list[Span]:
        """The entities that are linked at all."""
        return [ent for ent in ents if ent.label not in self._discarded]

    def forget(self) -> None:
        """Forget the questions that were made: something else is known by now."""
        self._kept.clear()

    def count(self, gold: GoldParse) -> tuple[list[str], int]:
        """Count what mentions mean; the ids that are meant, and how many mentions mean some."""
        ents = self.wanted(gold.ents)
        meant = meant_by(gold, ents)
        links = self._links(gold.doc, ents, meant)
        self.ledger.add(key_of(gold.doc, ents, meant), links)
        self.forget()
        ids = [link.entity for link in links if link.entity != NIL]
        return ids, sum(any(entity != NIL for entity in one) for one in meant)

    def of(self, gold: GoldParse) -> Asked | None:
        """What can be learned of a document; None where that is nothing."""
        ents = self.wanted(gold.ents)
        meant = meant_by(gold, ents)
        key = key_of(gold.doc, ents, meant)
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self.forget()
            self._kept[key] = self._make(gold.doc, ents, meant, key)
        return self._kept[key]

    def _make(self, doc: Doc, ents: list[Span], meant: Meant, key: int) -> Asked | None:
        if not any(meant):
            return None
        witness = self.ledger.without(key, lambda: self._links(doc, ents, meant))
        question = ask(doc, ents, witness, self._asking())
        answers = wanted(question, meant)
        return Asked(key, question, answers) if answers.any() else None

    def _links(self, doc: Doc, ents: list[Span], meant: Meant) -> list[Link]:
        found = []
        asking = self._asking()
        mentions = mentions_of(doc, ents, asking.n_sents)
        for ent, mention, entities in zip(ents, mentions, meant, strict=True):
            if not entities:
                continue
            options = asking.offers.named(ent)
            titled = {one.entity: title_words(mention.text, one.name) for one in options}
            offered = () if titled.keys().isdisjoint(entities) else tuple(titled.values())
            for entity, weight in entities.items():
                words = titled.get(entity, ())
                found.append(Link(mention, entity, weight, words, offered))
                offered = ()  # the candidates of a mention count once
        return found
