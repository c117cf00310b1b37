"""Categories of documents: one of several, or any number of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from .counts import Counts, Figures, Scorer, precision_recall_f, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nlptk.engine.data.example import Example

THRESHOLD = 0.5
"""A category with this probability or more holds, in the gold annotation and in predictions."""

_PARTS = ("right", "predicted", "gold")
_BINS = 10_000
_BEST, _ALL = "best", "all"
"""The most probable category alone is predicted, or all from the threshold on."""


def _count(example: Example) -> Counts:
    gold, found = example.gold.cats, example.predicted.cats
    judged = sorted(label for label in gold if label in found)
    counts: Counts = Counter()
    if not judged:
        return counts
    positive = [label for label in judged if gold[label] >= THRESHOLD]
    best = max(judged, key=lambda label: found[label])
    counts["cats", "docs"] = 1
    counts["cats", "one"] = len(positive) == 1
    counts["cats", "correct"] = positive == [best]
    above = [label for label in judged if found[label] >= THRESHOLD]
    for way, predicted in ((_BEST, [best]), (_ALL, above)):
        _tally(counts, way, positive, predicted)
    for label in judged:
        side = "yes" if gold[label] >= THRESHOLD else "no"
        counts["cats", "scored", label, side, str(round(found[label] * _BINS))] += 1
    if len(positive) == 1 and best != positive[0]:
        counts["cats", "confused", positive[0], best] += 1
    return counts


def _tally(counts: Counts, way: str, gold: Iterable[str], predicted: Iterable[str]) -> None:
    wanted, given = set(gold), set(predicted)
    for part, labels in zip(_PARTS, (wanted & given, given, wanted), strict=True):
        for label in labels:
            counts["cats", way, part, label] += 1


def _labels(totals: Counts) -> list[str]:
    return sorted({key[2] for key in totals if key[:2] == ("cats", "scored")})


def _is_exclusive(totals: Counts) -> bool:
    return totals["cats", "one"] == totals["cats", "docs"]


def _by_label(totals: Counts) -> dict[str, Figures]:
    way = _BEST if _is_exclusive(totals) else _ALL
    areas = _areas(totals)
    return {
        label: {
            **precision_recall_f(*(totals["cats", way, part, label] for part in _PARTS)),
            "auc": areas[label],
        }
        for label in _labels(totals)
    }


def _areas(totals: Counts) -> dict[str, float | None]:
    """The area under the ROC curve of each label: how often a document of it scores higher."""
    scored: dict[str, dict[str, Counter[int]]] = {}
    for key, count in totals.items():
        if key[:2] == ("cats", "scored"):
            sides = scored.setdefault(key[2], {"yes": Counter(), "no": Counter()})
            sides[key[3]][int(key[4])] += count
    return {label: _area(sides["yes"], sides["no"]) for label, sides in scored.items()}


def _area(yes: Counter[int], no: Counter[int]) -> float | None:
    """The share of pairs that are in the right order; a tie is half a pair.

    Hanley and McNeil (1982), "The meaning and use of the area under a receiver operating
    characteristic (ROC) curve".
    """
    pairs = yes.total() * no.total()
    below = right = 0.0
    for score in sorted({*yes, *no}):
        right += yes[score] * (below + no[score] / 2)
        below += no[score]
    return ratio(right, pairs)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _figures(totals: Counts) -> Figures:
    by_label = _by_label(totals)
    way = _BEST if _is_exclusive(totals) else _ALL
    micro = precision_recall_f(
        *(sum(totals["cats", way, part, label] for label in by_label) for part in _PARTS)
    )
    macro_f = _mean(figures["f"] for figures in by_label.values())
    macro_auc = _mean(figures["auc"] for figures in by_label.values())
    figures: Figures = {
        "cats_score": macro_f if way == _BEST else macro_auc,
        "cats_acc": ratio(totals["cats", "correct"], totals["cats", "docs"]),
        "cats_macro_f": macro_f,
        **{f"cats_micro_{name}": value for name, value in micro.items()},
        "cats_macro_auc": macro_auc,
    }
    if len(by_label) == 2:
        figures |= {f"cats_f_{label}": values["f"] for label, values in by_label.items()}
    return figures


def _tables(totals: Counts) -> Mapping[str, Any]:
    confused = [
        (key[2], key[3], count) for key, count in totals.items() if key[:2] == ("cats", "confused")
    ]
    return {
        "cats_per_type": _by_label(totals),
        "cats_confusion": sorted(confused, key=lambda pair: (-pair[2], pair[:2])),
    }


CATS = Scorer("cats", _count, _figures, _tables)
"""`cats_score` is the mean F of the labels where each document has one category, else the mean AUC.

A category that nobody annotated in a document is not judged there. Where each document has exactly
one, the most probable is the prediction, else all from `THRESHOLD` on. `cats_acc` is the share of
documents with exactly the right one. AUC is of probabilities rounded to four digits. Of two labels,
`cats_f_LABEL` is the F of each.
"""
