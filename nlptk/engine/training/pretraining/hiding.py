"""Which tokens of a batch are asked for, and what is shown in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Indexes = NDArray[np.int64]

SHARE = 0.2
"""Of the tokens that can be asked for."""
_HIDDEN, _REPLACED = 0.85, 0.10
"""Of those that are asked for; the rest is shown as it is, so that a model that meets no hidden
word later has learned from such, too."""


def hide(
    index: Indexes, can: NDArray[np.bool_], n_types: int, rng: np.random.Generator
) -> tuple[Indexes, Indexes]:
    """The tokens that are asked for, in order, and the index of types as it is shown.

    `index`, shape (N,), holds the type of each token, `can`, shape (N,), whether it may be asked
    for. In the place of most of them stands the type `n_types`, which shows nothing of the word; in
    that of some another word of the batch. At least one is asked for, if any can be.
    """
    possible = np.flatnonzero(can)
    chance = rng.random(len(possible), dtype=np.float32)
    asked = possible[chance < SHARE]
    if not len(asked):
        asked = possible[chance == chance.min()][:1] if len(possible) else possible
    fate = rng.random(len(asked), dtype=np.float32)
    others = index[rng.integers(max(1, len(index)), size=len(asked))]
    shown = index.copy()
    shown[asked[fate < _HIDDEN]] = n_types
    replaced = (fate >= _HIDDEN) & (fate < _HIDDEN + _REPLACED)
    shown[asked[replaced]] = others[replaced]
    return asked, shown


def used_types(shown: Indexes, n_types: int) -> tuple[Indexes, Indexes]:
    """The types that are still shown, and the index among them; hidden tokens come after them."""
    used, renumbered = np.unique(shown, return_inverse=True)
    if not len(used) or used[-1] != n_types:
        return used, renumbered
    return used[:-1], renumbered
