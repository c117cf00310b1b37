"""The encoder: words and their places in, a vector for each token out, on CPU and GPU alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients, no_arrays
from hypothesis import given, settings
from hypothesis import strategies as st
from thinc.api import NumpyOps
from thinc.compat import has_cupy_gpu

from nlptk.engine.layers.encoder import EncoderInput, EncoderShape, encoder, type_vectors
from nlptk.engine.layers.layout import Layout
from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.rows import row_gradients
from nlptk.engine.layers.type_embed import TypeRows
from nlptk.engine.layers.weights import named_params, take_gradient, to_cpu

SHAPE = EncoderShape(rows=40, embed_width=4, type_width=6, hidden_width=5)
N_TYPES = 7
batches = st.lists(st.integers(0, 6), max_size=5)


def model_of(seed: int = 0, ops: Any = None) -> Any:
    rng = np.random.default_rng(seed)
    model = encoder(SHAPE, rng=rng, ops=ops or NumpyOps(use_blis=False)).initialize()
    # bring the table to the size of trained ones, for the sake of finite differences
    embed = model.layers[0]
    embed.set_param("E", embed.get_param("E") * 10)
    return model


def types_of(seed: int = 1, ops: Any = None) -> TypeRows:
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 5, N_TYPES).astype(np.int32)
    arrays = (
        rng.integers(0, SHAPE.rows, (N_TYPES, 5)).astype(np.int32),
        rng.integers(0, SHAPE.rows, counts.sum()).astype(np.int32),
        counts,
    )
    return TypeRows(*(arrays if ops is None else map(ops.asarray, arrays)))


def words_of(lengths: list[int], seed: int = 2) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, N_TYPES, length) for length in lengths]


def given_of(sequences: list[Any], **parts: Any) -> EncoderInput:
    index = np.concatenate([np.zeros(0, np.int64), *sequences])
    layout = Layout(np.array([len(one) for one in sequences], np.int64))
    return EncoderInput(**{"types": types_of(), "index": index, "layout": layout} | parts)


@given(batches, st.integers(0, 50))
@settings(max_examples=50)
def test_a_sequence_is_encoded_the_same_in_any_batch(lengths: list[int], seed: int) -> None:
    model, sequences = model_of(), words_of(lengths, seed)
    together = model.predict(given_of(sequences))
    assert together.shape == (sum(lengths), SHAPE.width)
    start = 0
    for sequence in sequences:
        alone = model.predict(given_of([sequence]))
        np.testing.assert_allclose(
            together[start : start + len(sequence)], alone, rtol=1e-3, atol=1e-5
        )
        start += len(sequence)


def test_width_is_that_of_both_directions_and_the_type() -> None:
    assert SHAPE.width == model_of().get_dim("nO") == 5 + 5 + 6


@pytest.mark.parametrize("lengths", [[3, 5, 1], [1], [0, 2]])
def test_gradients_are_right(lengths: list[int]) -> None:
    check_gradients(
        model_of(), given_of(words_of(lengths)), rng=np.random.default_rng(0), inputs=no_arrays
    )


@pytest.mark.parametrize("rate", [0.0, 0.3])
@pytest.mark.parametrize("lengths", [[], [0], [0, 0]])
def test_no_tokens_go_there_and_back(lengths: list[int], rate: float) -> None:
    model = model_of()
    set_noise(model, rate, np.random.default_rng(0))
    nothing = TypeRows(*(array[:0] for array in (types_of().single, *[np.zeros(0, np.int32)] * 2)))
    encoded, backprop = model(given_of(words_of(lengths), types=nothing), is_train=True)
    assert encoded.shape == (0, SHAPE.width)
    backprop(encoded)


def test_known_vectors_are_as_good_as_types() -> None:
    model, sequences = model_of(), words_of([4, 1, 0, 6])
    vectors = type_vectors(model, types_of())
    assert vectors.shape == (N_TYPES, SHAPE.type_width)
    by_vectors = model.predict(given_of(sequences, types=None, vectors=vectors))
    assert np.array_equal(by_vectors, model.predict(given_of(sequences)))


def test_the_type_vector_is_seen_by_all() -> None:
    model, sequences = model_of(), words_of([4, 2])
    encoded = model.predict(given_of(sequences))
    vectors = type_vectors(model, types_of())
    assert np.array_equal(encoded[:, -SHAPE.type_width :], vectors[np.concatenate(sequences)])


def test_a_word_depends_on_its_neighbours() -> None:
    model = model_of()
    first, second = (model.predict(given_of([np.array([3, other])]))[0] for other in (1, 2))
    assert not np.allclose(first[: 2 * SHAPE.hidden_width], second[: 2 * SHAPE.hidden_width])


@pytest.mark.parametrize("seeds", [(5, 5), (5, 6)])
def test_noise_is_that_of_the_generator_and_only_in_training(seeds: tuple[int, int]) -> None:
    results = []
    for seed in seeds:
        model, given_words = model_of(), given_of(words_of([3, 4]))
        set_noise(model, 0.4, np.random.default_rng(seed))
        results.append(model(given_words, is_train=True)[0])
        assert np.array_equal(model.predict(given_words), model_of().predict(given_words))
    assert np.array_equal(*results) == (seeds[0] == seeds[1])


def test_tokens_of_a_sequence_lose_the_same_numbers() -> None:
    model = model_of()
    set_noise(model, 0.5, np.random.default_rng(1))
    contextual = model(given_of(words_of([6, 5])), is_train=True)[0][:, : 2 * SHAPE.hidden_width]
    dropped = contextual == 0
    assert (dropped[:6] == dropped[0]).all()
    assert (dropped[6:] == dropped[6]).all()
    assert 0 < dropped[[0, 6]].sum() < dropped[[0, 6]].size


def test_the_same_seed_makes_the_same_encoder() -> None:
    first, second, other = (
        {key: node.get_param(name).tobytes() for key, node, name in named_params(model_of(seed))}
        for seed in (0, 0, 1)
    )
    assert first == second != other


@pytest.mark.skipif(not has_cupy_gpu, reason="needs a CUDA device and CuPy")
def test_a_gpu_computes_the_same() -> None:
    from nlptk.engine.runtime import choose_ops

    on_cpu, on_gpu = model_of(), model_of()
    on_gpu.to_gpu(0)
    sequences = words_of([3, 0, 5, 1])
    results = {}
    for name, model in (("cpu", on_cpu), ("gpu", on_gpu)):
        ops = choose_ops(-1 if name == "cpu" else 0)
        given_words = given_of(sequences, types=types_of(ops=ops))
        encoded, backprop = model(given_words, is_train=True)
        backprop(ops.asarray(to_cpu(encoded) ** 2))
        rows, values = row_gradients(model.layers[0])["E"].take(ops)
        gradients = {key: take_gradient(node, param) for key, node, param in named_params(model)}
        known = {key: to_cpu(array) for key, array in gradients.items() if array is not None}
        results[name] = [to_cpu(encoded), to_cpu(rows), to_cpu(values), *known.values()]
    for one, other in zip(results["cpu"], results["gpu"], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)
