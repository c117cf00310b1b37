"""Where candidates come from: a knowledge base, what mentions meant in training, or the caller."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from nlptk.engine.kb.candidates import CandidateGenerator, CandidateSettings
from nlptk.engine.kb.knowledge_base import KnowledgeBase

from .features import NIL, Option
from .left import Left

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nlptk.engine.data.span import Span
    from nlptk.engine.kb.candidate import Candidate

    from .witness import Witness

_REMEMBERED = 200_000


class Offers:
    """Gives the candidates of mentions.

    `candidates_of` may be set to give others than those of the knowledge base. That is opened at
    `path` when it is first needed.
    """

    def __init__(self, path: str, top: int) -> None:
        self.candidates_of: Callable[[Span], Sequence[Option]] | None = None
        self._path = path
        self._top = top
        self._kb: KnowledgeBase | None = None
        self._made: CandidateGenerator | None = None
        self._look_up: Callable[[str], tuple[Option, ...]] | None = None

    @property
    def kb(self) -> KnowledgeBase | None:
        """The knowledge base, opened now if it was not; None where there is none."""
        if self._kb is None and self._path:
            self._kb = KnowledgeBase.open(self._path)
        return self._kb

    @kb.setter
    def kb(self, kb: KnowledgeBase | None) -> None:
        self._kb, self._path = kb, ""
        self._made = self._look_up = None

    def named(self, ent: Span) -> list[Option]:
        """Candidates, whatever was seen in training."""
        if self.candidates_of is not None:
            return list(self.candidates_of(ent))
        if self._look_up is None:
            self._look_up = self._make_look_up()
        return list(self._look_up(ent.text))

    def ids(self, ent: Span, meant: Mapping[str, float]) -> list[str]:
        """The ids of candidates, likeliest first: named ones, then what else the mention meant.

        Those that the caller gives are in the order of their priors.
        """
        options = self.named(ent)
        if self.candidates_of is not None:
            options.sort(key=lambda option: (-option.prior, -option.freq))
            return [option.entity for option in options]
        learned = sorted((entity for entity in meant if entity != NIL), key=lambda one: -meant[one])
        return list(dict.fromkeys([*(option.entity for option in options), *learned]))

    def all(self, ent: Span, witness: Witness) -> list[Option]:
        """Candidates, with those that the mention meant in training where they are not given."""
        if self.candidates_of is not None:
            return list(self.candidates_of(ent))
        options = self._left(ent, witness) if witness.leaves_out else self.named(ent)
        known = {option.entity for option in options}
        seen = witness.meant(ent.text)
        more = [entity for entity in seen if entity not in known and entity != NIL]
        return options + [self._learned(entity, seen[entity]) for entity in sorted(more)]

    def _learned(self, entity: str, times: float) -> Option:
        """An entity that a mention meant in training though the knowledge base does not say so."""
        kb = self.kb
        if kb is None or not kb.contains_entity(entity):
            return Option(entity, "", float(times), 0.0)
        return Option(entity, kb.get_text(entity), kb.get_freq(entity), 0.0)

    def _left(self, ent: Span, witness: Witness) -> list[Option]:
        """Candidates as they would be if the knowledge base did not know what is left out."""
        generator = self._generator
        if generator is None:
            return []
        left = Left(generator.kb.tables, witness)
        return [_option(one) for one in generator.without(left)(ent.text)]

    @property
    def _generator(self) -> CandidateGenerator | None:
        if self._made is None and self.kb is not None:
            self._made = CandidateGenerator(self.kb, CandidateSettings(top=self._top))
        return self._made

    def _make_look_up(self) -> Callable[[str], tuple[Option, ...]]:
        generator = self._generator
        if generator is None:
            return lambda _mention: ()

        @lru_cache(_REMEMBERED)
        def look_up(mention: str) -> tuple[Option, ...]:
            return tuple(map(_option, generator(mention)))

        return look_up


def _option(candidate: Candidate) -> Option:
    found_by = candidate.found_by
    return Option(candidate.entity, candidate.name, candidate.freq, candidate.prior, found_by)
