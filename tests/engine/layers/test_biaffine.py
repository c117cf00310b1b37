"""Scores of all arcs against the formula, arc by arc."""

from __future__ import annotations

from typing import Any

import numpy as np
from gradients import check_gradients
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.biaffine import biaffine

WIDTH = 4


def floats(rng: np.random.Generator, *shape: int) -> Any:
    return rng.standard_normal(shape).astype(np.float32)


def trained(rng: np.random.Generator) -> Model[Any, Any]:
    """A layer whose weights are no longer zeros."""
    model = biaffine(WIDTH, rng=rng, ops=NumpyOps(use_blis=False)).initialize()
    model.set_param("U", floats(rng, WIDTH, WIDTH))
    model.set_param("u", floats(rng, WIDTH))
    return model


def test_scores_are_those_of_the_formula() -> None:
    rng = np.random.default_rng(0)
    model, dependents, heads = trained(rng), floats(rng, 2, 3, WIDTH), floats(rng, 2, 5, WIDTH)
    scores = model.predict((dependents, heads))
    assert scores.shape == (2, 3, 5)
    for b, d, h in np.ndindex(2, 3, 5):
        by_pair = dependents[b, d] @ model.get_param("U") @ heads[b, h]
        expected = by_pair + model.get_param("u") @ heads[b, h]
        np.testing.assert_allclose(scores[b, d, h], expected, rtol=1e-4, atol=1e-5)


def test_all_arcs_are_alike_at_first() -> None:
    rng = np.random.default_rng(0)
    model = biaffine(WIDTH, rng=rng, ops=NumpyOps(use_blis=False)).initialize()
    assert not model.predict((floats(rng, 1, 3, WIDTH), floats(rng, 1, 4, WIDTH))).any()


def test_gradients_are_right() -> None:
    rng = np.random.default_rng(1)
    check_gradients(trained(rng), (floats(rng, 2, 3, WIDTH), floats(rng, 2, 4, WIDTH)), rng=rng)


def test_sequences_of_no_tokens_have_no_scores() -> None:
    rng = np.random.default_rng(1)
    model = trained(rng)
    given = (np.zeros((2, 0, WIDTH), np.float32), floats(rng, 2, 1, WIDTH))
    scores, backprop = model(given, is_train=True)
    assert scores.shape == (2, 0, 1)
    d_dependents, d_heads = backprop(scores)
    assert d_dependents.shape == (2, 0, WIDTH)
    assert not d_heads.any()
