"""Words that both sides have: predicted tokens that are exactly one gold word."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .counts import Counts, Figures, Scorer, named, precision_recall_f

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.data.example import Example

    Indexes = NDArray[np.int64]


class Matches(NamedTuple):
    """Pairs of a predicted token and the gold word it is, as two arrays of shape (n,)."""

    tokens: Indexes
    words: Indexes


def match_words(example: Example) -> Matches:
    """The words that both sides have, in order."""
    predicted, reference = example.predicted, example.reference
    if _same(predicted.starts, reference.starts) and _same(predicted.ends, reference.ends):
        same = np.arange(len(predicted))
        return Matches(same, same)
    words = example.gold.alignment.a2b_single.astype(np.int64)
    tokens = np.flatnonzero(words >= 0)
    return Matches(tokens, words[tokens])


def _same(ours: NDArray[np.int32], theirs: NDArray[np.int32]) -> bool:
    return ours is theirs or np.array_equal(ours, theirs)  # blank copies share their arrays


def _count(example: Example) -> Counts:
    return Counter(
        {
            ("tokens", "right"): len(match_words(example).tokens),
            ("tokens", "predicted"): len(example.predicted),
            ("tokens", "gold"): len(example.reference),
        }
    )


def _figures(totals: Counts) -> Figures:
    right, predicted, gold = (totals["tokens", part] for part in ("right", "predicted", "gold"))
    figures = precision_recall_f(right, predicted, gold)
    return {"token_acc": figures["r"], **named("token", figures)}


def _tables(totals: Counts) -> dict[str, Any]:
    return {"tokens_misaligned": totals["tokens", "gold"] - totals["tokens", "right"]}


TOKENS = Scorer("tokens", _count, _figures, _tables)
"""`token_p`, `token_r`, `token_f`: tokens with exactly the characters of a gold word.

`token_acc` is the share of gold words that are tokens, the same as `token_r`; how many are not is
in the table `tokens_misaligned`.
"""
