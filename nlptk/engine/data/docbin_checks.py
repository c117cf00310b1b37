"""Whether the numbers of a block can be true: its checksum says that they are as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .columns import MISSING_HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[Any]


def check_ranges(
    texts: Sequence[str], lengths: Sequence[int], starts: Numbers, ends: Numbers
) -> None:
    """Raise `ValueError` unless all tokens lie in their texts, one behind the other.

    `lengths` are the numbers of tokens of the texts. Tokens in a row may share a range.
    """
    sizes = np.repeat([len(text) for text in texts], lengths)
    if ((starts < 0) | (starts >= ends) | (ends > sizes)).any():
        raise ValueError("a token outside its text")
    behind = starts[1:] >= ends[:-1]
    shared = (starts[1:] == starts[:-1]) & (ends[1:] == ends[:-1])
    first = np.zeros(len(starts) + 1, dtype=bool)
    first[np.cumsum(lengths)] = True
    if not (behind | shared | first[1:-1]).all():
        raise ValueError("tokens that overlap")


def check_heads(heads: Numbers, lengths: Sequence[int]) -> None:
    """Raise `ValueError` unless all heads are missing or tokens of their documents."""
    if ((heads < MISSING_HEAD) | (heads >= np.repeat(lengths, lengths))).any():
        raise ValueError("a head outside its document")


def check_positions(n: int, *positions: int) -> None:
    """Raise `ValueError` unless 0 <= position <= `n` for each, which do not fall."""
    if not 0 <= min(positions) <= max(positions) <= n or list(positions) != sorted(positions):
        raise ValueError(f"no such tokens among {n}: {positions}")
