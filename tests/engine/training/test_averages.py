"""Averages of parameters: dense ones, lazy ones of tables, and putting them in for a while."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from thinc.api import Model, NumpyOps

from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.layers.rows import ROW_GRADIENTS, RowGradients
from nlptk.engine.training.averages import Averages, AverageSettings
from nlptk.engine.training.updates import Optimizer, OptimizerSettings

N_ROWS, WIDTH = 400, 96


def unchanged(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
    return x, lambda dy: dy


def one_model(seed: int = 0) -> Model[Any, Any]:
    """A table that is updated in rows, and a parameter that is not."""
    rng = np.random.default_rng(seed)
    return Model(
        "layer",
        unchanged,
        params={"E": floats(rng, N_ROWS, WIDTH), "W": floats(rng, 40, 30)},
        attrs={ROW_GRADIENTS: {"E": RowGradients()}},
        ops=NumpyOps(use_blis=False),
    )


def floats(rng: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return rng.standard_normal(shape).astype(np.float32)


def values(model: Model[Any, Any]) -> dict[str, NDArray[Any]]:
    return {name: model.get_param(name).copy() for name in ("E", "W")}


def in_use(averages: Averages, model: Model[Any, Any]) -> dict[str, NDArray[Any]]:
    with averages.use({"m": model}):
        return values(model)


class StepByStep:
    """The same averages as whole arrays in double precision."""

    def __init__(self, model: Model[Any, Any], settings: AverageSettings) -> None:
        self.means = {name: array.astype(np.float64) for name, array in values(model).items()}
        self.settings = settings
        self.steps = 0
        self.decay = 1.0

    def update(self, model: Model[Any, Any]) -> None:
        self.steps += 1
        self.decay *= min(self.settings.max_decay, (1 + self.steps) / (10 + self.steps))
        if self.steps % self.settings.every:
            return
        for name, array in values(model).items():
            self.means[name] = self.decay * self.means[name] + (1 - self.decay) * array
        self.decay = 1.0


def update(
    model: Model[Any, Any], optimizer: Optimizer, averages: Averages, rng: np.random.Generator
) -> None:
    rows = rng.integers(0, N_ROWS, rng.integers(1, N_ROWS))
    model.attrs[ROW_GRADIENTS]["E"].add(rows, floats(rng, len(rows), WIDTH))
    model.inc_grad("W", floats(rng, 40, 30))
    optimizer.step({"m": model}, rate=0.05, before_rows=averages.before_rows)
    averages.update({"m": model})


def close(one: dict[str, NDArray[Any]], other: dict[str, NDArray[Any]]) -> None:
    for name in ("E", "W"):
        np.testing.assert_allclose(one[name], other[name], rtol=1e-5, atol=2e-6)


def same(one: dict[str, NDArray[Any]], other: dict[str, NDArray[Any]]) -> bool:
    return {name: array.tobytes() for name, array in one.items()} == {
        name: array.tobytes() for name, array in other.items()
    }


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 4), st.sampled_from([0.3, 0.9, 0.999]))
def test_lazy_averages_are_those_made_step_by_step(seed: int, every: int, decay: float) -> None:
    rng = np.random.default_rng(seed)
    chosen = AverageSettings(max_decay=decay, every=every)
    model, optimizer, averages = one_model(), Optimizer(OptimizerSettings()), Averages(chosen)
    averages.start({"m": model})
    expected = StepByStep(model, chosen)
    for _ in range(9):
        update(model, optimizer, averages, rng)
        expected.update(model)
        if rng.random() < 0.3:
            close(in_use(averages, model), expected.means)
    close(in_use(averages, model), expected.means)


def test_a_row_that_stays_the_same_is_its_own_average() -> None:
    model, averages = one_model(), Averages(AverageSettings(every=1))
    averages.start({"m": model})
    for _ in range(50):
        averages.update({"m": model})
    assert same(in_use(averages, model), values(model))


def test_params_come_back_bit_for_bit_and_in_place() -> None:
    rng = np.random.default_rng(0)
    model, optimizer = one_model(), Optimizer(OptimizerSettings())
    averages = Averages(AverageSettings(every=2))
    averages.start({"m": model})
    for _ in range(5):
        update(model, optimizer, averages, rng)
    before, view = values(model), model.get_param("W")[0]
    with averages.use({"m": model}):
        assert not np.array_equal(view, before["W"][0])
    assert same(values(model), before)


def test_params_come_back_after_an_error() -> None:
    model, averages = one_model(), Averages(AverageSettings(every=1))
    averages.start({"m": model})
    model.get_param("W")[:] = 5
    before = values(model)
    with pytest.raises(ZeroDivisionError), averages.use({"m": model}):
        assert not np.array_equal(model.get_param("W"), before["W"])
        raise ZeroDivisionError
    assert same(values(model), before)


def test_looking_at_averages_does_not_change_what_follows() -> None:
    results = []
    for looks in (False, True):
        rng = np.random.default_rng(0)
        model, optimizer = one_model(), Optimizer(OptimizerSettings())
        averages = Averages(AverageSettings(every=3))
        averages.start({"m": model})
        for _ in range(8):
            update(model, optimizer, averages, rng)
            if looks:
                in_use(averages, model)
                averages.state()
        results.append(averages.state())
    assert same(*results)


@pytest.mark.parametrize("at", [0, 4, 7])
def test_restored_averages_go_on_bit_for_bit(at: int) -> None:
    results = []
    for stops in (False, True):
        rng = np.random.default_rng(0)
        model, optimizer = one_model(), Optimizer(OptimizerSettings())
        averages = Averages(AverageSettings(every=3))
        averages.start({"m": model})
        for step in range(11):
            if stops and step == at:
                state, averages = averages.state(), Averages(AverageSettings(every=3))
                averages.restore(state)
            update(model, optimizer, averages, rng)
        results.append({**averages.state(), **in_use(averages, model)})
    assert same(*results)


def test_new_labels_start_with_their_present_value() -> None:
    model, averages = one_model(), Averages(AverageSettings(every=1))
    averages.start({"m": model})
    old = model.get_param("W").copy()
    larger = np.full((42, 31), 7, np.float32)
    model.set_param("W", larger)
    averages.start({"m": model})
    with averages.use({"m": model}):
        shown = model.get_param("W")
        assert np.array_equal(shown[:40, :30], old)
        assert (shown[40:] == 7).all()
        assert (shown[:, 30:] == 7).all()


def test_new_rows_of_a_table_start_with_their_present_value() -> None:
    model, averages = one_model(), Averages(AverageSettings(every=1))
    averages.start({"m": model})
    averages.update({"m": model})
    old = model.get_param("E")
    model.set_param("E", np.concatenate([old, np.full((3, WIDTH), 7, np.float32)]))
    averages.update({"m": model})
    assert (in_use(averages, model)["E"][N_ROWS:] == 7).all()


def test_models_that_are_not_known_keep_their_values() -> None:
    model, averages = one_model(), Averages(AverageSettings())
    before = values(model)
    with averages.use({"m": model}):
        assert same(values(model), before)


def test_a_state_with_holes_is_refused() -> None:
    with pytest.raises(DataError, match="decay"):
        Averages(AverageSettings()).restore({"steps": np.array(3)})


@pytest.mark.parametrize("bad", [{"max_decay": 1.0}, {"max_decay": 0.0}, {"every": 0}])
def test_settings_that_cannot_be_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="averages"):
        AverageSettings(**bad)
