"""Candidates: which entities a mention may mean, however it is spelled.

Each step widens the search: the alias as it stands, a name, folded forms, initials, what stands
before a comma or parenthesis, names with all words of the mention, and, where the index has them,
names that share many trigrams. What an earlier step found keeps what that step said of it.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np

from nlptk.engine.errors import UsageError

from .candidate import Candidate
from .form_index import INITIALS, PART, WHOLE, WORD, FormIndex
from .forms import fold, initials, part, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from .knowledge_base import KnowledgeBase

_FORMS_A_CANDIDATE = 8
_LONGEST_ACRONYM = 8
_SHORTEST_EXPANDED = 3
_FARTHEST = 0.5


class FoundBy(StrEnum):
    """How a candidate was found: the steps, in order."""

    EXACT = "exact"
    NAME = "name"
    FOLDED = "folded"
    ACRONYM = "acronym"
    PART = "part"
    WORDS = "words"
    NGRAMS = "ngrams"


STEPS = tuple(FoundBy)


@dataclass(frozen=True, slots=True)
class CandidateSettings:
    """Which steps are taken, and how many candidates each step after `folded` adds at most.

    `ngrams` is taken only where the knowledge base has an index of them, and only for a mention for
    which no other step found anything.
    """

    steps: tuple[str, ...] = STEPS
    top: int = 20

    def __post_init__(self) -> None:
        unknown = set(self.steps) - set(STEPS)
        if unknown:
            raise UsageError(
                f"steps: {', '.join(sorted(unknown))}", expected=f"some of {', '.join(STEPS)}"
            )
        if self.top < 1:
            raise UsageError("top", expected="1 or more", found=str(self.top))


class AliasesLeft(Protocol):
    """What aliases mean once something that they were counted from is left out."""

    def entries(self, number: int) -> tuple[list[int], list[float]]:
        """What is left of the entries of an alias: as `Tables.entries`, of which it is a part."""

    def names(self, number: int) -> list[int]:
        """The rows of entities that the alias no longer means, but that have it for a name."""


class CandidateGenerator:
    """Finds the candidates of mentions in a knowledge base, which must not change meanwhile.

    One that was read from a folder brings its index; for one in memory it is built here.
    """

    def __init__(self, kb: KnowledgeBase, settings: CandidateSettings | None = None) -> None:
        self.kb = kb
        self.settings = settings or CandidateSettings()
        self._tables = kb.tables
        self._index = FormIndex(self._tables)
        self._left: AliasesLeft | None = None
        self._grams = self._index.grams if FoundBy.NGRAMS in self.settings.steps else None

    def without(self, left: AliasesLeft) -> CandidateGenerator:
        """The same, but that aliases mean what is left of them."""
        made = copy.copy(self)
        made._left = left
        return made

    def __call__(self, mention: str) -> list[Candidate]:
        """The candidates of a mention: by step, and within each the most likely first.

        The prior is that of the alias, or where no alias led to an entity, its share in the
        frequencies of all that the step found (each one higher than counted).
        """
        found: dict[int, tuple[float, str]] = {}
        self._look_up(mention, found)
        if FoundBy.NAME in self.settings.steps or FoundBy.FOLDED in self.settings.steps:
            self._fold(mention, found)
        for how, step in self._wider():
            self._share(self._most_frequent(step(mention), found), how, found)
        if self._grams is not None and not found:
            self._share(self._most_frequent(self._near(mention), found), FoundBy.NGRAMS, found)
        tables = self._tables
        return [
            Candidate(tables, row, mention, prior, str(how)) for row, (prior, how) in found.items()
        ]

    # ------------------------------------------------------------------ steps

    def _wider(self) -> Iterator[tuple[FoundBy, Callable[[str], Iterable[int]]]]:
        """The steps that look for more than the mention as it stands."""
        steps = self.settings.steps
        if FoundBy.ACRONYM in steps:
            yield FoundBy.ACRONYM, self._acronyms
        if FoundBy.PART in steps:
            yield FoundBy.PART, self._parts
        if FoundBy.WORDS in steps:
            yield FoundBy.WORDS, self._words

    def _entries(self, number: int) -> tuple[list[int], list[float]]:
        """What an alias may mean: entity rows and priors."""
        return (self._left or self._tables).entries(number)

    def _look_up(self, mention: str, found: dict[int, tuple[float, str]]) -> None:
        number = self._tables.alias(mention)
        if number >= 0 and FoundBy.EXACT in self.settings.steps:
            for row, prior in zip(*self._entries(number), strict=True):
                found[row] = prior, FoundBy.EXACT

    def _fold(self, mention: str, found: dict[int, tuple[float, str]]) -> None:
        """Entities of that name, then those of aliases and names with the same folded form."""
        names: list[int] = []
        others: list[int] = []
        priors: dict[int, float] = {}
        for number, row in self._forms(self._index.ranks(WHOLE, whole(mention))):
            if number >= 0:
                for meant, prior in zip(*self._entries(number), strict=True):
                    priors[meant] = max(prior, priors.get(meant, 0.0))
            elif self._tables.entity_texts["name"][row] == mention:
                names.append(row)
            else:
                others.append(row)
        if FoundBy.NAME in self.settings.steps:
            self._share([row for row in names if row not in found], FoundBy.NAME, found)
        if FoundBy.FOLDED in self.settings.steps:
            # forms of several spellings have the priors of all of them
            scale = max(1.0, sum(priors.values()))
            for row, prior in sorted(priors.items(), key=lambda item: -item[1]):
                found.setdefault(row, (prior / scale, FoundBy.FOLDED))
            self._share([row for row in others if row not in found], FoundBy.FOLDED, found)

    def _acronyms(self, mention: str) -> Iterator[int]:
        """Names with the mention for initials, or that are the initials of the mention."""
        folded = fold(mention)
        if 1 < len(folded) <= _LONGEST_ACRONYM and " " not in folded:
            yield from self._rows(self._index.ranks(INITIALS, folded))
        for letters in sorted(initials(mention)):
            if len(letters) >= _SHORTEST_EXPANDED:
                yield from self._rows(self._index.ranks(WHOLE, letters))

    def _parts(self, mention: str) -> Iterator[int]:
        """Names that have the mention before a comma or parenthesis, or that of the mention."""
        yield from self._rows(self._index.ranks(PART, fold(mention)))
        before = fold(part(mention))
        if before:
            yield from self._rows(self._index.ranks(WHOLE, before))
            yield from self._rows(self._index.ranks(PART, before))

    def _words(self, mention: str) -> Iterator[int]:
        """Names that contain all words of the mention."""
        words = fold(mention).split()
        if len(words) > 1 and words[0] == "the":
            words = words[1:]
        if not words:
            return
        lists = [self._index.ranks(WORD, word) for word in set(words)]
        lists.sort(key=len)
        common = lists[0]
        for other in lists[1:]:
            if not len(common):
                return
            at = np.minimum(np.searchsorted(other, common), len(other) - 1)
            common = common[other[at] == common]
        yield from self._rows(common)

    def _near(self, mention: str) -> Iterator[int]:
        """Names that share many trigrams with the mention."""
        assert self._grams is not None  # else the step is not taken
        folded = fold(mention)
        if folded:
            for rank, cosine in self._grams.nearest(folded, self.settings.top):
                if cosine >= _FARTHEST:
                    yield from self._rows(np.array([rank], np.uint32))

    # ------------------------------------------------------------------ forms to entities

    def _forms(self, ranks: NDArray[np.uint32]) -> Iterator[tuple[int, int]]:
        enough = ranks[: self.settings.top * _FORMS_A_CANDIDATE]
        for number, row in map(self._index.form, enough.tolist()):
            yield number, row
            if number >= 0 and self._left is not None:
                yield from ((-1, named) for named in self._left.names(number))

    def _rows(self, ranks: NDArray[np.uint32]) -> Iterator[int]:
        """The entities that forms mean; of some only the first forms are looked at."""
        for number, row in self._forms(ranks):
            if number >= 0:
                yield from self._entries(number)[0]
            else:
                yield row

    def _most_frequent(self, rows: Iterable[int], found: dict[int, tuple[float, str]]) -> list[int]:
        """The most frequent of what is not found yet."""
        new = [row for row in dict.fromkeys(rows) if row not in found]
        freqs = self._tables.freqs
        return sorted(new, key=lambda row: -freqs[row])[: self.settings.top]

    def _share(self, rows: list[int], how: FoundBy, found: dict[int, tuple[float, str]]) -> None:
        """Add entities, each with its share in their frequencies as prior."""
        if not rows:
            return
        counts = self._tables.freqs[np.array(rows)] + 1
        shares = (counts / counts.sum()).tolist()
        for share, row in sorted(zip(shares, rows, strict=True), key=lambda item: -item[0]):
            found[row] = share, how
