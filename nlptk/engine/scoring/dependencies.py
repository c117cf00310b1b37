"""Attachment scores: Buchholz and Marsi (2006), "CoNLL-X shared task on multilingual parsing"."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nlptk.engine.data.strings import hash_string

from .counts import Counts, Figures, Scorer, label_figures, precision_recall_f
from .words import Matches, match_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example

    Mask = NDArray[np.bool_]

PUNCTUATION = ("punct", "p")
"""The labels that the figures without punctuation leave out, by the gold annotation."""

_PUNCTUATION_IDS = [np.uint64(hash_string(label)) for label in PUNCTUATION]
_ROOT = -1
_NOT_A_WORD = -2
_FIGURES = {"uas": "attached", "las": "labelled"}


class _Hits(NamedTuple):
    """Which gold words have the right head; the right label too; that but for what follows a colon.

    Arrays of shape (gold words,).
    """

    attached: Mask
    labelled: Mask
    universal: Mask


def _count(example: Example) -> Counts:
    heads, deps = example.reference.column("head"), example.reference.column("dep")
    counts: Counts = Counter()
    known = {"attached": heads >= 0, "labelled": (heads >= 0) & (deps != 0)}
    if not known["attached"].any():
        return counts
    words = match_words(example)
    hits = _hits(example, words)
    judged = {what: _judged(example, given) for what, given in known.items()}
    kept, found_kept = _not_punctuation(example, words)
    for what, given in known.items():
        _add(counts, "deps", f"gold_{what}", given)
        _add(counts, "deps", f"predicted_{what}", judged[what])
        _add(counts, "deps_nopunct", f"gold_{what}", given & kept)
        _add(counts, "deps_nopunct", f"predicted_{what}", judged[what] & found_kept)
    for what, right in hits._asdict().items():
        _add(counts, "deps", what, right)
        _add(counts, "deps_nopunct", what, right & kept)
    _count_labels(counts, "gold", example.reference, known["labelled"])
    _count_labels(counts, "right", example.reference, hits.labelled)
    _count_labels(counts, "predicted", example.predicted, judged["labelled"])
    return counts


def _add(counts: Counts, name: str, part: str, mask: Mask) -> None:
    counts[name, part] = int(np.count_nonzero(mask))


def _hits(example: Example, words: Matches) -> _Hits:
    gold, found = example.reference.column("head"), example.predicted.column("head")
    word_of = np.full(len(found) + 2, _NOT_A_WORD)
    word_of[words.tokens] = words.words
    word_of[_ROOT] = _ROOT  # the last place, which is where index -1 points
    gold_heads = _outward(gold)[words.words]
    attached = (word_of[_outward(found)[words.tokens]] == gold_heads) & (gold_heads != _NOT_A_WORD)
    deps = example.reference.column("dep")[words.words]
    found_deps = example.predicted.column("dep")[words.tokens]
    labelled = attached & (deps == found_deps) & (deps != 0)
    universal = labelled.copy()
    others = np.flatnonzero(attached & ~labelled & (deps != 0))
    texts = example.reference.vocab.strings.texts(deps[others])
    found_texts = example.predicted.vocab.strings.texts(found_deps[others])
    universal[others] = [
        text.partition(":")[0] == found_text.partition(":")[0]
        for text, found_text in zip(texts, found_texts, strict=True)
    ]
    on_words = np.zeros((3, len(gold)), bool)
    on_words[:, words.words] = attached, labelled, universal
    return _Hits(*on_words)


def _outward(heads: NDArray[np.int32]) -> NDArray[np.int64]:
    """Heads with `_ROOT` for roots and `_NOT_A_WORD` for what is missing."""
    outward = np.where(heads == np.arange(len(heads)), _ROOT, heads.astype(np.int64))
    return np.where(heads < 0, _NOT_A_WORD, outward)


def _judged(example: Example, known: Mask) -> Mask:
    """Which tokens with a head are right or wrong: not those of words that nobody annotated."""
    judged = np.asarray(example.predicted.column("head") >= 0)
    if known.all():
        return judged
    words = example.gold.alignment.a2b
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(known[words.data])])
    n_known = np.diff(before[words.offsets])
    return np.asarray(judged & ((n_known > 0) | (words.lengths == 0)))


def _not_punctuation(example: Example, words: Matches) -> tuple[Mask, Mask]:
    """Gold words, and tokens, that are no punctuation; where both sides have it, gold says so."""
    kept, found_kept = (
        np.logical_and.reduce([doc.column("dep") != label for label in _PUNCTUATION_IDS])
        for doc in (example.reference, example.predicted)
    )
    found_kept[words.tokens] = kept[words.words]
    return kept, found_kept


def _count_labels(counts: Counts, part: str, doc: Doc, chosen: Mask) -> None:
    numbers = Counter(doc.vocab.strings.texts(doc.column("dep")[chosen]))
    for text, number in numbers.items():
        if text:  # else arcs without label
            counts["deps", part, text] = number


def _figures(totals: Counts) -> Figures:
    figures: Figures = {}
    for name, suffix in (("deps", ""), ("deps_nopunct", "_nopunct")):
        for figure, what in _FIGURES.items():
            figures[figure + suffix] = _f(totals, name, what, totals[name, what])
    figures["las_universal"] = _f(totals, "deps", "labelled", totals["deps", "universal"])
    return figures


def _f(totals: Counts, name: str, what: str, right: int) -> float | None:
    predicted, gold = totals[name, f"predicted_{what}"], totals[name, f"gold_{what}"]
    return precision_recall_f(right, predicted, gold)["f"] if gold else None


def _tables(totals: Counts) -> dict[str, Any]:
    labels = sorted({key[2] for key in totals if len(key) == 3 and key[0] == "deps"})
    return {"las_per_type": {label: label_figures(totals, ("deps",), label) for label in labels}}


DEPS = Scorer("deps", _count, _figures, _tables)
"""`uas` and `las` count all words, `uas_nopunct` and `las_nopunct` those that are no punctuation.

Each is the F of right heads (and labels) over words, which with gold tokens is the share of words:
the definition of the CoNLL 2018 shared task, but for labels, which must be the same with their
part after the colon. `las_universal` leaves that part out, as the shared task does. Words without
gold head are not judged, nor in `las` those without gold label.
"""
