"""Numbers that change from one step to the next, and batches cut by them."""

from __future__ import annotations

from itertools import islice, repeat
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")


def compounding(start: float, stop: float, compound: float) -> Iterator[float]:
    """An endless series that is multiplied by `compound` from step to step, up or down to `stop`.

    >>> sizes = compounding(1.0, 10.0, 1.5)
    >>> [next(sizes) for _ in range(3)]
    [1.0, 1.5, 2.25]
    """
    value = float(start)
    while True:
        clipped = _clipped(value, start, stop)
        yield clipped
        value = clipped * compound


def decaying(start: float, stop: float, decay: float) -> Iterator[float]:
    """An endless series that falls from `start` to `stop`: after n steps `start / (1 + decay n)`.

    >>> rates = decaying(0.5, 0.2, 1.0)
    >>> [next(rates) for _ in range(3)]
    [0.5, 0.25, 0.2]
    """
    step = 0
    while True:
        yield _clipped(start / (1.0 + decay * step), start, stop)
        step += 1


def minibatch(items: Iterable[Item], size: int | Iterator[float] = 8) -> Iterator[list[Item]]:
    """Lists of `size` items in order, the last one maybe shorter.

    An iterator of sizes is advanced once a list, its values are rounded down, and items that come
    after it has ended are not taken.
    """
    sizes: Iterator[float] = repeat(size) if isinstance(size, int) else size
    source = iter(items)
    for wanted in sizes:
        batch = list(islice(source, max(1, int(wanted))))
        if not batch:
            return
        yield batch


def _clipped(value: float, start: float, stop: float) -> float:
    return float(max(value, stop) if start > stop else min(value, stop))
