"""Vectors of types from the rows of their features."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients, no_arrays
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.layers.type_embed import TypeRows, type_embed

ROWS, WIDTH, N_OUT = 30, 4, 6


def layer(seed: int = 0) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    model = type_embed(ROWS, width=WIDTH, n_out=N_OUT, rng=rng, ops=NumpyOps(use_blis=False))
    model.initialize()
    # bring the table to the size of trained ones, for the sake of finite differences
    model.set_param("E", model.get_param("E") * 10)
    return model


def type_rows(*types: tuple[list[int], list[int]]) -> TypeRows:
    return TypeRows(
        single=np.array([single for single, _ in types], np.int32).reshape((-1, 5)),
        ngrams=np.array([row for _, ngrams in types for row in ngrams], np.int32),
        n_ngrams=np.array([len(ngrams) for _, ngrams in types], np.int32),
    )


CAT = ([0, 1, 10, 15, 20], [22, 23, 25])
CATS = ([2, 3, 10, 16, 20], [22, 23, 25, 26, 27])
A = ([5, 5, 11, 17, 21], [29])


def features_of(model: Model[Any, Any], single: list[int], ngrams: list[int]) -> Any:
    """The features of one type, put together row by row."""
    table = model.get_param("E")
    mean = sum(table[row] for row in ngrams) / len(ngrams) * 3
    form = table[single[0]] + table[single[1]]
    return np.concatenate([form, *(table[row] for row in single[2:]), mean])


def test_vectors_are_those_of_the_formula() -> None:
    model = layer()
    vectors = model.predict(type_rows(CAT, CATS, A))
    assert vectors.shape == (3, N_OUT)
    assert vectors.dtype == np.float32
    for vector, one in zip(vectors, (CAT, CATS, A), strict=True):
        mixed = features_of(model, *one) @ model.get_param("W") + model.get_param("b")
        best = mixed.reshape((N_OUT, 2)).max(axis=1)
        np.testing.assert_allclose(
            vector, (best - best.mean()) / np.sqrt(best.var() + 1e-5), rtol=1e-3, atol=1e-4
        )


def test_gradients_are_right() -> None:
    rng = np.random.default_rng(0)
    check_gradients(layer(), type_rows(CAT, CATS, A), rng=rng, inputs=no_arrays)


def test_a_type_is_the_same_beside_any_others() -> None:
    model = layer()
    together = model.predict(type_rows(CAT, CATS, A, CAT))
    np.testing.assert_allclose(together[0], together[3], rtol=1e-6)
    for number, one in enumerate((CAT, CATS, A)):
        np.testing.assert_allclose(model.predict(type_rows(one))[0], together[number], rtol=1e-4)


def test_only_rows_that_were_used_have_a_gradient() -> None:
    model = layer()
    vectors, backprop = model(type_rows(CAT, A), is_train=True)
    backprop(np.ones_like(vectors) * np.arange(N_OUT, dtype=np.float32))
    assert not model.has_grad("E")
    rows, values = row_gradients(model)["E"].take(model.ops)
    assert rows.tolist() == sorted({*CAT[0], *CAT[1], *A[0], *A[1]})
    assert values.shape == (len(rows), WIDTH)
    assert np.abs(values).sum(axis=1).all()


@pytest.mark.parametrize("seeds", [(1, 1), (1, 2)])
def test_dropped_numbers_are_those_of_the_generator(seeds: tuple[int, int]) -> None:
    results = []
    for seed in seeds:
        model = layer()
        set_noise(model, 0.5, np.random.default_rng(seed))
        results.append(model(type_rows(CAT, CATS, A), is_train=True)[0])
        assert (results[-1] == 0).any()
        assert not (model.predict(type_rows(CAT, CATS, A)) == 0).any()
    assert np.array_equal(*results) == (seeds[0] == seeds[1])


def test_what_is_dropped_has_no_gradient() -> None:
    model = layer()
    set_noise(model, 0.5, np.random.default_rng(0))
    vectors, backprop = model(type_rows(CAT, CATS, A), is_train=True)
    backprop((vectors == 0).astype(np.float32))
    assert not model.get_grad("shift").any()
    assert not model.get_grad("W").any()


def test_no_types_have_no_vectors() -> None:
    model = layer()
    vectors, backprop = model(type_rows(), is_train=True)
    assert vectors.shape == (0, N_OUT)
    backprop(vectors)


def test_the_same_seed_makes_the_same_layer() -> None:
    first, second, other = (layer(seed).get_param("E").tobytes() for seed in (0, 0, 1))
    assert first == second != other
