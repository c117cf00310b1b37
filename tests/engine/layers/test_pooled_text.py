"""One vector for each text, of the encodings of its tokens."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.pooled_text import EncodedTexts, pooled_text

WIDTH, N_OUT = 5, 4


def layer(seed: int = 0) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    model = pooled_text(WIDTH, N_OUT, rng=rng, ops=NumpyOps(use_blis=False))
    model.initialize()
    model.set_param("b", rng.standard_normal(N_OUT).astype(np.float32))
    return model


def texts(*lengths: int, seed: int = 0) -> EncodedTexts:
    rng = np.random.default_rng(seed)
    encoded = rng.standard_normal((sum(lengths), WIDTH)).astype(np.float32)
    return EncodedTexts(encoded, np.array(lengths, np.int64))


def test_vectors_are_those_of_the_formula() -> None:
    model, given = layer(), texts(3, 1, 2)
    vectors = model.predict(given)
    assert vectors.dtype == np.float32
    for vector, tokens in zip(vectors, np.split(given.encoded, [3, 4]), strict=True):
        pooled = np.concatenate([tokens.mean(axis=0), tokens.max(axis=0)])
        z = pooled @ model.get_param("W") + model.get_param("b")
        np.testing.assert_allclose(vector, np.where(z > 0, z, z / 10), rtol=1e-4, atol=1e-6)


def test_a_text_without_tokens_is_pooled_to_zeros() -> None:
    model = layer()
    alone, among = model.predict(texts(0)), model.predict(texts(2, 0, 3))
    z = model.get_param("b")
    np.testing.assert_allclose(alone[0], np.where(z > 0, z, z / 10), rtol=1e-6)
    np.testing.assert_allclose(among[1], alone[0], rtol=1e-6)


@pytest.mark.parametrize("lengths", [(3, 1, 2), (0, 4, 0, 1), (6,)])
def test_gradients(lengths: tuple[int, ...]) -> None:
    given = texts(*lengths)

    def encodings(value: Any) -> list[Any]:
        return [value.encoded]

    check_gradients(
        layer(),
        given,
        rng=np.random.default_rng(1),
        inputs=encodings,
        d_inputs=lambda d_encoded: [d_encoded],
    )


def test_texts_without_tokens_give_no_gradient_back() -> None:
    model = layer()
    vectors, backprop = model.begin_update(texts(0, 0))
    assert backprop(np.ones_like(vectors)).shape == (0, WIDTH)
    assert model.get_grad("b").any()


def test_noise_is_in_training_only() -> None:
    model, given = layer(), texts(3, 1, 2)
    clean = model.predict(given)
    set_noise(model, 0.5, np.random.default_rng(1))
    noisy, _ = model.begin_update(given)
    assert not np.allclose(noisy, clean)
    assert np.array_equal(model.predict(given), clean)
