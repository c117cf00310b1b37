"""What is learned from gold categories, and the losses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.plugins.components.textcat.targets import (
    balanced_weights,
    is_exclusive,
    loss_of,
    make_targets,
    sigmoid,
)

LABELS = ["A", "B", "C"]
EVEN = np.ones((2, 3), np.float32)


def targets(*cats, multilabel, class_weights=EVEN):
    return make_targets(cats, LABELS, multilabel=multilabel, class_weights=class_weights)


@pytest.mark.parametrize(
    ("cats", "expected"),
    [
        ({"A": 1.0}, True),
        ({"A": 1.0, "B": 0.0}, True),
        ({"A": 0.4, "B": 0.3, "C": 0.3}, True),
        ({"A": 1.0, "B": 1.0}, False),
        ({"A": 0.0, "B": 0.0}, False),
        ({}, False),
    ],
)
def test_one_of_exclusive_categories_holds(cats, expected):
    assert is_exclusive(cats) is expected


def test_targets_of_exclusive_categories_are_probabilities():
    found = targets(
        {"A": 1.0}, {"B": 0.6, "C": 0.4}, {"A": 1.0, "B": 1.0}, {"X": 1.0}, {}, multilabel=False
    )
    np.testing.assert_allclose(
        found.values, [[1, 0, 0], [0, 0.6, 0.4], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    )
    np.testing.assert_allclose(found.weights, [[1] * 3, [1] * 3, [0] * 3, [0] * 3, [0] * 3])


def test_targets_of_independent_categories_are_known_one_by_one():
    found = targets({"A": 1.0, "C": 0.0}, {"X": 1.0}, multilabel=True)
    assert found.values.tolist() == [[1, 0, 0], [0, 0, 0]]
    assert found.weights.tolist() == [[1, 0, 1], [0, 0, 0]]


def test_classes_that_are_balanced_count_alike():
    counts = np.array([[9, 1, 10], [1, 9, 0]])
    weights = balanced_weights(counts, multilabel=True)
    np.testing.assert_allclose(weights[:, :2] * counts[:, :2], 5)
    assert weights[1, 2] == 1
    one_of = balanced_weights(counts, multilabel=False)
    np.testing.assert_allclose(one_of[1] * counts[1], [5, 5, 0])


def slopes(scores, found, *, multilabel, step=1e-3):
    """The gradient of the loss by differences, in double precision."""
    result = np.zeros_like(scores)
    for place in np.ndindex(*scores.shape):
        moved = [scores.copy() for _ in "ab"]
        moved[0][place] += step
        moved[1][place] -= step
        above, below = (loss_of(one, found, multilabel=multilabel, xp=np)[0] for one in moved)
        result[place] = (above - below) / (2 * step)
    return result


@pytest.mark.parametrize("multilabel", [False, True])
def test_gradients(multilabel):
    rng = np.random.default_rng(0)
    weights = np.array([[1, 2, 0.5], [3, 1, 2]], np.float32)
    found = targets(
        {"A": 1.0, "B": 0.0, "C": 0.0},
        {"B": 0.7, "C": 0.3},
        {},
        {"C": 1.0},
        multilabel=multilabel,
        class_weights=weights,
    )
    scores = rng.standard_normal((4, 3))
    _, gradient = loss_of(scores, found, multilabel=multilabel, xp=np)
    assert not gradient[2].any()
    np.testing.assert_allclose(
        gradient, slopes(scores, found, multilabel=multilabel), rtol=1e-4, atol=1e-7
    )


@pytest.mark.parametrize("multilabel", [False, True])
def test_the_loss_is_a_mean_over_what_is_known(multilabel):
    scores = np.array([[1.0, -1.0, 0.5]], np.float32)
    cats = {"A": 1.0, "B": 0.0}
    once, _ = loss_of(scores, targets(cats, multilabel=multilabel), multilabel=multilabel, xp=np)
    thrice, _ = loss_of(
        np.repeat(scores, 4, axis=0),
        targets(cats, {}, cats, cats, multilabel=multilabel),
        multilabel=multilabel,
        xp=np,
    )
    assert thrice == pytest.approx(once, rel=1e-5)


@pytest.mark.parametrize("multilabel", [False, True])
def test_nothing_known_is_no_loss(multilabel):
    found = targets({}, {}, multilabel=multilabel)
    loss, gradient = loss_of(np.ones((2, 3), np.float32), found, multilabel=multilabel, xp=np)
    assert loss == 0
    assert not gradient.any()


@pytest.mark.parametrize("multilabel", [False, True])
def test_large_scores_do_not_overflow(multilabel):
    scores = np.array([[1e4, -1e4, 0]], np.float32)
    found = targets({"A": 0.0, "B": 1.0, "C": 0.0}, multilabel=multilabel)
    loss, gradient = loss_of(scores, found, multilabel=multilabel, xp=np)
    assert np.isfinite(loss)
    assert np.isfinite(gradient).all()


@given(st.floats(-100, 100))
def test_sigmoid_is_what_it_is_called(score):
    assert sigmoid(np, np.float64(score)) == pytest.approx(1 / (1 + np.exp(-score)), abs=1e-12)
