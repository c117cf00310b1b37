"""Layer normalization: what rows look like afterwards, and the way back."""

from __future__ import annotations

from typing import Any

import numpy as np
from gradients import check_gradients
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.norm import layer_norm

WIDTH = 6


def layer(rng: np.random.Generator) -> Model[Any, Any]:
    def forward(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
        y, backprop_norm = layer_norm(x, model.get_param("gain"), model.get_param("shift"))

        def backprop(d_y: Any) -> Any:
            d_x, d_gain, d_shift = backprop_norm(d_y)
            model.inc_grad("gain", d_gain)
            model.inc_grad("shift", d_shift)
            return d_x

        return y, backprop

    params = {name: rng.standard_normal(WIDTH).astype(np.float32) for name in ("gain", "shift")}
    return Model("norm", forward, params=params, ops=NumpyOps(use_blis=False))


@given(st.integers(1, 6), st.integers(0, 99))
def test_rows_have_mean_zero_and_variance_one(n_rows: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = (rng.standard_normal((n_rows, WIDTH)) * 4 + 7).astype(np.float32)
    before = x.copy()
    y, _ = layer_norm(x, np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32))
    np.testing.assert_allclose(y.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=1), 1, atol=1e-2)
    assert np.array_equal(x, before)


def test_gain_and_bias_come_after() -> None:
    x = np.array([[1.0, 3.0]], np.float32)
    y, _ = layer_norm(x, np.array([10.0, 10.0], np.float32), np.array([1.0, 2.0], np.float32))
    np.testing.assert_allclose(y, [[-9.0, 12.0]], rtol=1e-4)


def test_a_row_of_equal_numbers_is_no_division_by_zero() -> None:
    y, backprop = layer_norm(
        np.full((1, WIDTH), 3, np.float32), np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
    )
    assert not y.any()
    assert np.isfinite(backprop(np.ones((1, WIDTH), np.float32))[0]).all()


def test_gradients_are_right() -> None:
    rng = np.random.default_rng(0)
    check_gradients(layer(rng), rng.standard_normal((5, WIDTH)).astype(np.float32), rng=rng)


def test_no_rows_give_no_rows() -> None:
    model = layer(np.random.default_rng(0))
    y, backprop = model(np.zeros((0, WIDTH), np.float32), is_train=True)
    assert y.shape == backprop(y).shape == (0, WIDTH)
