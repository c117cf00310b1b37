"""The best sequence of BILUO tags that makes sense, for many sequences at once.

Viterbi (1967), "Error bounds for convolutional codes and an asymptotically optimum decoding
algorithm". After O, L and U come O, B or U; after B and I of a label comes I or L of the same one:
so each step needs the best of the tags that close an entity, and one comparison a label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.layers.layout import Layout

from .scheme import BEGIN, IN, LAST, PARTS, UNIT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Indexes = NDArray[np.int64]

_IMPOSSIBLE = np.float32(-1e30)


def decode(scores: Floats, lengths: Indexes) -> Indexes:
    """The class of each token, shape (N,), in plain order.

    `scores`, shape (N, 1 + 4 * labels), are those of classes (see `scheme`); `lengths` are the
    tokens of each sequence. No entity crosses the end of a sequence, and the sum of the scores is
    the largest possible.
    """
    layout = Layout(lengths)
    packed = scores[layout.to_packed]
    n_labels = (scores.shape[1] - 1) // PARTS
    outside, by_part = packed[:, 0], packed[:, 1:].reshape((len(packed), n_labels, PARTS))
    closed_before = np.zeros(len(packed), np.int64)
    from_in = np.zeros((len(packed), n_labels), bool)
    best_end = np.zeros(len(packed), np.int64)
    closing = _closing_classes(n_labels)
    closed = opened = np.zeros((0, 0), np.float32)
    for step, (first, size) in enumerate(zip(layout.firsts, layout.sizes, strict=False)):
        now = slice(first, first + size)
        parts = by_part[now]
        begins, ins = parts[..., BEGIN], parts[..., IN]
        if step:
            closed_before[now] = closing[closed[:size].argmax(axis=1)]
            before = closed[:size].max(axis=1)
            last_begin, last_in = opened[:size, 0], opened[:size, 1]
            from_in[now] = last_in > last_begin
            going = np.maximum(last_begin, last_in)
        else:
            before = np.zeros(size, np.float32)
            going = np.full((size, n_labels), _IMPOSSIBLE)
        closed = np.concatenate(
            [
                (outside[now] + before)[:, None],
                parts[..., LAST] + going,
                parts[..., UNIT] + before[:, None],
            ],
            axis=1,
        )
        opened = np.stack([begins + before[:, None], ins + going], axis=1)
        best_end[now] = closing[closed.argmax(axis=1)]
    return _trace(layout, best_end, closed_before, from_in)[layout.to_plain]


def _closing_classes(n_labels: int) -> Indexes:
    """The classes after which anything may start: O, then all L, then all U."""
    firsts = 1 + PARTS * np.arange(n_labels)
    return np.concatenate([np.zeros(1, np.int64), firsts + LAST, firsts + UNIT])


def _trace(
    layout: Layout, best_end: Indexes, closed_before: Indexes, from_in: NDArray[np.bool_]
) -> Indexes:
    """Follow the best way back from the end of each sequence."""
    classes = best_end.copy()
    for step in range(len(layout.sizes) - 1, 0, -1):
        first, size, before = layout.firsts[step], layout.sizes[step], layout.firsts[step - 1]
        chosen = classes[first : first + size]
        part = np.where(chosen > 0, (chosen - 1) % PARTS, UNIT)
        label = np.maximum(chosen - 1, 0) // PARTS
        rows = np.arange(first, first + size)
        goes_on = (part == IN) | (part == LAST)
        if from_in.shape[1]:
            inner = 1 + PARTS * label + np.where(from_in[rows, label], IN, BEGIN)
        else:
            inner = chosen
        classes[before : before + size] = np.where(goes_on, inner, closed_before[rows])
    return classes
