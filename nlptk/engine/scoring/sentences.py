"""Sentences: the whole ones, and the places where they start."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from .counts import Counts, Figures, Scorer, named, precision_recall_f

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example

_PARTS = ("right", "predicted", "gold")


def _count(example: Example) -> Counts:
    if not example.reference.is_sentenced:
        return Counter()
    gold, found = _spans(example.reference), _spans(example.predicted)
    starts, gold_starts = {start for start, _ in found}, {start for start, _ in gold}
    return Counter(
        {
            ("sents", "right"): len(found & gold),
            ("sents", "predicted"): len(found),
            ("sents", "gold"): len(gold),
            ("starts", "right"): len(starts & gold_starts),
            ("starts", "predicted"): len(starts),
            ("starts", "gold"): len(gold_starts),
        }
    )


def _spans(doc: Doc) -> set[tuple[int, int]]:
    """First and last character of each sentence, whitespace not counted: texts may differ in it."""
    is_space = np.fromiter(map(str.isspace, doc.text), bool, count=len(doc.text))
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(~is_space)])
    firsts, lasts = before[doc.starts].tolist(), before[doc.ends].tolist()
    return {(firsts[start], lasts[end - 1]) for start, end in doc.sent_bounds}


def _figures(totals: Counts) -> Figures:
    sents = precision_recall_f(*(totals["sents", part] for part in _PARTS))
    starts = precision_recall_f(*(totals["starts", part] for part in _PARTS))
    return {**named("sent", sents), **named("sent_start", starts)}


SENTS = Scorer("sents", _count, _figures)
"""`sent_p`, `sent_r`, `sent_f`: sentences with the right first and last character, as the CoNLL 2018
shared task counts them; `sent_start_p`, ...: words at which a sentence starts.
"""
