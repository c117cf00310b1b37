"""Features: what speaks for each candidate of a mention, one row of numbers a candidate.

The last row is that of NIL, that the mention means nothing which the knowledge base has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.kb.forms import fold, initials, part

from .counts import summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .counts import Mention, Witness

N_SINGLE = 19
_COMPARED = (0, 3, 5, 6, 7, 12, 13, 15, 17)  # also as distance to the best candidate
N_FEATURES = N_SINGLE + len(_COMPARED) + 4


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate: the id, name and frequency of an entity, and its prior given the mention."""

    entity: str
    name: str
    freq: float
    prior: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """Which kinds of evidence are used."""

    prior: bool = True
    context: bool = True
    document: bool = True


def features(
    mention: Mention, options: Sequence[Option], witness: Witness, weighed: Weighed
) -> NDArray[np.float32]:
    """The features of candidates and of NIL, shape (len(options) + 1, N_FEATURES)."""
    made = np.zeros((len(options) + 1, N_FEATURES), np.float32)
    made[-1, -1] = 1
    if not options:
        return made
    meant = witness.meant(mention.text)
    seen = sum(meant.values())
    total = sum(option.freq for option in options) + 1
    others = frozenset(word for text in mention.others for word in fold(text).split())
    rows = [
        _counted(option, rank, witness, meant.get(option.entity, 0), seen, total)
        + _spelled(mention.text, option)
        + _in_context(mention, option, witness)
        + _in_document(mention, option, witness, others)
        for rank, option in enumerate(options)
    ]
    single = np.array(rows, np.float32)
    _silence(single, weighed)
    compared = single[:, _COMPARED]
    made[:-1, :N_SINGLE] = single
    made[:-1, N_SINGLE:-4] = compared - compared.max(axis=0)
    made[:, -4] = math.log1p(seen) / 4 if weighed.prior else 0
    made[:, -3] = single[:, 5].max()
    made[:, -2] = math.log1p(len(options)) / 4
    return made


def _silence(single: NDArray[np.float32], weighed: Weighed) -> None:
    if not weighed.prior:
        single[:, :8] = 0
    if not weighed.context:
        single[:, [12, 14, 15]] = 0
    if not weighed.document:
        single[:, 17:] = 0


def _counted(
    option: Option, rank: int, witness: Witness, count: int, seen: int, total: float
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


def _spelled(text: str, option: Option) -> list[float]:
    mention, name = fold(text), fold(option.name)
    bare = fold(part(option.name)) or name
    mine, theirs = set(mention.split()), set(name.split())
    return [
        float(mention == name),
        float(mention == bare),
        len(mine & theirs) / max(1, len(mine | theirs)),
        float(mention.replace(" ", "") in initials(option.name)),
    ]


def _title_words(mention: Mention, option: Option) -> set[str]:
    """The words of a name that the mention does not have."""
    return set(fold(option.name).split()) - set(fold(mention.text).split())


def _in_context(mention: Mention, option: Option, witness: Witness) -> list[float]:
    titled = _title_words(mention, option)
    near = sum(word in mention.words for word in titled) / max(1, len(titled))
    mean, best = summary(witness.by_words(option.entity, mention.words))
    return [
        near,
        float(len(titled)) / 4,
        mean / 2,
        best / 4,
        witness.label_share(option.entity, mention.label),
    ]


def _in_document(
    mention: Mention, option: Option, witness: Witness, others: frozenset[str]
) -> list[float]:
    titled = _title_words(mention, option)
    near = sum(word in others for word in titled) / max(1, len(titled))
    mean, best = summary(witness.by_company(option.entity, mention.others))
    return [mean / 2, best / 4 + near]
