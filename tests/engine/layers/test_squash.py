"""The bounded nonlinearity and its gates against their formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlptk.engine.layers.squash import gate, gate_slope, squash, squash_slope

inputs = arrays(np.float32, st.integers(1, 9), elements=st.floats(-50, 50, width=32))


@given(inputs)
def test_squash_is_x_over_the_root_of_one_plus_its_square(x: Any) -> None:
    exact = x.astype(np.float64)
    np.testing.assert_allclose(squash(np, x.copy()), exact / np.sqrt(1 + exact**2), atol=1e-6)


@given(inputs)
def test_slopes_are_the_derivatives(x: Any) -> None:
    exact = x.astype(np.float64)
    slope = (1 + exact**2) ** -1.5
    np.testing.assert_allclose(squash_slope(np, squash(np, x.copy())), slope, atol=1e-5)
    np.testing.assert_allclose(gate_slope(np, gate(np, x.copy())), slope / 2, atol=1e-5)


@given(inputs)
def test_a_gate_is_a_squash_between_zero_and_one(x: Any) -> None:
    opened = gate(np, x.copy())
    np.testing.assert_allclose(opened, (1 + squash(np, x.copy())) / 2, atol=1e-6)
    assert (opened >= 0).all()
    assert (opened <= 1).all()


@pytest.mark.parametrize("function", [squash, gate])
def test_values_are_changed_in_place(function: Callable[[Any, Any], Any]) -> None:
    x = np.array([0.5, -2.0], np.float32)
    assert function(np, x) is x
    assert x[0] not in (0.5, -2.0)


def test_slopes_of_values_just_past_their_bounds_are_zero() -> None:
    assert squash_slope(np, np.array([1.0000001, -1.0000001], np.float32)).tolist() == [0, 0]
    assert gate_slope(np, np.array([1.0000001, -1e-7], np.float32)).tolist() == [0, 0]
