"""The bidirectional LSTM against a plain loop over one sequence, and packed in batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.bilstm import bilstm
from nlptk.engine.layers.layout import Layout

WIDTH, N_IN = 3, 4
batches = st.lists(st.integers(0, 6), max_size=5)


def layer(seed: int = 0) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    model = bilstm(WIDTH, N_IN, rng=rng, ops=NumpyOps(use_blis=False)).initialize()
    bias = model.get_param("b")  # the same in both directions at first
    bias += rng.standard_normal(bias.shape).astype(np.float32) * 0.3
    return model


def sequences_of(lengths: list[int], seed: int = 0) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [rng.standard_normal((length, N_IN)).astype(np.float32) for length in lengths]


def packed(sequences: list[Any]) -> tuple[Any, Layout]:
    layout = Layout(np.array([len(one) for one in sequences], np.int64))
    plain = np.concatenate([np.zeros((0, N_IN), np.float32), *sequences])
    return plain[layout.to_packed], layout


def run(model: Model[Any, Any], sequences: list[Any]) -> list[Any]:
    """The states of each sequence, in plain order."""
    rows, layout = packed(sequences)
    states = model.predict((rows, layout))[layout.to_plain]
    bounds = np.cumsum([len(one) for one in sequences])[:-1]
    return np.split(states, bounds) if sequences else []


def squashed(x: Any) -> Any:
    return x / np.sqrt(1 + x * x)


def by_hand(model: Model[Any, Any], x: Any) -> Any:
    """The states of one sequence, token by token, in double precision."""
    weights, recurrent, bias = (
        model.get_param(name).astype(np.float64) for name in ("W", "U", "b")
    )
    states = np.zeros((len(x), 2 * WIDTH))
    for direction in (0, 1):
        hidden = cell = np.zeros(WIDTH)
        columns = slice(direction * 4 * WIDTH, (direction + 1) * 4 * WIDTH)
        for t in range(len(x))[:: 1 - 2 * direction]:
            gates = x[t] @ weights[:, columns] + bias[direction] + hidden @ recurrent[direction]
            output, into, forget = ((1 + squashed(part)) / 2 for part in np.split(gates, 4)[:3])
            cell = into * squashed(np.split(gates, 4)[3]) + forget * cell
            hidden = output * squashed(cell)
            states[t, direction * WIDTH : (direction + 1) * WIDTH] = hidden
    return states


def mirrored(model: Model[Any, Any]) -> Model[Any, Any]:
    """A layer whose two directions have changed places."""
    twin = layer()
    forwards, backwards = np.split(model.get_param("W"), 2, axis=1)
    twin.set_param("W", np.concatenate([backwards, forwards], axis=1))
    for name in ("U", "b"):
        twin.set_param(name, np.ascontiguousarray(model.get_param(name)[::-1]))
    return twin


@given(batches, st.integers(0, 50))
def test_states_are_those_of_a_plain_loop_whatever_else_is_in_the_batch(
    lengths: list[int], seed: int
) -> None:
    model, sequences = layer(), sequences_of(lengths, seed)
    for states, sequence in zip(run(model, sequences), sequences, strict=True):
        assert states.shape == (len(sequence), 2 * WIDTH)
        np.testing.assert_allclose(states, by_hand(model, sequence), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("lengths", [[4], [3, 0, 5, 1], [300] * 4 + [2]])
def test_learning_and_predicting_see_the_same_states(lengths: list[int]) -> None:
    model, given = layer(), packed(sequences_of(lengths))
    states, _ = model.begin_update(given)
    np.testing.assert_allclose(model.predict(given), states, rtol=1e-4, atol=1e-6)


def test_what_only_predicts_has_no_way_back() -> None:
    states, backprop = layer()(packed(sequences_of([2])), is_train=False)
    with pytest.raises(RuntimeError, match="begin_update"):
        backprop(states)


@given(batches, st.integers(0, 50))
def test_reversed_sequences_swap_the_directions(lengths: list[int], seed: int) -> None:
    model, sequences = layer(), sequences_of(lengths, seed)
    there = run(model, sequences)
    back = run(mirrored(model), [one[::-1] for one in sequences])
    for one, other in zip(there, back, strict=True):
        swapped = np.concatenate([other[:, WIDTH:], other[:, :WIDTH]], axis=1)
        np.testing.assert_allclose(swapped[::-1], one, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("lengths", [[4], [1], [1, 1, 1], [3, 0, 5, 1], [2, 2]])
def test_gradients_are_right(lengths: list[int]) -> None:
    check_gradients(layer(), packed(sequences_of(lengths)), rng=np.random.default_rng(0))


@pytest.mark.parametrize("lengths", [[], [0, 0]])
def test_nothing_goes_there_and_back(lengths: list[int]) -> None:
    model = layer()
    states, backprop = model(packed(sequences_of(lengths)), is_train=True)
    assert states.shape == (0, 2 * WIDTH)
    assert backprop(states).shape == (0, N_IN)


def test_input_weights_and_the_gradient_given_are_left_alone() -> None:
    model = layer()
    rows, layout = packed(sequences_of([3, 2]))
    states, backprop = model((rows, layout), is_train=True)
    d_states = np.ones_like(states)
    before = rows.copy(), states.copy(), model.get_param("U").copy()
    backprop(d_states)
    assert (d_states == 1).all()
    for array, old in zip((rows, states, model.get_param("U")), before, strict=True):
        assert np.array_equal(array, old)


def test_states_stay_within_their_bounds_however_long_the_sequence() -> None:
    states = run(layer(), [sequences_of([500])[0] * 50])[0]
    assert np.isfinite(states).all()
    assert np.abs(states).max() <= 1


def test_gates_remember_at_first() -> None:
    rng = np.random.default_rng(0)
    model = bilstm(WIDTH, N_IN, rng=rng, ops=NumpyOps(use_blis=False)).initialize()
    forget = slice(2 * WIDTH, 3 * WIDTH)
    assert (model.get_param("b")[:, forget] > 0).all()
    assert np.count_nonzero(model.get_param("b")) == 2 * WIDTH


def test_the_same_seed_makes_the_same_layer() -> None:
    first, second, other = (layer(seed).get_param("W").tobytes() for seed in (0, 0, 1))
    assert first == second != other
