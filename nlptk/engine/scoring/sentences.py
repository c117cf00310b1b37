"""Sentences: the whole ones, and the places where they start."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from .counts import Counts, Figures, Scorer, named, precision_recall_f

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example

    Spans = set[tuple[int, int]]

_PARTS = ("right", "predicted", "gold")


def _count(example: Example) -> Counts:
    if not example.reference.is_sentenced:
        return Counter()
    gold_places, places = _places_of_both(example)
    gold, found = _spans(example.reference, gold_places), _spans(example.predicted, places)
    unknown = _unknown(example.reference, gold_places)
    gold_starts, starts = ({start for start, _ in spans} for spans in (gold, found))
    if unknown:
        gold, found = _known(gold, unknown), _known(found, unknown)
        starts.difference_update(unknown)
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


def _places_of_both(example: Example) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of the characters of the gold and of the predicted text; see `_places`."""
    reference, predicted = example.reference, example.predicted
    is_known = (reference.column("sent_start")[1:] != 0).all()
    # where something is unknown, a sentence must touch the word behind it (see `_known`)
    if is_known and reference.text == predicted.text:
        as_they_are = np.arange(len(reference.text) + 1)
        return as_they_are, as_they_are
    return _places(reference), _places(predicted)


def _places(doc: Doc) -> NDArray[np.int64]:
    """How many characters stand before each, whitespace not counted: texts may differ in it."""
    is_space = np.fromiter(map(str.isspace, doc.text), bool, count=len(doc.text))
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(~is_space)])


def _spans(doc: Doc, places: NDArray[np.int64]) -> Spans:
    """First and last character of each sentence."""
    firsts, lasts = places[doc.starts].tolist(), places[doc.ends].tolist()
    return {(firsts[start], lasts[end - 1]) for start, end in doc.sent_bounds}


def _unknown(doc: Doc, places: NDArray[np.int64]) -> list[int]:
    """The first characters of words of which nobody said whether a sentence starts there."""
    unknown = np.flatnonzero(doc.column("sent_start") == 0)
    unknown = unknown[unknown > 0]  # the first word starts a sentence anyway
    return [int(place) for place in places[doc.starts[unknown]]]


def _known(spans: Spans, unknown: Sequence[int]) -> Spans:
    """The spans that have no unknown place in them or at their edges."""
    return {
        (start, end)
        for start, end in spans
        if (at := bisect_left(unknown, start)) == len(unknown) or unknown[at] > end
    }


def _figures(totals: Counts) -> Figures:
    sents = precision_recall_f(*(totals["sents", part] for part in _PARTS))
    starts = precision_recall_f(*(totals["starts", part] for part in _PARTS))
    return {**named("sent", sents), **named("sent_start", starts)}


SENTS = Scorer("sents", _count, _figures)
"""`sent_p`, `sent_r`, `sent_f`: sentences with the right first and last character, as the CoNLL
2018 shared task counts them; `sent_start_p`, ...: words at which a sentence starts.

What nobody annotated is not judged: words of which it is not known whether they start a sentence,
and the sentences that have such words or end before one.
"""
