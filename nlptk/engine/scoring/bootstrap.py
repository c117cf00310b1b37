"""How sure a figure is, and whether two pipelines differ, by drawing documents anew.

Efron (1979), "Bootstrap methods: another look at the jackknife"; for the comparison Koehn (2004),
"Statistical significance tests for machine translation evaluation".
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .counts import KIND
from .score import figures_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from .counts import Counts, Figures


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure, and the bounds within which it lies in so many of 100 samples of documents."""

    figure: float
    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure of two pipelines on the same documents.

    `p` is the share of samples in which the one that is better on the whole is not better.
    """

    first: float
    second: float
    p: float

    @property
    def difference(self) -> float:
        """By how much the second is better."""
        return self.second - self.first


def intervals(
    by_doc: Sequence[Counts],
    names: Sequence[str],
    rng: np.random.Generator,
    *,
    samples: int = 1000,
    confidence: float = 95.0,
) -> dict[str, Interval]:
    """Percentile intervals of all figures, by the scorers of these names."""
    whole = figures_of(_sum(by_doc), names)
    drawn = list(_drawn([by_doc], names, rng, samples))
    found: dict[str, Interval] = {}
    edge = (100.0 - confidence) / 2
    for name, figure in whole.items():
        values = [value for (figures,) in drawn if (value := figures.get(name)) is not None]
        if figure is None or not values:
            continue
        low, high = np.percentile(values, [edge, 100.0 - edge])
        found[name] = Interval(figure, float(low), float(high), confidence)
    return found


def compare(
    first: Sequence[Counts],
    second: Sequence[Counts],
    names: Sequence[str],
    rng: np.random.Generator,
    *,
    samples: int = 1000,
) -> dict[str, Comparison]:
    """Compare all figures of two pipelines on the same documents, drawn in pairs.

    Raises `ValueError` when they were not judged on as many documents.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} documents and {len(second)}")
    before, after = figures_of(_sum(first), names), figures_of(_sum(second), names)
    drawn = list(_drawn([first, second], names, rng, samples))
    found: dict[str, Comparison] = {}
    for name, figure in before.items():
        other = after.get(name)
        if figure is None or other is None:
            continue
        sign = 1.0 if other >= figure else -1.0
        differences = [
            sign * (two - one)
            for a, b in drawn
            if (one := a.get(name)) is not None and (two := b.get(name)) is not None
        ]
        p = sum(difference <= 0 for difference in differences) / max(1, len(differences))
        found[name] = Comparison(figure, other, p)
    return found


def _drawn(
    sides: Sequence[Sequence[Counts]], names: Sequence[str], rng: np.random.Generator, samples: int
) -> Iterator[list[Figures]]:
    """The figures of each side for samples of documents, the same documents on all sides."""
    n_docs = len(sides[0])
    if not n_docs:
        return
    tables = [_table(side) for side in sides]
    for _ in range(samples):
        times = np.bincount(rng.integers(n_docs, size=n_docs), minlength=n_docs)
        yield [figures_of(_weighted(table, times), names) for table in tables]


class _Table(NamedTuple):
    """The counts that are not 0 of documents, end to end: of which document, which key, how many.

    Few of all keys occur in a document: a matrix would be mostly zeros. `fixed` is not resampled.
    """

    keys: list[tuple[str, ...]]
    docs: NDArray[np.int64]
    columns: NDArray[np.int64]
    numbers: NDArray[np.int64]
    fixed: Counts


def _table(by_doc: Sequence[Counts]) -> _Table:
    """Counts without what no figure is made of."""
    cells = [
        (row, key, count)
        for row, counts in enumerate(by_doc)
        for key, count in counts.items()
        if count and key[1:2] not in (("confused",), (KIND,))
    ]
    keys = sorted({key for _, key, _ in cells})
    column = {key: number for number, key in enumerate(keys)}
    total = _sum(by_doc)
    return _Table(
        keys,
        docs=np.array([row for row, _, _ in cells], np.int64),
        columns=np.array([column[key] for _, key, _ in cells], np.int64),
        numbers=np.array([count for _, _, count in cells], np.int64),
        fixed=Counter({key: count for key, count in total.items() if key[1:2] == (KIND,)}),
    )


def _weighted(table: _Table, times: NDArray[np.int64]) -> Counts:
    """The sum of counts with each document taken so many times."""
    weights = (table.numbers * times[table.docs]).astype(np.float64)  # exact below 2 ** 53
    sums = np.bincount(table.columns, weights, minlength=len(table.keys)).astype(np.int64)
    counts = dict(zip(table.keys, sums.tolist(), strict=True))
    return Counter({key: count for key, count in counts.items() if count} | table.fixed)


def _sum(by_doc: Sequence[Counts]) -> Counts:
    total: Counts = Counter()
    for counts in by_doc:
        total.update(counts)
    return total
