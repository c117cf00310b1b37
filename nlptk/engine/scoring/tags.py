"""Accuracy of one value a word: tags, parts of speech, features and lemmas."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .counts import Counts, Figures, Scorer, ratio
from .words import match_words

if TYPE_CHECKING:
    from nlptk.engine.data.example import Example


def _count(example: Example, name: str, column: str) -> Counts:
    words = match_words(example)
    gold = example.reference.column(column)
    found, wanted = example.predicted.column(column)[words.tokens], gold[words.words]
    wrong = np.flatnonzero((found != wanted) & (wanted != 0))
    counts: Counts = Counter()
    counts[name, "gold"] = int(np.count_nonzero(gold))
    counts[name, "right"] = int(np.count_nonzero(wanted)) - len(wrong)
    gold_strings, strings = example.reference.vocab.strings, example.predicted.vocab.strings
    for place in wrong.tolist():
        wanted_text = gold_strings[int(wanted[place])]
        counts[name, "confused", wanted_text, strings[int(found[place])]] += 1
    return counts


def _figures(totals: Counts, name: str, figure: str) -> Figures:
    return {figure: ratio(totals[name, "right"], totals[name, "gold"])}


def _tables(totals: Counts, name: str) -> dict[str, Any]:
    """The pairs that are confused most often: gold, predicted, how often."""
    pairs = [
        (key[2], key[3], count) for key, count in totals.items() if key[:2] == (name, "confused")
    ]
    return {f"{name}_confusion": sorted(pairs, key=lambda pair: (-pair[2], pair[:2]))}


def _scorer(name: str, column: str, figure: str) -> Scorer:
    return Scorer(
        name,
        partial(_count, name=name, column=column),
        partial(_figures, name=name, figure=figure),
        partial(_tables, name=name),
    )


TAGS = _scorer("tags", "tag", "tag_acc")
"""`tag_acc`: annotated gold words that are tokens with the right tag. A word that is no token
counts as wrong, here and below."""
POS = _scorer("pos", "pos", "pos_acc")
MORPHS = _scorer("morphs", "morph", "morph_acc")
LEMMAS = _scorer("lemmas", "lemma", "lemma_acc")
