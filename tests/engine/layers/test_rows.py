"""Gradients of single rows of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.rows import ROW_GRADIENTS, RowGradients, row_gradients

OPS = NumpyOps(use_blis=False)


def unchanged(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
    return x, lambda dy: dy


@given(
    st.lists(st.lists(st.integers(0, 12), max_size=8), min_size=1, max_size=4),
    st.integers(0, 2**32),
)
def test_rows_taken_sum_up_to_the_dense_gradient(parts: list[list[int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    gradients = RowGradients()
    dense = np.zeros((13, 3))
    for part in parts:
        values = rng.standard_normal((len(part), 3)).astype(np.float32)
        gradients.add(np.array(part, np.int64), values)
        np.add.at(dense, np.array(part, np.int64), values.astype(np.float64))
    rows, sums = gradients.take(OPS)
    assert rows.tolist() == sorted({row for part in parts for row in part})
    np.testing.assert_allclose(sums, dense[rows], atol=1e-5)


def test_taking_empties() -> None:
    gradients = RowGradients()
    assert not gradients
    gradients.add(np.array([3, 3]), np.ones((2, 4), np.float32))
    assert gradients
    rows, sums = gradients.take(OPS)
    assert (rows.tolist(), sums.tolist()) == ([3], [[2.0] * 4])
    assert not gradients


def test_values_need_not_lie_in_one_piece() -> None:
    gradients = RowGradients()
    wide = np.arange(8, dtype=np.float32).reshape(2, 4)
    gradients.add(np.array([1, 0], np.int32), wide[:, ::2])
    assert gradients.take(OPS)[1].tolist() == [[4, 6], [0, 2]]


def test_a_layer_without_tables_has_no_row_gradients() -> None:
    model: Model[Any, Any] = Model("m", unchanged)
    assert row_gradients(model) == {}
    kept = {"E": RowGradients()}
    model.attrs[ROW_GRADIENTS] = kept
    assert row_gradients(model) is kept
