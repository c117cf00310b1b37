"""Rows as a padded block and back."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import NumpyOps

from nlptk.engine.layers.padding import Padding

OPS = NumpyOps(use_blis=False)
lengths_of_batches = st.lists(st.integers(0, 5), max_size=6).map(
    lambda lengths: np.array(lengths, np.int64)
)


@given(lengths_of_batches)
def test_rows_come_back_as_they_were(lengths: np.ndarray) -> None:
    padding = Padding(lengths)
    rows = np.arange(2 * lengths.sum(), dtype=np.float32).reshape((-1, 2)) + 1
    block = padding.pad(rows, OPS)
    assert block.shape == (len(lengths), max(lengths, default=0), 2)
    assert np.array_equal(padding.unpad(block), rows)


@given(lengths_of_batches)
def test_each_sequence_has_its_row_of_the_block_with_zeros_behind(lengths: np.ndarray) -> None:
    padding = Padding(lengths)
    rows = np.arange(lengths.sum(), dtype=np.float32)[:, None] + 1
    block = padding.pad(rows, OPS)
    ends = np.cumsum(lengths)
    for number, (length, end) in enumerate(zip(lengths, ends, strict=True)):
        assert np.array_equal(block[number, :length], rows[end - length : end])
        assert not block[number, length:].any()
        assert padding.is_token[number].tolist() == [k < length for k in range(padding.longest)]


def test_sequences_and_places_name_each_row() -> None:
    padding = Padding(np.array([2, 0, 3]))
    assert padding.sequences.tolist() == [0, 0, 2, 2, 2]
    assert padding.places.tolist() == [0, 1, 0, 1, 2]
    assert padding.longest == 3


def test_a_block_with_more_dimensions_is_unpadded_too() -> None:
    padding = Padding(np.array([1, 2]))
    block = np.arange(2 * 2 * 3 * 4).reshape((2, 2, 3, 4))
    assert np.array_equal(padding.unpad(block), block[[0, 1, 1], [0, 0, 1]])
