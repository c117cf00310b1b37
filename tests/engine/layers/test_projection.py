"""Roles of tokens, with a learned vector for the root before them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.projection import projection

N_IN, N_OUT = 5, 7
SEQUENCES = np.array([0, 0, 0, 2, 2])
"""Three tokens of one sequence, none of the next, two of the last."""


def layer(seed: int = 0) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    return projection(N_IN, N_OUT, rng=rng, ops=NumpyOps(use_blis=False)).initialize()


def encoded(n: int = 5) -> Any:
    return np.random.default_rng(1).standard_normal((n, N_IN)).astype(np.float32)


def test_the_first_row_is_that_of_the_root_and_depends_on_no_token() -> None:
    model = layer()
    hidden = model.predict((encoded(), SEQUENCES))
    assert hidden.shape == (6, N_OUT)
    z = model.get_param("root")[0] @ model.get_param("W") + model.get_param("b")
    np.testing.assert_allclose(hidden[0], np.where(z > 0, z, 0.1 * z), rtol=1e-4, atol=1e-6)
    other = model.predict((encoded() + 1, SEQUENCES))
    assert np.array_equal(other[0], hidden[0])


def test_each_token_is_mapped_by_itself() -> None:
    model, x = layer(), encoded()
    z = x @ model.get_param("W") + model.get_param("b")
    np.testing.assert_allclose(
        model.predict((x, SEQUENCES))[1:], np.where(z > 0, z, 0.1 * z), rtol=1e-4, atol=1e-6
    )


def test_learning_and_predicting_see_the_same() -> None:
    model = layer()
    hidden, _ = model.begin_update((encoded(), SEQUENCES))
    np.testing.assert_allclose(model.predict((encoded(), SEQUENCES)), hidden, rtol=1e-5, atol=1e-7)


def test_gradients_are_right() -> None:
    check_gradients(layer(), (encoded(), SEQUENCES), rng=np.random.default_rng(2))


def test_masks_are_one_a_sequence_and_spare_the_root() -> None:
    model = layer()
    model.set_param("b", np.full(N_OUT, 9, np.float32))  # so that nothing is zero by itself
    set_noise(model, 0.5, np.random.default_rng(0))
    hidden, backprop = model((encoded(), SEQUENCES), is_train=True)
    dropped = hidden == 0
    assert not dropped[0].any()
    assert (dropped[1:4] == dropped[1]).all()
    assert (dropped[4:] == dropped[4]).all()
    assert 0 < dropped[[1, 4]].sum() < 2 * N_OUT
    assert not np.array_equal(dropped[1], dropped[4])
    backprop(np.ones_like(hidden))
    np.testing.assert_allclose(model.get_grad("b"), 1 + 2 * (~dropped[1:]).sum(axis=0))


@pytest.mark.parametrize("seeds", [(3, 3), (3, 4)])
def test_masks_are_those_of_the_generator(seeds: tuple[int, int]) -> None:
    results = []
    for seed in seeds:
        model = layer()
        set_noise(model, 0.5, np.random.default_rng(seed))
        results.append(model((encoded(), SEQUENCES), is_train=True)[0])
        assert np.array_equal(
            model.predict((encoded(), SEQUENCES)), layer().predict((encoded(), SEQUENCES))
        )
    assert np.array_equal(*results) == (seeds[0] == seeds[1])


@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_without_tokens_there_is_the_root(rate: float) -> None:
    model = layer()
    set_noise(model, rate, np.random.default_rng(0))
    hidden, backprop = model((encoded(0), np.zeros(0, np.int64)), is_train=True)
    assert hidden.shape == (1, N_OUT)
    assert backprop(hidden).shape == (0, N_IN)
