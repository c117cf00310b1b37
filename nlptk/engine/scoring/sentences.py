"""Sentences: the whole ones, and the places where they start."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from .counts import Counts, Figures, Scorer, named, precision_recall_f
from .words import match_words

if TYPE_CHECKING:
    from nlptk.engine.data.example import Example

_PARTS = ("right", "predicted", "gold")


def _count(example: Example) -> Counts:
    if not example.reference.is_sentenced:
        return Counter()
    words = match_words(example)
    word_of = np.full(len(example.predicted), -1)
    word_of[words.tokens] = words.words
    gold = set(example.reference.sent_bounds)
    bounds = example.predicted.sent_bounds
    found = {(int(word_of[start]), int(word_of[end - 1]) + 1) for start, end in bounds}
    starts, gold_starts = {start for start, _ in found}, {start for start, _ in gold}
    return Counter(
        {
            ("sents", "right"): len(found & gold),
            ("sents", "predicted"): len(bounds),
            ("sents", "gold"): len(gold),
            ("starts", "right"): len(starts & gold_starts),
            ("starts", "predicted"): len(bounds),
            ("starts", "gold"): len(gold),
        }
    )


def _figures(totals: Counts) -> Figures:
    sents = precision_recall_f(*(totals["sents", part] for part in _PARTS))
    starts = precision_recall_f(*(totals["starts", part] for part in _PARTS))
    return {**named("sent", sents), **named("sent_start", starts)}


SENTS = Scorer("sents", _count, _figures)
"""`sent_p`, `sent_r`, `sent_f`: sentences with the right first and last word, as the CoNLL 2018
shared task counts them; `sent_start_p`, ...: words at which a sentence starts.
"""
