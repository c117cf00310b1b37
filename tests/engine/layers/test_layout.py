"""Sequences of different lengths in packed order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.layers.layout import Layout

lengths_of_batches = st.lists(st.integers(1, 9), max_size=7).map(np.array)


def plain_places(lengths: np.ndarray) -> list[tuple[int, int]]:
    """Sequence and position of each token in plain order."""
    return [(number, step) for number, length in enumerate(lengths) for step in range(length)]


def packed_places(layout: Layout, lengths: np.ndarray) -> list[tuple[int, int]]:
    places = plain_places(lengths)
    return [places[token] for token in layout.to_packed]


@given(lengths_of_batches)
def test_rows_go_by_position_longest_sequence_first(lengths: np.ndarray) -> None:
    layout = Layout(lengths)
    by_length = sorted(range(len(lengths)), key=lambda number: -lengths[number])
    longest = max(lengths, default=0)
    expected = [(n, step) for step in range(longest) for n in by_length if lengths[n] > step]
    assert packed_places(layout, lengths) == expected
    assert layout.sequence_of_row.tolist() == [number for number, _ in expected]


@given(lengths_of_batches)
def test_sizes_and_firsts_bound_each_step(lengths: np.ndarray) -> None:
    layout = Layout(lengths)
    places = packed_places(layout, lengths)
    assert layout.n_rows == len(places)
    assert layout.n_sequences == len(lengths)
    assert len(layout.firsts) == len(layout.sizes) + 1
    for step, size in enumerate(layout.sizes):
        first = layout.firsts[step]
        assert {at for _, at in places[first : first + size]} == {step}
        assert layout.firsts[step + 1] == first + size
    assert layout.firsts[-1] == layout.n_rows


@given(lengths_of_batches)
def test_plain_order_comes_back(lengths: np.ndarray) -> None:
    layout = Layout(lengths)
    tokens = np.arange(layout.n_rows)
    assert tokens[layout.to_packed][layout.to_plain].tolist() == tokens.tolist()


@given(lengths_of_batches)
def test_reverse_mirrors_each_sequence(lengths: np.ndarray) -> None:
    layout = Layout(lengths)
    places = packed_places(layout, lengths)
    for row, mirrored in enumerate(layout.reverse):
        number, step = places[row]
        assert places[mirrored] == (number, lengths[number] - 1 - step)
    assert layout.reverse[layout.reverse].tolist() == list(range(layout.n_rows))


@given(lengths_of_batches)
def test_before_finds_the_left_neighbour_of_all_but_first_tokens(lengths: np.ndarray) -> None:
    layout = Layout(lengths)
    places = packed_places(layout, lengths)
    rows, left = layout.before
    assert rows.tolist() == [row for row, (_, step) in enumerate(places) if step > 0]
    for row, neighbour in zip(rows, left, strict=True):
        number, step = places[row]
        assert places[neighbour] == (number, step - 1)
