"""Scores from the features of a text."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients, no_arrays
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.ngram_bag import Bags, grow_bag, ngram_bag
from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.rows import ROW_GRADIENTS, row_gradients
from nlptk.engine.layers.weights import get_weights, take_gradient

ROWS, N_CLASSES = 8, 3
GAIN = 30.0


def layer(seed: int = 0) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    scale = rng.random(ROWS).astype(np.float32) + 0.5
    model = ngram_bag(scale, N_CLASSES, ops=NumpyOps(use_blis=False))
    model.initialize()
    for name, shape in (("E", (ROWS, N_CLASSES)), ("b", (N_CLASSES,))):
        model.set_param(name, rng.standard_normal(shape).astype(np.float32) * 0.1)
    return model


def bags(*texts: list[int], n_unknown: int = 0) -> Bags:
    """Texts by the rows of their features; each has some more that the table does not have."""
    n_rows = np.array([len(rows) for rows in texts], np.int32)
    return Bags(
        rows=np.array([row for rows in texts for row in rows], np.int64),
        n_rows=n_rows,
        n_features=n_rows.astype(np.int64) + n_unknown,
    )


TEXTS = bags([0, 2, 7], [], [2], [1, 2, 3, 4, 5], n_unknown=1)


def test_a_new_layer_says_nothing() -> None:
    model = ngram_bag(np.ones(ROWS, np.float32), N_CLASSES, ops=NumpyOps(use_blis=False))
    assert not model.predict(TEXTS).any()


def test_scores_are_sums_of_scaled_rows_over_the_root_of_the_length() -> None:
    model = layer()
    table, scale, bias = (model.get_param(name) for name in ("E", "scale", "b"))
    scores = model.predict(TEXTS)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(
        scores[0],
        sum(table[row] * scale[row] for row in (0, 2, 7)) * GAIN / np.sqrt(4) + bias,
        rtol=1e-5,
    )
    np.testing.assert_allclose(scores[1], bias, rtol=1e-6)


@pytest.mark.parametrize("texts", [(), ([],), ([], [])])
def test_texts_without_features_get_the_bias(texts: tuple[list[int], ...]) -> None:
    model = layer()
    scores = model.predict(bags(*texts))
    assert scores.shape == (len(texts), N_CLASSES)
    assert (scores == model.get_param("b")).all()


def without_fixed_weights(model: Model[Any, Any]) -> Model[Any, Any]:
    """The same layer, of which nothing shows but what is learned."""

    def forward(outer: Model[Any, Any], given: Bags, is_train: bool) -> Any:
        scores, backprop = model(given, is_train)

        def back(d_scores: Any) -> None:
            backprop(d_scores)
            outer.inc_grad("b", take_gradient(model, "b"))

        return scores, back

    learned: Model[Any, Any] = Model(
        "learned",
        forward,
        params={name: model.get_param(name) for name in ("E", "b")},
        attrs={ROW_GRADIENTS: row_gradients(model)},
        ops=model.ops,
    )
    return learned


def test_gradients() -> None:
    rng = np.random.default_rng(0)
    check_gradients(without_fixed_weights(layer()), TEXTS, rng=rng, inputs=no_arrays)


def test_the_scale_and_rows_that_no_text_has_are_not_learned() -> None:
    model = layer()
    _, backprop = model.begin_update(TEXTS)
    assert backprop(np.ones((4, N_CLASSES), np.float32)) is None
    assert not model.has_grad("scale")
    assert not model.has_grad("E")
    rows, values = row_gradients(model)["E"].take(model.ops)
    assert rows.tolist() == [0, 1, 2, 3, 4, 5, 7]
    assert values.all()


def test_texts_without_features_leave_no_row_gradient() -> None:
    model = layer()
    _, backprop = model.begin_update(bags([], []))
    backprop(np.ones((2, N_CLASSES), np.float32))
    assert not row_gradients(model)["E"]
    assert model.get_grad("b").tolist() == [2] * N_CLASSES


def test_noise_drops_features_in_training_only() -> None:
    model = layer()
    clean = model.predict(TEXTS)
    set_noise(model, 0.5, np.random.default_rng(1))
    noisy, _ = model.begin_update(TEXTS)
    assert not np.allclose(noisy, clean)
    assert np.array_equal(model.predict(TEXTS), clean)
    set_noise(model, 0.5, np.random.default_rng(1))
    assert np.array_equal(model.begin_update(TEXTS)[0], noisy)


def test_a_grown_layer_gives_the_same_scores_and_nothing_more_to_new_classes() -> None:
    model = layer()
    before = model.predict(TEXTS)
    scale = np.concatenate([model.get_param("scale") * 2, np.ones(3, np.float32)])
    grow_bag(model, scale, N_CLASSES + 2)
    after = model.predict(TEXTS)
    np.testing.assert_allclose(after[:, :N_CLASSES], before, rtol=1e-5)
    assert not after[:, N_CLASSES:].any()
    assert get_weights(model)["0.ngram_bag.E"].shape == (ROWS + 3, N_CLASSES + 2)
    assert model.predict(bags([ROWS + 2])).shape == (1, N_CLASSES + 2)
