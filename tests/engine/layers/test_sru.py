"""The windowed recurrent unit against a plain loop over one sequence, and packed in batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.layout import Layout
from nlptk.engine.layers.sru import TypedTokens, windowed_sru

WIDTH, N_IN, N_TYPES = 3, 4, 6
N_OUT = 2 * WIDTH
SPAN = 3 * N_OUT
batches = st.lists(st.integers(0, 6), max_size=5)


def layer(seed: int = 0) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    model = windowed_sru(WIDTH, N_IN, rng=rng, ops=NumpyOps(use_blis=False)).initialize()
    for name in ("b", "gain", "shift"):  # constants at first: they must not hide a mistake
        param = model.get_param(name)
        param += rng.standard_normal(param.shape).astype(np.float32) * 0.3
    return model


VECTORS = np.random.default_rng(1).standard_normal((N_TYPES, N_IN)).astype(np.float32)


def sequences_of(lengths: list[int], seed: int = 0) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, N_TYPES, length) for length in lengths]


def tokens_of(sequences: list[Any], vectors: Any = VECTORS) -> TypedTokens:
    layout = Layout(np.array([len(one) for one in sequences], np.int64))
    plain = np.concatenate([np.zeros(0, np.int64), *sequences])
    return TypedTokens(vectors, plain[layout.to_packed], layout)


def run(model: Model[Any, Any], sequences: list[Any]) -> list[Any]:
    """The states of each sequence, in plain order."""
    given = tokens_of(sequences)
    states = model.predict(given)[given.layout.to_plain]
    bounds = np.cumsum([len(one) for one in sequences])[:-1]
    return np.split(states, bounds) if sequences else []


def by_hand(model: Model[Any, Any], sequence: Any) -> Any:
    """The states of one sequence, token by token, in double precision."""
    weights, bias, gain, shift = (
        model.get_param(name).astype(np.float64) for name in ("W", "b", "gain", "shift")
    )
    x, n = VECTORS[sequence].astype(np.float64), len(sequence)
    before, own, behind = (weights[:, k * SPAN : (k + 1) * SPAN] for k in range(3))
    u = x @ own + bias
    u[1:] += x[:-1] @ before
    u[:-1] += x[1:] @ behind
    forget, candidate, carry = u[:, :N_OUT], u[:, N_OUT : 2 * N_OUT], u[:, 2 * N_OUT :]
    forget = (1 + forget / np.sqrt(1 + forget**2)) / 2
    carry = (1 + carry / np.sqrt(1 + carry**2)) / 2
    hidden = np.zeros((n, N_OUT))
    for half, order in ((slice(0, WIDTH), range(n)), (slice(WIDTH, None), reversed(range(n)))):
        state = np.zeros(WIDTH)
        for t in order:
            state = forget[t, half] * state + (1 - forget[t, half]) * candidate[t, half]
            hidden[t, half] = state
    squashed = hidden / np.sqrt(1 + hidden**2)
    mixed = carry * squashed + (1 - carry) * (x @ weights[:, 3 * SPAN :])
    mean, variance = mixed.mean(axis=1, keepdims=True), mixed.var(axis=1, keepdims=True)
    return (mixed - mean) / np.sqrt(variance + 1e-5) * gain + shift


def mirrored(model: Model[Any, Any]) -> Model[Any, Any]:
    """A layer whose two directions have changed places."""
    twin = layer()
    halves = np.r_[WIDTH:N_OUT, 0:WIDTH]
    within = np.concatenate([halves + k * N_OUT for k in range(3)])
    columns = [within + SPAN * k for k in (2, 1, 0)] + [halves + 3 * SPAN]
    twin.set_param("W", np.ascontiguousarray(model.get_param("W")[:, np.concatenate(columns)]))
    twin.set_param("b", model.get_param("b")[within])
    for name in ("gain", "shift"):
        twin.set_param(name, model.get_param(name)[halves])
    return twin


@given(batches, st.integers(0, 50))
def test_states_are_those_of_a_plain_loop_whatever_else_is_in_the_batch(
    lengths: list[int], seed: int
) -> None:
    model, sequences = layer(), sequences_of(lengths, seed)
    for states, sequence in zip(run(model, sequences), sequences, strict=True):
        assert states.shape == (len(sequence), N_OUT)
        np.testing.assert_allclose(states, by_hand(model, sequence), rtol=1e-3, atol=1e-3)


@given(batches, st.integers(0, 50))
def test_reversed_sequences_swap_the_directions(lengths: list[int], seed: int) -> None:
    model, sequences = layer(), sequences_of(lengths, seed)
    there = run(model, sequences)
    back = run(mirrored(model), [one[::-1] for one in sequences])
    for one, other in zip(there, back, strict=True):
        swapped = np.concatenate([other[:, WIDTH:], other[:, :WIDTH]], axis=1)
        np.testing.assert_allclose(swapped[::-1], one, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("lengths", [[4], [1], [3, 0, 5, 1], [2, 2]])
def test_gradients_are_right(lengths: list[int]) -> None:
    given = tokens_of(sequences_of(lengths), VECTORS.copy())
    check_gradients(layer(), given, rng=np.random.default_rng(0))


@pytest.mark.parametrize("lengths", [[], [0, 0]])
def test_nothing_goes_there_and_back(lengths: list[int]) -> None:
    model = layer()
    states, backprop = model(tokens_of(sequences_of(lengths)), is_train=True)
    assert states.shape == (0, N_OUT)
    assert not backprop(states).any()


def test_input_and_weights_are_left_alone() -> None:
    model, given = layer(), tokens_of(sequences_of([3, 2]))
    before = given.vectors.copy(), model.get_param("W").copy()
    states, backprop = model(given, is_train=True)
    backprop(np.ones_like(states))
    assert np.array_equal(given.vectors, before[0])
    assert np.array_equal(model.get_param("W"), before[1])


def test_the_same_seed_makes_the_same_layer() -> None:
    first, second, other = (layer(seed).get_param("W").tobytes() for seed in (0, 0, 1))
    assert first == second != other
