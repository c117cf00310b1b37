"""The check of gradients itself: it must pass what is right and fail what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from gradients import check_gradients, float_arrays, no_arrays
from numpy.typing import NDArray
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.noise import NOISE_ATTRIBUTES, draw_mask
from nlptk.engine.layers.rows import ROW_GRADIENTS, RowGradients

N_IN, N_OUT = 7, 5
Gradients = dict[str, NDArray[Any]]


def one_weight_forgotten(gradients: Gradients) -> None:
    weights = gradients["W"].reshape(-1)
    weights[np.abs(weights).argmax()] = 0


def weights_transposed_wrongly(gradients: Gradients) -> None:
    gradients["W"] = gradients["W"][::-1].copy()


def one_input_row_forgotten(gradients: Gradients) -> None:
    gradients["x"][1] = 0


FLAWS: dict[str, Callable[[Gradients], Any]] = {
    "none": lambda gradients: gradients,
    "weights 5 % too long": lambda gradients: np.multiply(gradients["W"], 1.05, out=gradients["W"]),
    "weights transposed wrongly": weights_transposed_wrongly,
    "one weight forgotten": one_weight_forgotten,
    "bias forgotten": lambda gradients: gradients["b"].fill(0),
    "bias averaged": lambda gradients: np.divide(gradients["b"], 9, out=gradients["b"]),
    "input negated": lambda gradients: np.negative(gradients["x"], out=gradients["x"]),
    "one input row forgotten": one_input_row_forgotten,
}


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def floats(rng: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return rng.standard_normal(shape).astype(np.float32)


def dense_layer(rng: np.random.Generator, flaw: str = "none") -> Model[Any, Any]:
    """tanh(x W + b), with a flaw in its way back."""

    def forward(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
        weights = model.get_param("W")
        y = np.tanh(x @ weights + model.get_param("b"))
        mask = draw_mask(model, y.shape)

        def backprop(d_y: Any) -> Any:
            d_u = d_y * (1 - y * y)
            gradients = {"W": x.T @ d_u, "b": d_u.sum(axis=0), "x": d_u @ weights.T}
            FLAWS[flaw](gradients)
            model.inc_grad("W", gradients["W"])
            model.inc_grad("b", gradients["b"])
            return gradients["x"]

        return y if mask is None else y * mask, backprop

    params = {"W": floats(rng, N_IN, N_OUT) * 0.3, "b": floats(rng, N_OUT) * 0.1}
    ops = NumpyOps(use_blis=False)
    return Model("dense", forward, params=params, attrs=dict(NOISE_ATTRIBUTES), ops=ops)


def table_layer(rng: np.random.Generator, flaw: str = "") -> Model[Any, Any]:
    """Sums of three rows of a table, with a flaw in its way back."""

    def forward(model: Model[Any, Any], rows: Any, is_train: bool) -> Any:
        def backprop(d_y: Any) -> None:
            repeated = np.repeat(d_y, 3, axis=0)
            used = rows.reshape(-1)
            if flaw == "repeated rows once":
                used, first = np.unique(used, return_index=True)
                repeated = repeated[first]
            elif flaw == "another row":
                used = used + 1
            model.attrs[ROW_GRADIENTS]["E"].add(used, repeated)

        return model.get_param("E")[rows].sum(axis=1), backprop

    return Model(
        "table",
        forward,
        params={"E": floats(rng, 12, 4)},
        attrs={ROW_GRADIENTS: {"E": RowGradients()}},
        ops=NumpyOps(use_blis=False),
    )


def test_right_gradients_pass(rng: np.random.Generator) -> None:
    check_gradients(dense_layer(rng), floats(rng, 9, N_IN), rng=rng)


@pytest.mark.parametrize("flaw", [name for name in FLAWS if name != "none"])
@pytest.mark.parametrize("seed", range(5))
def test_wrong_gradients_fail(flaw: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    with pytest.raises(AssertionError, match="wrong gradients"):
        check_gradients(dense_layer(rng, flaw), floats(rng, 9, N_IN), rng=rng)


def test_right_gradients_of_rows_pass(rng: np.random.Generator) -> None:
    rows = np.array([[0, 3, 3], [3, 1, 10]])
    check_gradients(table_layer(rng), rows, rng=rng)


@pytest.mark.parametrize("flaw", ["repeated rows once", "another row"])
def test_wrong_gradients_of_rows_fail(rng: np.random.Generator, flaw: str) -> None:
    rows = np.array([[0, 3, 3], [3, 1, 10]])
    with pytest.raises(AssertionError, match=r"0\.table\.E"):
        check_gradients(table_layer(rng, flaw), rows, rng=rng)


def test_nothing_is_changed_by_the_check(rng: np.random.Generator) -> None:
    model, x = dense_layer(rng), floats(rng, 9, N_IN)
    before = [model.get_param("W").copy(), x.copy()]
    model.inc_grad("b", floats(rng, N_OUT))
    model.attrs["dropout_rate"], model.attrs["rng"] = 0.5, rng
    check_gradients(model, x, rng=rng)
    assert np.array_equal(model.get_param("W"), before[0])
    assert np.array_equal(x, before[1])
    assert not model.has_grad("W")
    assert not model.has_grad("b")


def test_an_input_with_too_few_gradients_fails(rng: np.random.Generator) -> None:
    with pytest.raises(AssertionError, match="0 gradients of 1 inputs"):
        check_gradients(dense_layer(rng), floats(rng, 3, N_IN), rng=rng, d_inputs=no_arrays)


def test_a_model_with_nothing_to_check_fails() -> None:
    rng = np.random.default_rng(0)

    def forward(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
        return x.astype(np.float32), no_arrays

    model: Model[Any, Any] = Model("m", forward, ops=NumpyOps(use_blis=False))
    with pytest.raises(AssertionError, match="nothing to check"):
        check_gradients(model, np.arange(3), rng=rng)


def test_arrays_are_found_in_tuples_and_dataclasses() -> None:
    @dataclass(frozen=True)
    class Given:
        x: Any
        index: Any
        name: str = "a"

    x, index = np.ones(2, np.float32), np.arange(2)
    assert float_arrays(x) == [x]
    assert [id(array) for array in float_arrays((index, x, x))] == [id(x), id(x)]
    assert [id(array) for array in float_arrays(Given(x, index))] == [id(x)]
    assert float_arrays(index) == float_arrays(None) == []
