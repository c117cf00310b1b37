"""What is remembered of a parameter whose layer has grown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlptk.engine.layers.arrays import Array


def fits(old: Array, fresh: Array) -> bool:
    """Whether an array may be the beginning of another."""
    return old.ndim == fresh.ndim and all(
        before <= now for before, now in zip(old.shape, fresh.shape, strict=True)
    )


def grown(old: Array, fresh: Array) -> Array:
    """`fresh` with the old values in its first rows and columns; as it is where they do not fit.

    A layer that learns more labels appends them, so that what it had stays in front.
    """
    if fits(old, fresh):
        fresh[tuple(slice(0, size) for size in old.shape)] = old
    return fresh
