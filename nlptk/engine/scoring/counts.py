"""Counts: what a scorer sees of one document, so that the scores of a corpus are sums of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from nlptk.engine.data.example import Example

Counts: TypeAlias = Counter[tuple[str, ...]]
"""How often something was met, by what it is: `("ents", "tp", "ORG")`."""

Figures: TypeAlias = dict[str, float | None]
"""Scores by name, from 0 to 1; None where there is nothing to score."""

PARTS = ("right", "predicted", "gold")
"""What P, R and F are made of: how many are right, how many were predicted, how many there are."""

KIND = "kind"
"""The second part of keys that say what is scored, not how well: resampling leaves them alone."""


def no_tables(_totals: Counts) -> dict[str, Any]:
    """The tables of a scorer that has figures only."""
    return {}


@dataclass(frozen=True, slots=True)
class Scorer:
    """A kind of score: `count` looks at one example, `figures` at the sum of all counts.

    `tables` are figures by label, type or pair, for those who want to see more.
    """

    name: str
    count: Callable[[Example], Counts]
    figures: Callable[[Counts], Figures]
    tables: Callable[[Counts], Mapping[str, Any]] = no_tables


def ratio(part: float, whole: float) -> float | None:
    """The share of a part in its whole; None of nothing."""
    return part / whole if whole else None


def precision_recall_f(right: float, predicted: float, gold: float) -> Figures:
    """P, R and F under "p", "r" and "f".

    All None when neither side has any; where one side has none, its figure is 0, as F is.
    """
    if not predicted and not gold:
        return {"p": None, "r": None, "f": None}
    p = right / predicted if predicted else 0.0
    r = right / gold if gold else 0.0
    return {"p": p, "r": r, "f": 2 * p * r / (p + r) if p + r else 0.0}


def label_figures(totals: Counts, key: tuple[str, ...], label: str) -> Figures:
    """P, R, F of one label, and the counts that they are made of: `totals[*key, part, label]`."""
    parts = {part: totals[*key, part, label] for part in PARTS}
    return {**precision_recall_f(*parts.values()), **parts}


def named(prefix: str, figures: Figures) -> Figures:
    """The figures under `prefix_name`."""
    return {f"{prefix}_{name}": value for name, value in figures.items()}
