from __future__ import annotations

from itertools import count, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.stream.schedules import compounding, decaying, minibatch


def test_compounding_multiplies_up_to_the_stop():
    assert list(islice(compounding(1.0, 3.0, 1.5), 5)) == [1.0, 1.5, 2.25, 3.0, 3.0]


def test_compounding_multiplies_down_to_the_stop():
    assert list(islice(compounding(8, 3, 0.5), 4)) == [8.0, 4.0, 3.0, 3.0]


def test_compounding_stays_finite():
    series = compounding(1.0, 100.0, 10.0)
    assert list(islice(series, 400))[-1] == 100.0


def test_decaying_falls_by_a_smaller_share_each_time():
    values = list(islice(decaying(0.6, 0.15, 1.0), 6))
    assert values == pytest.approx([0.6, 0.3, 0.2, 0.15, 0.15, 0.15])


def test_decaying_without_decay_is_constant():
    assert list(islice(decaying(0.2, 0.2, 0.0), 3)) == [0.2, 0.2, 0.2]


@given(st.lists(st.integers(), max_size=30), st.integers(1, 9))
def test_minibatch_keeps_order_and_size(items: list[int], size: int):
    batches = list(minibatch(items, size))
    assert [item for batch in batches for item in batch] == items
    assert all(len(batch) == size for batch in batches[:-1])
    assert all(1 <= len(batch) <= size for batch in batches[-1:])


def test_minibatch_advances_sizes_once_a_batch():
    assert list(map(len, minibatch(range(12), compounding(1.0, 4.0, 2.0)))) == [1, 2, 4, 4, 1]


def test_minibatch_of_a_stream_takes_no_more_than_it_gives():
    numbers = count()
    assert next(minibatch(numbers, 3)) == [0, 1, 2]
    assert next(numbers) == 3
