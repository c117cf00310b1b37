"""Whether the content of a block can be true: its checksum only says that it is as written."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from .columns import MISSING_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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


def check_texts(values: Iterable[object]) -> None:
    """Raise `ValueError` unless all values are text."""
    if not set(map(type, values)) <= {str}:
        raise ValueError("something else than text")


def check_rest(rest: Mapping[str, Any], n: int) -> None:
    """Raise `ValueError` unless what a document has outside of columns is about its `n` tokens.

    Also unless all that is to be text is text.
    """
    cats = rest.get("cats", {})
    check_texts([*cats, rest.get("meta", "")])
    if not set(map(type, cats.values())) <= {int, float}:
        raise ValueError("a category without number")
    for name, spans in rest.get("spans", {}).items():
        for start, end, label, kb_id in spans:
            _check_positions(n, start, end)
            check_texts((name, label, kb_id))
    for start, end, form, fields in rest.get("multiwords", ()):
        _check_positions(n, start, end)
        check_texts((form, *fields))
    for sentence, after, minor, fields in rest.get("empty_nodes", ()):
        _check_positions(n, sentence, sentence + after)
        if type(minor) is not int:
            raise ValueError("an empty node without number")
        check_texts(fields)
    comments = dict(rest.get("comments", ()))
    if comments:
        _check_positions(n, min(comments), max(comments))
        check_texts(chain.from_iterable(comments.values()))


def _check_positions(n: int, *positions: int) -> None:
    """Raise `ValueError` unless 0 <= position <= `n` for each, which do not fall."""
    known = all(type(position) is int and 0 <= position <= n for position in positions)
    if not known or list(positions) != sorted(positions):
        raise ValueError(f"no such tokens among {n}: {positions}")
