"""Scores of arcs by distance, against the formula arc by arc."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.head_distance import N_CLASSES, distance_classes, head_distance

WIDTH = 4


def floats(rng: np.random.Generator, *shape: int) -> Any:
    return rng.standard_normal(shape).astype(np.float32)


def trained(rng: np.random.Generator) -> Model[Any, Any]:
    """A layer whose weights are no longer zeros."""
    model = head_distance(WIDTH, rng=rng, ops=NumpyOps(use_blis=False)).initialize()
    model.set_param("W", floats(rng, WIDTH, N_CLASSES))
    model.set_param("b", floats(rng, N_CLASSES))
    return model


def test_scores_are_those_of_the_formula() -> None:
    rng = np.random.default_rng(0)
    model, dependents = trained(rng), floats(rng, 2, 30, WIDTH)
    scores = model.predict(dependents)
    classes = distance_classes(30)
    assert scores.shape == (2, 30, 31)
    for b, d, h in np.ndindex(2, 30, 30):
        k = classes[d, h]
        expected = dependents[b, d] @ model.get_param("W")[:, k] + model.get_param("b")[k]
        np.testing.assert_allclose(scores[b, d, 1 + h], expected, rtol=1e-4, atol=1e-5)


def test_the_root_is_at_no_distance() -> None:
    rng = np.random.default_rng(0)
    assert not trained(rng).predict(floats(rng, 2, 3, WIDTH))[:, :, 0].any()


def test_all_distances_are_alike_at_first() -> None:
    rng = np.random.default_rng(0)
    model = head_distance(WIDTH, rng=rng, ops=NumpyOps(use_blis=False)).initialize()
    assert not model.predict(floats(rng, 1, 3, WIDTH)).any()


def test_gradients_are_right() -> None:
    rng = np.random.default_rng(1)
    check_gradients(trained(rng), floats(rng, 2, 7, WIDTH), rng=rng)


def test_sequences_of_no_tokens_have_no_scores() -> None:
    rng = np.random.default_rng(1)
    scores, backprop = trained(rng)(np.zeros((2, 0, WIDTH), np.float32), is_train=True)
    assert scores.shape == (2, 0, 1)
    assert backprop(scores).shape == (2, 0, WIDTH)


@given(st.integers(1, 60))
def test_classes_tell_sides_apart_and_grow_with_distance(length: int) -> None:
    classes = distance_classes(length)
    places = np.arange(length)
    after = places > places[:, None]
    assert (classes[places, places] == 0).all()
    assert classes.max() < N_CLASSES
    assert not np.intersect1d(classes[after], classes[after.T]).size
    assert (np.diff(classes[0]) >= 0).all()


@pytest.mark.parametrize("length", [3, 40])
def test_classes_do_not_depend_on_the_length(length: int) -> None:
    assert (distance_classes(length) == distance_classes(60)[:length, :length]).all()
