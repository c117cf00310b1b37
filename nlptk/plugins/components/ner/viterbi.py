"""The best sequence of BILUO tags that makes sense, for many sequences at once.

Viterbi (1967), "Error bounds for convolutional codes and an asymptotically optimum decoding
algorithm". After O, L and U come O, B or U; after B and I of a label comes I or L of the same one:
so each step needs the best of the tags that close an entity, and one comparison a label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.layers.layout import Layout

from .scheme import BEGIN, IN, LAST, OUTSIDE, PARTS, UNIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Indexes = NDArray[np.int64]
    Flags = NDArray[np.bool_]

_IMPOSSIBLE = np.float32(-1e30)


def decode(scores: Floats, lengths: Indexes) -> Indexes:
    """The class of each token, shape (N,), in plain order.

    `scores`, shape (N, 1 + 4 * labels), are those of classes (see `scheme`); `lengths` are the
    tokens of each sequence. No entity crosses the end of a sequence, and the sum of the scores is
    the largest possible.
    """
    classes = np.full(len(scores), OUTSIDE, np.int64)
    open_ = np.flatnonzero(~surely_outside(scores))
    layout = Layout(_run_lengths(open_, lengths))
    packed = open_[layout.to_packed]
    classes[packed] = _trace(layout, *_search(layout, scores[packed]))
    return classes


def surely_outside(scores: Floats) -> Flags:
    """Which tokens are O in every best sequence, shape (N,), as they and their neighbours tell.

    Of a sequence with another tag at such a token an entity can be cut there: the token becomes O,
    what is left of the entity before it ends there (B becomes U, I becomes L), and what is left
    after it begins there. O gains more than the cut can cost. Most tokens of a text are such: what
    is between them is short, however long the text.
    """
    parts = _by_part(scores)
    begin, inside, last, unit = (parts[..., part] for part in (BEGIN, IN, LAST, UNIT))
    ending = np.maximum(begin - unit, inside - last).max(axis=1, initial=0)
    beginning = np.maximum(inside - begin, last - unit).max(axis=1, initial=0)
    cost = np.zeros(len(scores), scores.dtype)
    cost[1:] += ending[:-1]
    cost[:-1] += beginning[1:]
    gain = scores[:, OUTSIDE] - scores[:, 1:].max(axis=1, initial=_IMPOSSIBLE)
    sure: Flags = gain > cost
    return sure


def _run_lengths(tokens: Indexes, lengths: Indexes) -> Indexes:
    """The lengths of the runs of consecutive tokens among these, none across two sequences."""
    owners = np.repeat(np.arange(len(lengths)), lengths)[tokens]
    breaks = np.flatnonzero((np.diff(tokens) > 1) | (np.diff(owners) > 0)) + 1
    return np.diff(np.concatenate([[0], breaks, [len(tokens)]]))


def _search(layout: Layout, scores: Floats) -> tuple[Indexes, Flags]:
    """Walk forwards over packed rows, with the best of all ways to each.

    Returns the class that a row has if no entity goes on after it, shape (N,), and whether a row
    that an entity of a label goes on after is its I rather than its B, shape (N, labels).
    """
    parts = _by_part(scores)
    n_labels = parts.shape[1]
    # contiguous copies: a step that gathers every fourth number takes twice as long
    begin, inside, last = (np.ascontiguousarray(parts[..., p]) for p in (BEGIN, IN, LAST))
    closing = np.concatenate([scores[:, :1], last, parts[..., UNIT]], axis=1)
    closed = np.empty(len(scores), np.int64)
    goes_in = np.empty((len(scores), n_labels), bool)
    going = np.full((layout.n_sequences, n_labels), _IMPOSSIBLE)
    for first, size in zip(layout.firsts, layout.sizes, strict=False):
        now = slice(first, first + size)
        going = going[:size]
        ends, in_, begins = closing[now], inside[now], begin[now]
        ends[:, 1 : 1 + n_labels] += going
        in_ += going
        best = ends.argmax(axis=1)
        closed[now] = best
        np.greater(in_, begins, out=goes_in[now])
        going = np.maximum(in_, begins)
        # what counts is how far ahead an open entity is: sums over long texts lose precision
        going -= ends[np.arange(size), best][:, None]
    return _closing_classes(n_labels)[closed], goes_in


def _by_part(scores: Floats) -> Floats:
    """The scores of classes that are parts of entities, shape (N, labels, 4)."""
    return scores[:, 1:].reshape((len(scores), (scores.shape[1] - 1) // PARTS, PARTS))


def _closing_classes(n_labels: int) -> Indexes:
    """The classes after which anything may start: O, then all L, then all U."""
    firsts = 1 + PARTS * np.arange(n_labels)
    return np.concatenate([np.zeros(1, np.int64), firsts + LAST, firsts + UNIT])


def _trace(layout: Layout, closed: Indexes, goes_in: Flags) -> Indexes:
    """Follow the best way back from the end of each sequence."""
    classes = closed.copy()
    for step in range(len(layout.sizes) - 1, 0, -1):
        first, size, before = layout.firsts[step], layout.sizes[step], layout.firsts[step - 1]
        label, part = np.divmod(classes[first : first + size] - 1, PARTS)
        rows = np.flatnonzero((label >= 0) & ((part == IN) | (part == LAST)))
        if len(rows):
            label, rows = label[rows], rows + before
            classes[rows] = 1 + PARTS * label + np.where(goes_in[rows, label], IN, BEGIN)
    return classes
