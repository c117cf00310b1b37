"""Weights of models by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from thinc.api import Model, NumpyOps, chain

from nlptk.engine.errors import DataError
from nlptk.engine.layers.rows import ROW_GRADIENTS, RowGradients
from nlptk.engine.layers.weights import (
    clear_gradients,
    copy_weights,
    get_weights,
    named_params,
    set_weights,
    take_gradient,
)


def unchanged(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
    return x, lambda dy: dy


def layer(name: str, **params: Any) -> Model[Any, Any]:
    ops = NumpyOps(use_blis=False)
    arrays = {key: np.array(value, np.float32) for key, value in params.items()}
    return Model(name, unchanged, params=arrays, ops=ops)


def two_layers(first: float = 1.0) -> Model[Any, Any]:
    return chain(layer("a", W=[[first, 2.0]], b=[3.0]), layer("b", W=[4.0]))


def test_params_have_the_same_keys_in_every_model_built_alike() -> None:
    keys = [[key for key, _, _ in named_params(model)] for model in (two_layers(), two_layers())]
    assert keys[0] == keys[1] == ["1.a.W", "1.a.b", "2.b.W"]


def test_params_without_a_value_are_left_out() -> None:
    model: Model[Any, Any] = Model("m", unchanged, params={"W": None})
    assert list(named_params(model)) == []


def test_a_layer_used_twice_is_named_once() -> None:
    shared = layer("a", W=[1.0])
    model = chain(shared, layer("b", W=[2.0]), shared)
    assert [name for _, _, name in named_params(model)] == ["W", "W"]


def test_weights_are_copies() -> None:
    model = two_layers()
    weights = get_weights(model)
    weights["1.a.W"][:] = 0
    assert model.layers[0].get_param("W").tolist() == [[1, 2]]


def test_set_weights_changes_arrays_in_place() -> None:
    model = two_layers()
    view = model.layers[0].get_param("W")[0, :1]
    set_weights(model, get_weights(two_layers(first=7.0)))
    assert view.tolist() == [7.0]


def test_set_weights_names_all_differences_and_changes_nothing() -> None:
    model = two_layers()
    before = get_weights(model)
    arrays = {
        "1.a.W": np.zeros((2, 2), np.float32),
        "1.a.b": np.array([5], np.int64),
        "x": np.zeros(1),
    }
    with pytest.raises(DataError) as raised:
        set_weights(model, arrays)
    for part in ("2.b.W is missing", "x is unknown", "2 x 2 and should be float32 1 x 2", "int64"):
        assert part in raised.value.message
    after = get_weights(model)
    assert all(np.array_equal(before[key], after[key]) for key in before)


def test_set_weights_counts_what_it_does_not_name() -> None:
    arrays = {f"x{number}": np.zeros(1) for number in range(9)}
    with pytest.raises(DataError, match="and 7 more"):
        set_weights(two_layers(), arrays)


def test_copied_weights_are_independent() -> None:
    source, target = two_layers(first=9.0), two_layers()
    copy_weights(source, target)
    source.layers[0].get_param("W")[:] = 0
    assert target.layers[0].get_param("W").tolist() == [[9, 2]]


def test_copying_to_another_kind_of_model_is_refused() -> None:
    with pytest.raises(DataError, match=r"1\.a\.W is unknown"):
        copy_weights(two_layers(), layer("a", W=[[1.0, 2.0]]))


def test_a_gradient_is_taken_once() -> None:
    node = layer("a", W=[1.0, 2.0])
    node.inc_grad("W", np.array([5, 6], np.float32))
    gradient = take_gradient(node, "W")
    assert gradient is not None
    assert gradient.tolist() == [5, 6]
    assert take_gradient(node, "W") is None
    node.inc_grad("W", np.array([1, 1], np.float32))
    assert node.get_grad("W").tolist() == [1, 1]


def test_clear_gradients_forgets_rows_too() -> None:
    node = layer("a", W=[[1.0], [2.0]], b=[1.0])
    node.attrs[ROW_GRADIENTS] = {"W": RowGradients()}
    node.attrs[ROW_GRADIENTS]["W"].add(np.array([1]), np.ones((1, 1), np.float32))
    node.inc_grad("b", np.ones(1, np.float32))
    clear_gradients(chain(node, layer("b", W=[1.0])))
    assert not node.has_grad("b")
    assert not node.attrs[ROW_GRADIENTS]["W"]
