"""Scores of some classes: gradients, the choice of candidates, and what the sample stands for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.layers.sampled_softmax import Candidates, class_scores, draw_candidates
from nlptk.engine.layers.softmax_head import cross_entropy
from nlptk.engine.runtime import choose_ops

OPS = choose_ops()
WIDTH, N_CLASSES = 6, 11


def made() -> Any:
    model = class_scores(WIDTH, N_CLASSES, rng=np.random.default_rng(0), ops=OPS)
    model.initialize()
    return model


@pytest.mark.parametrize("classes", [list(range(N_CLASSES)), [0, 1, 4, 9]])
def test_class_scores_have_the_right_gradients(classes: list[int]) -> None:
    rng = np.random.default_rng(1)
    x = rng.standard_normal((5, WIDTH)).astype(np.float32)
    check_gradients(made(), (x, np.array(classes)), rng=rng)


def test_scores_of_some_classes_are_those_among_all() -> None:
    rng = np.random.default_rng(1)
    model, x = made(), rng.standard_normal((5, WIDTH)).astype(np.float32)
    every = model.predict((x, np.arange(N_CLASSES)))
    some = model.predict((x, np.array([2, 3, 7])))
    np.testing.assert_allclose(some, every[:, [2, 3, 7]], rtol=1e-6)


@given(
    st.lists(st.integers(0, 199), min_size=1, max_size=20),
    st.integers(1, 50),
    st.integers(1, 40),
    st.integers(0, 5),
)
def test_candidates_are_the_frequent_the_wanted_and_a_sample(
    wanted: list[int], n_frequent: int, n_rare: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    classes = np.array(wanted)
    drawn = draw_candidates(classes, n_classes=200, n_frequent=n_frequent, n_rare=n_rare, rng=rng)
    assert (np.diff(drawn.classes) > 0).all()
    assert set(range(n_frequent)) | set(wanted) <= set(drawn.classes.tolist())
    assert len(drawn.classes) <= n_frequent + n_rare + len(set(wanted))
    np.testing.assert_array_equal(drawn.classes[drawn.columns(classes)], classes)
    n_of_rare = len(drawn.classes) - drawn.n_frequent
    assert np.exp(drawn.log_share) * n_of_rare == pytest.approx(200 - n_frequent)


def test_few_classes_are_all_candidates_and_nothing_is_estimated() -> None:
    rng = np.random.default_rng(0)
    drawn = draw_candidates(np.array([3]), n_classes=10, n_frequent=4, n_rare=3, rng=rng)
    assert (drawn.classes.tolist(), drawn.log_share) == (list(range(10)), 0.0)


def test_correction_leaves_the_wanted_class_and_the_frequent_ones_alone() -> None:
    drawn = Candidates(np.array([0, 1, 5, 8]), 2, 1.5)
    scores = drawn.corrected(np.zeros((3, 4), np.float32), np.array([0, 2, 3]), xp=np)
    assert scores.tolist() == [[0, 0, 1.5, 1.5], [0, 0, 0, 1.5], [0, 0, 1.5, 0]]


def test_estimated_loss_is_near_that_over_all_classes() -> None:
    rng = np.random.default_rng(2)
    n_classes, n_rows = 5000, 300
    scores = rng.standard_normal((n_rows, n_classes)).astype(np.float32)
    wanted = rng.integers(0, n_classes, n_rows)
    exact, _ = cross_entropy(scores, wanted, ops=OPS)
    drawn = draw_candidates(wanted, n_classes=n_classes, n_frequent=500, n_rare=700, rng=rng)
    columns = drawn.columns(wanted)
    some = drawn.corrected(scores[:, drawn.classes], columns, xp=np)
    estimated, _ = cross_entropy(some, columns, ops=OPS)
    assert estimated == pytest.approx(exact, abs=0.05)
