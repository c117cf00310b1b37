"""Categories of documents: one of several, or any number of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from .counts import (
    KIND,
    PARTS,
    Counts,
    Figures,
    Scorer,
    label_figures,
    precision_recall_f,
    ratio,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nlptk.engine.data.example import Example

THRESHOLD = 0.5
"""A category with this probability or more holds, in the gold annotation and in predictions."""

_BINS = 10_000
_ROUNDING = 0.01
_ONE, _ANY = "one", "any"
"""The ways to count a document: exactly one category holds, or any number of those annotated."""
_INDEPENDENT = ("cats", KIND, "independent")


def _count(example: Example) -> Counts:
    gold, found = example.gold.cats, example.predicted.cats
    counts: Counts = Counter()
    if not gold:
        return counts
    counts["cats", "docs"] = 1
    holding = sorted(label for label, value in gold.items() if value >= THRESHOLD)
    above = sorted(label for label in gold if found.get(label, 0.0) >= THRESHOLD)
    _tally(counts, _ANY, holding, above)
    _count_scores(counts, _ANY, {label: label in holding for label in gold}, found)
    only = _only_category(gold, holding)
    if only is None:
        counts[_INDEPENDENT] = 1
        return counts
    best = [max(sorted(found), key=lambda label: found[label])] if found else []
    _tally(counts, _ONE, [only], best)
    _count_scores(counts, _ONE, {label: label == only for label in {*gold, *found}}, found)
    if best and best != [only]:
        counts["cats", "confused", only, best[0]] += 1
    return counts


def _only_category(gold: Mapping[str, float], holding: Sequence[str]) -> str | None:
    """The one category that holds, or of probabilities that sum to 1 the most probable."""
    if len(holding) == 1:
        return holding[0]
    if abs(sum(gold.values()) - 1) < _ROUNDING:
        return max(sorted(gold), key=lambda label: gold[label])
    return None


def _tally(counts: Counts, way: str, gold: Iterable[str], predicted: Iterable[str]) -> None:
    wanted, given = set(gold), set(predicted)
    counts["cats", way, "correct"] = int(wanted == given)
    for part, labels in zip(PARTS, (wanted & given, given, wanted), strict=True):
        for label in labels:
            counts["cats", way, part, label] += 1


def _count_scores(
    counts: Counts, way: str, gold: Mapping[str, bool], found: Mapping[str, float]
) -> None:
    for label, holds in gold.items():
        score = str(round(found.get(label, 0.0) * _BINS))
        counts["cats", way, "scored", label, "yes" if holds else "no", score] += 1


def _way(totals: Counts) -> str:
    return _ANY if totals[_INDEPENDENT] else _ONE


def _by_label(totals: Counts, way: str) -> dict[str, Figures]:
    areas = _areas(totals, way)
    return {
        label: {**label_figures(totals, ("cats", way), label), "auc": areas[label]}
        for label in sorted(areas)
    }


def _areas(totals: Counts, way: str) -> dict[str, float | None]:
    """The area under the ROC curve of each label: how often a document of it scores higher."""
    scored: dict[str, dict[str, Counter[int]]] = {}
    for key, count in totals.items():
        if key[:3] == ("cats", way, "scored"):
            _, _, _, label, side, score = key
            sides = scored.setdefault(label, {"yes": Counter(), "no": Counter()})
            sides[side][int(score)] += count
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
    way = _way(totals)
    by_label = _by_label(totals, way)
    micro = precision_recall_f(
        *(sum(totals["cats", way, part, label] for label in by_label) for part in PARTS)
    )
    macro_f = _mean(figures["f"] for figures in by_label.values())
    macro_auc = _mean(figures["auc"] for figures in by_label.values())
    figures: Figures = {
        "cats_score": macro_f if way == _ONE else macro_auc,
        "cats_acc": ratio(totals["cats", way, "correct"], totals["cats", "docs"]),
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
        "cats_per_type": _by_label(totals, _way(totals)),
        "cats_confusion": sorted(confused, key=lambda pair: (-pair[2], pair[:2])),
    }


CATS = Scorer("cats", _count, _figures, _tables)
"""`cats_score` is the mean F of the labels where each document has one category, else the mean AUC.

Where each document has exactly one category that holds, the others do not hold in it, whether its
annotation lists them or not, and the most probable of all that are predicted is the prediction.
Otherwise categories are independent: those that nobody annotated in a document are not judged
there, and all from `THRESHOLD` on are predicted. A category that a pipeline does not know has
probability 0. `cats_acc` is the share of documents with exactly the right ones. AUC is of
probabilities rounded to four digits. Of two labels, `cats_f_LABEL` is the F of each.
"""
