"""The head against finite differences, its growth, and the loss against its definition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from thinc.api import Model

from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.softmax_head import cross_entropy, grow_head, softmax, softmax_head
from nlptk.engine.layers.weights import get_weights
from nlptk.engine.runtime import choose_ops

OPS = choose_ops()
WIDTH, N_CLASSES = 7, 4


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def made(seed: int = 0, **options: Any) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    model = softmax_head(WIDTH, N_CLASSES, rng=rng, ops=OPS, **options)
    model.initialize()
    return model


def floats(rng: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return rng.standard_normal(shape).astype(np.float32)


def definition(
    scores: NDArray[np.float32],
    classes: NDArray[np.int64],
    smoothing: float = 0.0,
    weights: NDArray[np.float64] | None = None,
) -> float:
    """The loss in double precision, one row at a time."""
    losses = []
    for row, wanted in zip(scores.astype(np.float64), classes, strict=True):
        if wanted < 0:
            continue
        target = np.full(len(row), smoothing / len(row))
        target[wanted] += 1 - smoothing
        told = row - row.max() - np.log(np.exp(row - row.max()).sum())
        losses.append(-(target * told).sum() * (1 if weights is None else weights[wanted]))
    return float(np.mean(losses)) if losses else 0.0


# ---------------------------------------------------------------------- the layer


def test_gradients_are_those_of_finite_differences(rng):
    check_gradients(made(), floats(rng, 9, WIDTH), rng=rng)


def test_noise_reaches_scores_and_gradient_alike(rng):
    model = made()
    set_noise(model, 0.5, np.random.default_rng(3))
    scores, backprop = model.begin_update(np.ones((1, WIDTH), np.float32))
    d_x = backprop(np.ones((1, N_CLASSES), np.float32))
    dropped = model.get_grad("W")[:, 0] == 0
    assert 0 < dropped.sum() < WIDTH
    assert ((d_x[0] == 0) == dropped).all()
    weights, bias = model.get_param("W"), model.get_param("b")
    np.testing.assert_allclose(scores[0], 2 * weights[~dropped].sum(axis=0) + bias, rtol=1e-5)


def test_prediction_has_no_noise(rng):
    model, x = made(), floats(rng, 5, WIDTH)
    before = model.predict(x)
    set_noise(model, 0.5, np.random.default_rng(3))
    assert (model.predict(x) == before).all()


def test_a_head_without_noise_drops_nothing(rng):
    model, x = made(noisy=False), floats(rng, 5, WIDTH)
    set_noise(model, 0.5, np.random.default_rng(3))
    scores, _ = model.begin_update(x)
    assert (scores == model.predict(x)).all()


def test_the_same_seed_draws_the_same_weights():
    first, second, other = (get_weights(made(seed)) for seed in (1, 1, 2))
    assert all((first[key] == second[key]).all() for key in first)
    assert any((first[key] != other[key]).any() for key in first)


def test_no_rows_have_no_scores():
    model = made()
    scores, backprop = model.begin_update(np.zeros((0, WIDTH), np.float32))
    assert scores.shape == (0, N_CLASSES)
    assert backprop(scores).shape == (0, WIDTH)


# ---------------------------------------------------------------------- growth


def test_a_grown_head_scores_old_classes_as_before(rng):
    model, x = made(), floats(rng, 5, WIDTH)
    before, old = model.predict(x), get_weights(model)
    grow_head(model, N_CLASSES + 3, rng)
    after = model.predict(x)
    assert after.shape == (5, N_CLASSES + 3)
    np.testing.assert_allclose(after[:, :N_CLASSES], before, rtol=1e-5, atol=1e-6)
    new = get_weights(model)
    assert all((new[key][..., :N_CLASSES] == old[key]).all() for key in old)


def test_a_grown_head_learns(rng):
    model = made()
    grow_head(model, N_CLASSES + 2, rng)
    check_gradients(model, floats(rng, 9, WIDTH), rng=rng)


def test_growing_to_the_same_size_draws_nothing(rng):
    model = made()
    before = get_weights(model)
    grow_head(model, N_CLASSES, rng)
    after = get_weights(model)
    assert all((after[key] == before[key]).all() for key in before)
    assert rng.random() == np.random.default_rng(0).random()


# ---------------------------------------------------------------------- the loss


WEIGHTS = np.array([0.5, 1.0, 2.0, 0.0])


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["even", "weighted"])
def test_the_loss_is_its_definition(rng, smoothing, weights):
    scores = 3 * floats(rng, 8, N_CLASSES)
    classes = np.array([0, 3, -1, 2, 1, 1, -1, 0])
    loss, _ = cross_entropy(scores, classes, ops=OPS, smoothing=smoothing, class_weights=weights)
    assert loss == pytest.approx(definition(scores, classes, smoothing, weights), rel=1e-5)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["even", "weighted"])
def test_the_gradient_is_that_of_the_loss(rng, smoothing, weights):
    scores = floats(rng, 6, N_CLASSES)
    classes = np.array([0, 3, -1, 2, 1, 0])
    _, gradient = cross_entropy(
        scores, classes, ops=OPS, smoothing=smoothing, class_weights=weights
    )
    for row, column in np.ndindex(scores.shape):
        moved = [scores.astype(np.float64) for _ in range(2)]
        moved[0][row, column] += 1e-5
        moved[1][row, column] -= 1e-5
        above, below = (definition(one, classes, smoothing, weights) for one in moved)
        assert gradient[row, column] == pytest.approx((above - below) / 2e-5, abs=1e-6)


@given(st.lists(st.integers(-1, N_CLASSES - 1), max_size=12), st.integers(0, 100))
def test_rows_without_a_class_have_no_gradient_and_do_not_count(classes, seed):
    scores = floats(np.random.default_rng(seed), len(classes), N_CLASSES)
    wanted = np.array(classes, np.int64)
    known = wanted >= 0
    loss, gradient = cross_entropy(scores, wanted, ops=OPS)
    alone, gradient_alone = cross_entropy(scores[known], wanted[known], ops=OPS)
    assert loss == alone
    assert not gradient[~known].any()
    assert (gradient[known] == gradient_alone).all()


def test_scores_that_are_very_wrong_have_a_finite_loss():
    loss, gradient = cross_entropy(
        np.array([[1000.0, -1000.0]], np.float32), np.array([1]), ops=OPS
    )
    assert np.isfinite(loss)
    assert gradient.tolist() == [[1.0, -1.0]]


def test_probabilities_of_each_row_sum_to_one(rng):
    scores = 100 * floats(rng, 5, N_CLASSES)
    before = scores.copy()
    probabilities = softmax(np, scores)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)
    assert (probabilities.argmax(axis=1) == before.argmax(axis=1)).all()
    assert (scores == before).all()
