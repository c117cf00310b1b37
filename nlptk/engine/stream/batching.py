"""Batching: examples cut into stretches, and stretches of similar length put into batches."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import pairwise, repeat
from typing import TYPE_CHECKING

import numpy as np

from .batch import Batch, Stretch
from .boundaries import Boundaries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example

    from .boundaries import Edges

    Sizes = float | Iterator[float]
    Lengths = NDArray[np.int64]
    Filling = Callable[[int, float], int]
    """From the first stretch of a batch and its size to the end of the batch."""

WINDOW = 100_000
"""Words among which stretches of similar length are looked for."""

MOST_WORDS = 10_000
"""The longest document that goes through the layers in one piece."""

_JITTER = 3.0


# ---------------------------------------------------------------------- examples -> stretches


def runs(
    examples: Iterable[Example],
    rng: np.random.Generator,
    *,
    most_sentences: int = 8,
    most_words: int = 300,
) -> Iterator[Stretch]:
    """Cut documents into runs of 1 to `most_sentences` consecutive gold sentences, at random.

    A sentence longer than `most_words` stands alone. A text of which nobody said where its
    sentences start is cut at `most_words`. Each token is in exactly one stretch.
    """
    for example in examples:
        places = Boundaries.of_example(example)
        edges = _random_runs(places.sentences(), rng, most_sentences, most_words)
        yield from _stretches(example, places.refined(edges, most_words))


def whole(examples: Iterable[Example], *, most_words: int = MOST_WORDS) -> Iterator[Stretch]:
    """Whole documents; one longer than `most_words` is cut, between sentences if there are any."""
    for example in examples:
        n = len(example.predicted)
        if n <= most_words:
            yield Stretch(example.predicted, 0, n, example.gold)
        else:
            yield from _stretches(example, Boundaries.of_example(example).packed(most_words))


def _random_runs(
    edges: Edges, rng: np.random.Generator, most_sentences: int, most_words: int
) -> Edges:
    n = len(edges) - 1
    if n < 2:
        return edges
    firsts = np.cumsum(rng.integers(1, most_sentences, endpoint=True, size=n))
    long = np.flatnonzero(np.diff(edges) > most_words)
    is_edge = np.zeros(n + 1, np.bool_)
    for kept in (firsts[firsts < n], long, long + 1):
        is_edge[kept] = True
    is_edge[[0, n]] = True
    return edges[is_edge]


def _stretches(example: Example, edges: Edges) -> Iterator[Stretch]:
    for start, end in pairwise(edges.tolist()):
        yield Stretch(example.predicted, start, end, example.gold)


# ---------------------------------------------------------------------- stretches -> batches


def by_words(
    stretches: Iterable[Stretch], size: Sizes, rng: np.random.Generator, *, window: int = WINDOW
) -> Iterator[Batch]:
    """Batches of at least `size` words, and fewer than that without their longest stretch.

    One batch, at the end of the corpus, may have fewer. `size` may be an endless iterator, which
    gives each batch its own. The stretches of a batch are of similar length, as can be found among
    `window` words at a time, or with 0 in the whole corpus; the order of batches is random.
    """
    yield from _batches(stretches, size, rng, window=window, filling=_filled_by_words)


def by_padded(
    stretches: Iterable[Stretch], size: Sizes, rng: np.random.Generator, *, window: int = WINDOW
) -> Iterator[Batch]:
    """Batches that, with all stretches padded to the longest, have at most `size` words.

    A longer stretch is a batch of its own. For the rest see `by_words`.
    """
    yield from _batches(stretches, size, rng, window=window, filling=_filled_by_padded)


def by_count(
    stretches: Iterable[Stretch], size: Sizes, rng: np.random.Generator, *, window: int = WINDOW
) -> Iterator[Batch]:
    """Batches of `size` stretches, but for one at the end of the corpus. See `by_words`."""
    yield from _batches(stretches, size, rng, window=window, filling=_filled_by_count)


def portions(docs: Iterable[Doc], words: int) -> Iterator[list[Doc]]:
    """Documents in order, as many together as make so many words."""
    together: list[Doc] = []
    held = 0
    for doc in docs:
        together.append(doc)
        held += max(1, len(doc))  # empty ones take memory, too
        if held >= words:
            yield together
            together, held = [], 0
    if together:
        yield together


def similar_lengths(docs: Sequence[Doc], words: int) -> Iterator[list[Doc]]:
    """Documents by length, about so many words at once.

    Recurrent layers take a step for each token of the longest document of a batch: the more alike
    they are, the fewer steps there are, and the more documents take each of them.
    """
    return portions(sorted(docs, key=len), words)


def _batches(
    stretches: Iterable[Stretch],
    size: Sizes,
    rng: np.random.Generator,
    *,
    window: int,
    filling: Callable[[Lengths], Filling],
) -> Iterator[Batch]:
    cutter = _Cutter(size, rng, filling)
    pool: list[Stretch] = []
    held = 0
    for stretch in stretches:
        pool.append(stretch)
        held += len(stretch) + 1  # empty ones take memory, too
        if window and held >= window:
            batches, pool = cutter.cut(pool, keep_last=True)
            held = sum(map(len, pool)) + len(pool)
            yield from batches
    while pool:
        batches, pool = cutter.cut(pool, keep_last=False)
        yield from batches


class _Cutter:
    """Cuts pools of stretches into batches, and keeps track of the sizes that batches are due."""

    def __init__(
        self, size: Sizes, rng: np.random.Generator, filling: Callable[[Lengths], Filling]
    ) -> None:
        self._sizes = size if isinstance(size, Iterator) else repeat(size)
        self._due: deque[float] = deque()
        self._rng = rng
        self._filling = filling

    def cut(self, pool: list[Stretch], *, keep_last: bool) -> tuple[list[Batch], list[Stretch]]:
        """The batches of a pool, in the order of their sizes, and what is left of it.

        With `keep_last` the last stretches, which may not fill a batch, are always left.
        """
        lengths = np.fromiter(map(len, pool), np.int64, count=len(pool))
        by_length = np.argsort(lengths + self._rng.uniform(0.0, _JITTER, len(pool)), kind="stable")
        ordered = [pool[i] for i in by_length.tolist()]
        end_of = self._filling(lengths[by_length])
        sizes = self._sizes_for(len(pool), end_of)
        # which batch takes which lengths is left to chance, so that a small size, which comes
        # early, does not always go to short stretches
        turns = self._rng.permutation(len(sizes)).tolist()
        batches: dict[int, Batch] = {}
        start = 0
        while turns and start < len(pool):
            end = end_of(start, sizes[turns[-1]])
            if keep_last and end == len(pool):
                break
            batches[turns.pop()] = Batch(ordered[start:end])
            start = end
        self._due.extendleft(sizes[turn] for turn in sorted(turns, reverse=True))
        return [batches[turn] for turn in sorted(batches)], ordered[start:]

    def _sizes_for(self, n: int, end_of: Filling) -> list[float]:
        """As many sizes as it takes to cut n stretches."""
        sizes = []
        start = 0
        while start < n:
            sizes.append(self._due.popleft() if self._due else next(self._sizes))
            start = end_of(start, sizes[-1])
        return sizes


def _filled_by_words(lengths: Lengths) -> Filling:
    totals = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])

    def end_of(start: int, size: float) -> int:
        end = int(np.searchsorted(totals, totals[start] + size, side="left"))
        return min(max(end, start + 1), len(lengths))

    return end_of


def _filled_by_count(lengths: Lengths) -> Filling:
    return lambda start, size: min(start + max(1, int(size)), len(lengths))


def _filled_by_padded(lengths: Lengths) -> Filling:
    each = lengths.tolist()

    def end_of(start: int, size: float) -> int:
        longest = 0
        for end in range(start, len(each)):
            longest = max(longest, each[end])
            if end > start and longest * (end + 1 - start) > size:
                return end
        return len(each)

    return end_of
