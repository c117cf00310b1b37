"""Static vectors as input: one length, a map whose gradient is right, nothing for unknown words."""

from __future__ import annotations

import numpy as np
from gradients import check_gradients, no_arrays
from thinc.api import NumpyOps

from nlptk.engine.layers.static_vectors import static_vectors
from nlptk.engine.layers.type_embed import TypeRows, type_embed
from nlptk.engine.layers.weights import get_weights


def vectors(n: int = 4, width: int = 3) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((n, width)).astype(np.float32)


def test_gradients_are_right() -> None:
    rng = np.random.default_rng(0)
    model = static_vectors(3, 6, rng=rng, ops=NumpyOps())
    model.initialize()
    check_gradients(model, vectors(), rng=rng, inputs=no_arrays)


def test_only_the_direction_of_a_vector_counts() -> None:
    model = static_vectors(3, 6, rng=np.random.default_rng(0), ops=NumpyOps())
    model.initialize()
    some = vectors()
    assert np.allclose(model.predict(some), model.predict(some * 7), atol=1e-6)
    assert not model.predict(np.zeros((1, 3), np.float32)).any()


def test_the_mix_of_features_has_right_gradients_with_static_vectors() -> None:
    rng = np.random.default_rng(2)
    model = type_embed(12, width=4, n_out=5, rng=rng, ops=NumpyOps(), static_width=3)
    model.initialize()
    single = rng.integers(0, 12, (4, 5)).astype(np.int32)
    n_ngrams = np.array([1, 2, 1, 3], np.int32)
    ngrams = rng.integers(0, 12, 7).astype(np.int32)
    types = TypeRows(single, ngrams, n_ngrams, vectors())
    check_gradients(model, types, rng=rng, inputs=no_arrays)
    without = TypeRows(single, ngrams, n_ngrams, np.zeros((4, 3), np.float32))
    assert not np.allclose(model.predict(types), model.predict(without))


def test_a_layer_without_static_vectors_has_the_weights_it_always_had() -> None:
    made = []
    for width in (0, 3):
        model = type_embed(
            12, width=4, n_out=5, rng=np.random.default_rng(0), ops=NumpyOps(), static_width=width
        )
        model.initialize()
        made.append(get_weights(model))
    bare, fed = made
    assert list(bare) == [f"0.type_embed.{name}" for name in ("E", "W", "b", "gain", "shift")]
    assert set(fed) - set(bare) == {"1.static_vectors.W"}
    assert all(bare[name].tobytes() == fed[name].tobytes() for name in bare)
