"""Attachment scores: Buchholz and Marsi (2006), "CoNLL-X shared task on multilingual parsing"."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.strings import hash_string

from .counts import Counts, Figures, Scorer, precision_recall_f
from .words import match_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.data.example import Example

PUNCTUATION = ("punct", "p")
"""The labels that the figures without punctuation leave out, by the gold annotation."""

_PUNCTUATION_IDS = np.array([hash_string(label) for label in PUNCTUATION], np.uint64)
_ROOT = -1
_NOT_A_WORD = -2


def _count(example: Example) -> Counts:
    words = match_words(example)
    heads, deps = example.reference.column("head"), example.reference.column("dep")
    known = heads >= 0
    counts: Counts = Counter()
    if not known.any():
        return counts
    right, labelled = _right(example)
    punctuation = np.isin(deps, _PUNCTUATION_IDS)
    found = example.predicted
    found_known = found.column("head") >= 0
    # tokens that stand for a word without gold head are neither right nor wrong
    judged = found_known.copy()
    judged[words.tokens[~known[words.words]]] = False
    found_punctuation = np.isin(found.column("dep"), _PUNCTUATION_IDS)
    found_punctuation[words.tokens] = punctuation[words.words]
    universal = labelled | (right & _same_universal(example))
    for name, kept, found_kept in (
        ("deps", known, judged),
        ("deps_nopunct", known & ~punctuation, judged & ~found_punctuation),
    ):
        counts[name, "gold"] = int(kept.sum())
        counts[name, "predicted"] = int(found_kept.sum())
        counts[name, "attached"] = int((right & kept).sum())
        counts[name, "labelled"] = int((labelled & kept).sum())
        counts[name, "universal"] = int((universal & kept).sum())
    _count_labels(example, counts, (known, labelled, judged))
    return counts


def _right(example: Example) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which gold words have the right head, and which the right label too."""
    words = match_words(example)
    gold_heads = _outward(example.reference.column("head"))
    word_of = np.full(len(example.predicted) + 2, _NOT_A_WORD)
    word_of[words.tokens] = words.words
    word_of[_ROOT] = _ROOT  # the last place, which is where index -1 points
    found = _outward(example.predicted.column("head"))
    found_heads = word_of[found[words.tokens]]
    right = np.zeros(len(gold_heads), bool)
    gold = gold_heads[words.words]
    right[words.words] = (found_heads == gold) & (gold != _NOT_A_WORD)
    labelled = right.copy()
    same = (
        example.predicted.column("dep")[words.tokens]
        == example.reference.column("dep")[words.words]
    )
    labelled[words.words] &= same
    return right, labelled


def _outward(heads: NDArray[np.int32]) -> NDArray[np.int64]:
    """Heads with `_ROOT` for roots and `_NOT_A_WORD` for what is missing."""
    outward = np.where(heads == np.arange(len(heads)), _ROOT, heads.astype(np.int64))
    return np.where(heads < 0, _NOT_A_WORD, outward)


def _same_universal(example: Example) -> NDArray[np.bool_]:
    """Which gold words have a token with the same label but for the part after a colon."""
    words = match_words(example)
    gold, found = example.reference.texts("dep"), example.predicted.texts("dep")
    same = np.zeros(len(gold), bool)
    same[words.words] = [
        found[token].partition(":")[0] == gold[word].partition(":")[0]
        for token, word in zip(words.tokens.tolist(), words.words.tolist(), strict=True)
    ]
    return same


def _count_labels(
    example: Example,
    counts: Counts,
    marks: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
) -> None:
    known, labelled, judged = marks
    for part, doc, chosen in (
        ("gold", example.reference, known),
        ("right", example.reference, labelled & known),
        ("predicted", example.predicted, judged),
    ):
        ids, numbers = np.unique(doc.column("dep")[chosen], return_counts=True)
        labels = doc.vocab.strings.texts(ids)
        for label, number in zip(labels, numbers.tolist(), strict=True):
            counts["deps", part, label] += number


def _figures(totals: Counts) -> Figures:
    figures: Figures = {}
    for name, suffix in (("deps", ""), ("deps_nopunct", "_nopunct")):
        for part, figure in (("attached", "uas"), ("labelled", "las")):
            figures[figure + suffix] = _f(totals, name, part)
    figures["las_universal"] = _f(totals, "deps", "universal")
    return figures


def _f(totals: Counts, name: str, part: str) -> float | None:
    return precision_recall_f(totals[name, part], totals[name, "predicted"], totals[name, "gold"])[
        "f"
    ]


def _tables(totals: Counts) -> dict[str, Any]:
    labels = sorted({key[2] for key in totals if len(key) == 3 and key[0] == "deps"})
    return {
        "las_per_type": {
            label: precision_recall_f(
                *(totals["deps", part, label] for part in ("right", "predicted", "gold"))
            )
            for label in labels
        }
    }


DEPS = Scorer("deps", _count, _figures, _tables)
"""`uas` and `las` count all words, `uas_nopunct` and `las_nopunct` those that are no punctuation.

Each is the F of right heads (and labels) over words, which with gold tokens is the share of words:
the definition of the CoNLL 2018 shared task, but for labels, which must be the same with their
part after the colon. `las_universal` leaves that part out, as the shared task does.
"""
