"""Dropout whose masks come from a generator that is passed in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from thinc.api import Model, NumpyOps, chain

from nlptk.engine.layers.noise import NOISE_ATTRIBUTES, draw_mask, set_noise


def unchanged(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
    return x, lambda dy: dy


def layer(*, noisy: bool) -> Model[Any, Any]:
    return Model(
        "m",
        unchanged,
        attrs=dict(NOISE_ATTRIBUTES) if noisy else {},
        ops=NumpyOps(use_blis=False),
    )


def test_nothing_drops_before_a_rate_is_set() -> None:
    assert draw_mask(layer(noisy=True), (3, 4)) is None


@pytest.mark.parametrize(("rate", "seeded"), [(0.0, True), (0.5, False)])
def test_nothing_drops_without_rate_or_generator(rate: float, seeded: bool) -> None:
    model = layer(noisy=True)
    set_noise(model, rate, np.random.default_rng(0) if seeded else None)
    assert draw_mask(model, (3, 4)) is None


def test_masks_keep_the_mean() -> None:
    model = layer(noisy=True)
    set_noise(model, 0.25, np.random.default_rng(0))
    mask = draw_mask(model, (200, 300))
    assert mask is not None
    assert mask.dtype == np.float32
    assert sorted(set(mask.ravel().tolist())) == [0.0, pytest.approx(1 / 0.75)]
    assert mask.mean() == pytest.approx(1.0, abs=0.01)


def test_the_same_seed_gives_the_same_masks() -> None:
    masks = []
    for _ in range(2):
        model = layer(noisy=True)
        set_noise(model, 0.3, np.random.default_rng(5))
        masks.append([draw_mask(model, (4, 5)), draw_mask(model, (4, 5))])
    assert np.array_equal(masks[0], masks[1])
    assert not np.array_equal(masks[0][0], masks[0][1])


def test_all_layers_that_draw_share_the_generator() -> None:
    inner, plain = layer(noisy=True), layer(noisy=False)
    outer = chain(inner, plain)
    rng = np.random.default_rng(0)
    set_noise(outer, 0.3, rng)
    assert inner.attrs == {"dropout_rate": 0.3, "rng": rng}
    assert plain.attrs == {}
