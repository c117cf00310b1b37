"""Features: what speaks for each candidate of a mention, one row of numbers a candidate.

The last row is that of NIL, that the mention means nothing which the knowledge base has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.kb.forms import fold, initials, part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .evidence import Mention
    from .witness import Witness

NIL = "NIL"
"""Stands for what the knowledge base does not have, in data and answers."""

_PRIOR = (
    "prior",
    "log prior",
    "rank",
    "share of links",
    "links",
    "share of meanings",
    "times meant",
    "times seen",
    "words of right names",
    "best word of right names",
)
_FOUND = ("exact", "name", "folded", "acronym", "part", "words")
_SPELLING = ("same name", "same before a comma", "shared words", "initials", "more words")
_CONTEXT = (
    "name nearby",
    "words",
    "best word",
    "label",
    "vector of words",
    "words of the name",
    "best word of the name",
)
_DOCUMENT = (
    "company",
    "best company",
    "name on the page",
    "vector of the page",
)
_COLUMNS = (*_PRIOR, *_SPELLING, *_CONTEXT, *_DOCUMENT, *_FOUND)
_COMPARED = (
    "prior",
    "share of links",
    "share of meanings",
    "times meant",
    "times seen",
    "words of right names",
    "name nearby",
    "words",
    "best word",
    "vector of words",
    "words of the name",
    "best word of the name",
    "company",
    "best company",
    "name on the page",
    "vector of the page",
)
"""Those that count as distance to the best candidate, too."""
_OF_MENTION = 4
N_FEATURES = len(_COLUMNS) + len(_COMPARED) + _OF_MENTION


def _at(*names: str) -> list[int]:
    return [_COLUMNS.index(name) for name in names]


_LIKENESS = _at("vector of words", "vector of the page")
_SHARE = _COLUMNS.index("share of meanings")


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate: the id, name and frequency of an entity, and its prior given the mention.

    `found_by` says how the knowledge base came to it (`engine.kb.candidates.FoundBy`), if it did.
    """

    entity: str
    name: str
    freq: float
    prior: float
    found_by: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Which kinds of evidence are used."""

    prior: bool = True
    context: bool = True
    document: bool = True

    def left_out(self) -> list[int]:
        """The columns that are not used."""
        kinds = ((self.prior, _PRIOR), (self.context, _CONTEXT), (self.document, _DOCUMENT))
        return [column for used, names in kinds if not used for column in _at(*names)]


def features(
    mention: Mention,
    options: Sequence[Option],
    witness: Witness,
    weighed: Weighed,
    likeness: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """The features of candidates and of NIL, shape (len(options) + 1, N_FEATURES).

    `likeness`, shape (len(options), 2), says how like the vectors of entities are to that of the
    words around, and to that of all words of the document.
    """
    made = np.zeros((len(options) + 1, N_FEATURES), np.float32)
    made[-1, -1] = 1
    if not options:
        return made
    meant = witness.meant(mention.text)
    seen = sum(meant.values())
    total = sum(option.freq for option in options) + 1
    around = Around(mention, witness)
    rows = [
        _counted(option, rank, witness, meant.get(option.entity, 0), seen, total)
        + _named(mention, option, around)
        for rank, option in enumerate(options)
    ]
    single = np.array(rows, np.float32)
    if likeness is not None:
        single[:, _LIKENESS] = likeness
    single[:, weighed.left_out()] = 0
    every = np.concatenate([single, _of_nil(mention, around, weighed)])
    best = single.max(axis=0)
    made[:, : len(_COLUMNS)] = every
    made[:, len(_COLUMNS) : -_OF_MENTION] = (every - best)[:, _at(*_COMPARED)]
    made[:, -4] = math.log1p(seen) / 4 if weighed.prior else 0
    made[:, -3] = single[:, _SHARE].max()
    made[:, -2] = math.log1p(len(options)) / 4
    return made


class Around:
    """What is asked of a witness for all candidates of a mention, worked out once."""

    def __init__(self, mention: Mention, witness: Witness) -> None:
        self.witness = witness
        self.words = witness.usual_words(mention.words)
        self.company = witness.usual_company(mention.others)
        self.others = frozenset(word for text in mention.others for word in words_of(text))
        self._of_title: dict[str, tuple[float, float]] = {}

    def of_title(self, word: str) -> tuple[float, float]:
        """What the words around say of entities with a word in their names."""
        if word not in self._of_title:
            self._of_title[word] = self.witness.by_words_of_title(word, self.words)
        return self._of_title[word]


def _of_nil(mention: Mention, around: Around, weighed: Weighed) -> NDArray[np.float32]:
    """What training says of mentions that mean nothing, shape (1, columns); else zeros."""
    made = np.zeros((1, len(_COLUMNS)), np.float32)
    witness = around.witness
    meant = witness.meant(mention.text)
    count = meant.get(NIL, 0)
    mean, best = witness.by_words(NIL, around.words)
    company, best_company = witness.by_company(NIL, around.company)
    found = {
        "share of meanings": count / (sum(meant.values()) + 2),
        "times meant": math.log1p(count) / 3,
        "words": mean / 2,
        "best word": best / 4,
        "label": witness.label_share(NIL, mention.label),
        "company": company / 2,
        "best company": best_company / 4,
    }
    made[0, _at(*found)] = list(found.values())
    made[0, weighed.left_out()] = 0
    return made


def _counted(
    option: Option, rank: int, witness: Witness, count: float, seen: float, total: float
) -> list[float]:
    share = option.freq / total
    return [
        option.prior,
        math.log(option.prior + 1e-4) / 4,
        1 / (1 + rank),
        math.log(share + 1e-4) / 4,
        math.log1p(option.freq) / 8,
        (count + 2 * share) / (seen + 2),
        math.log1p(count) / 3,
        math.log1p(witness.times(option.entity)) / 3,
    ]


def _named(mention: Mention, option: Option, around: Around) -> list[float]:
    witness = around.witness
    titled = title_words(mention.text, option.name)
    size = max(1, len(titled))
    odds, best_odds = witness.by_title(titled)
    mean, best = witness.by_words(option.entity, around.words)
    company, best_company = witness.by_company(option.entity, around.company)
    among_others = sum(word in around.others for word in titled) / size
    return [
        odds / 2,
        best_odds / 4,
        *_spelled(mention.text, option.name),
        len(titled) / 4,
        sum(word in mention.words for word in titled) / size,
        mean / 2,
        best / 4,
        witness.label_share(option.entity, mention.label),
        0.0,
        *_over_names([around.of_title(word) for word in titled]),
        company / 2,
        best_company / 4 + among_others,
        sum(word in mention.page for word in titled) / size,
        0.0,
        *(float(option.found_by == step) for step in _FOUND),
    ]


def _over_names(found: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The mean of what the words of a name say, and what the best says."""
    if not found:
        return 0.0, 0.0
    means = [mean for mean, _best in found]
    return sum(means) / len(means) / 2, max(means) / 2


@lru_cache(maxsize=1 << 16)
def words_of(name: str) -> frozenset[str]:
    """The words of a name or mention, folded."""
    return frozenset(fold(name).split())


@lru_cache(maxsize=1 << 16)
def _spelled(text: str, name: str) -> tuple[float, ...]:
    mention, folded = fold(text), fold(name)
    bare = fold(part(name)) or folded
    mine, theirs = words_of(text), words_of(name)
    return (
        float(mention == folded),
        float(mention == bare),
        len(mine & theirs) / max(1, len(mine | theirs)),
        float(mention.replace(" ", "") in initials(name)),
    )


@lru_cache(maxsize=1 << 16)
def title_words(mention: str, name: str) -> tuple[str, ...]:
    """The words of a name that a mention does not have, in order."""
    return tuple(sorted(words_of(name) - words_of(mention)))
