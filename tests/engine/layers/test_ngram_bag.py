"""Bags of features: gradients, what an empty text gets, and growing."""

from __future__ import annotations

import numpy as np
import pytest
from gradients import check_gradients, no_arrays

from nlptk.engine.layers.ngram_bag import Bags, grow_bag, ngram_bag
from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.runtime import choose_ops

N_CLASSES = 3
SCALE = np.array([0.5, 1.0, 2.0, 0.0, 1.5], np.float32)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def bags(*texts, unknown=0):
    """Each text is a list of rows; `unknown` features more have none."""
    return Bags(
        np.array([row for text in texts for row in text], np.int64),
        np.array([len(text) for text in texts], np.int32),
        np.array([len(text) + unknown for text in texts], np.int64),
    )


def filled_bag(rng):
    model = ngram_bag(SCALE, N_CLASSES, ops=choose_ops())
    for name in ("E", "b"):
        param = model.get_param(name)
        param[...] = rng.standard_normal(param.shape)
    return model


def test_ngram_bag_gradients_are_those_of_its_weights(rng):
    model = filled_bag(rng)
    model.get_param("scale")[...] = 0.1
    x = bags([0, 1, 4], [], [2, 1], [3])
    model.attrs["row_gradients"] = row_gradients(model)

    # the scale is no weight: it has no gradient, and differences would say that it should
    scale = model.get_param("scale")
    model._params.set_param(model.id, "scale", scale)
    checked = WithoutScale(model)
    check_gradients(checked.model, x, rng=rng, inputs=no_arrays)
