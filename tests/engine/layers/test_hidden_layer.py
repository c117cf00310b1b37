from __future__ import annotations

import numpy as np
from gradients import check_gradients

from nlptk.engine.layers.hidden_layer import hidden_layer
from nlptk.engine.runtime import choose_ops


def test_hidden_layer_has_the_right_gradients() -> None:
    rng = np.random.default_rng(0)
    model = hidden_layer(7, 5, rng=rng, ops=choose_ops())
    model.initialize()
    check_gradients(model, rng.standard_normal((6, 7)).astype(np.float32), rng=rng)


def test_hidden_layer_gives_rows_of_one_length() -> None:
    rng = np.random.default_rng(1)
    model = hidden_layer(7, 50, rng=rng, ops=choose_ops())
    model.initialize()
    y = model.predict(rng.standard_normal((6, 7)).astype(np.float32) * 10)
    np.testing.assert_allclose(y.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=1), 1, atol=1e-2)
