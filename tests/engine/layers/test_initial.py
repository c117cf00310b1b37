"""First weights: drawn from the generator that is given, and from nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.initial import drawn_from, fan_in_uniform, init_layers, uniform

OPS = NumpyOps(use_blis=False)


def drawing_layer(rng: np.random.Generator) -> Model[Any, Any]:
    def draw(model: Model[Any, Any], generator: np.random.Generator) -> None:
        model.set_param("W", fan_in_uniform(generator, 3, 2))

    def forward(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
        return x, lambda dy: dy

    return Model("drawing", forward, init=drawn_from(rng, draw), params={"W": None}, ops=OPS)


@pytest.mark.parametrize("limit", [0.1, 3.0])
def test_uniform_fills_its_range(limit: float) -> None:
    drawn = uniform(np.random.default_rng(0), (300, 20), limit)
    assert drawn.shape == (300, 20)
    assert drawn.dtype == np.float32
    assert np.abs(drawn).max() <= limit
    assert drawn.min() < -0.9 * limit
    assert drawn.max() > 0.9 * limit
    assert abs(drawn.mean()) < 0.05 * limit


def test_weights_of_a_linear_map_keep_scores_near_zero() -> None:
    rng = np.random.default_rng(0)
    weights = fan_in_uniform(rng, 400, 50)
    assert weights.shape == (400, 50)
    assert np.abs(weights).max() <= 400**-0.5
    scores = rng.standard_normal((200, 400)) @ weights
    assert scores.std() == pytest.approx(3**-0.5, rel=0.1)


def test_the_same_seed_draws_the_same() -> None:
    first, second, other = (uniform(np.random.default_rng(s), (5, 6), 1.0) for s in (7, 7, 8))
    assert first.tobytes() == second.tobytes() != other.tobytes()


def test_init_draws_from_its_generator_and_looks_at_no_sample() -> None:
    plain, with_samples = (drawing_layer(np.random.default_rng(3)) for _ in range(2))
    assert plain.initialize() is plain
    with_samples.initialize(np.ones((2, 9), np.float32), np.ones((2, 9), np.float32))
    assert np.array_equal(plain.get_param("W"), with_samples.get_param("W"))


def test_layers_of_a_model_are_drawn_one_after_the_other() -> None:
    def forward(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
        return x, lambda dy: dy

    rng = np.random.default_rng(3)
    layers = [drawing_layer(rng), drawing_layer(rng)]
    Model("outer", forward, init=init_layers, layers=layers, ops=OPS).initialize()
    again = np.random.default_rng(3)
    for layer in layers:
        assert np.array_equal(layer.get_param("W"), fan_in_uniform(again, 3, 2))
