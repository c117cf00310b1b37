"""Updates: Adam, clipping, rows of tables, and going on where one stopped."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from thinc.api import Model, NumpyOps, chain

from nlptk.engine.errors import DataError, NlptkError, UsageError
from nlptk.engine.layers.rows import ROW_GRADIENTS, RowGradients
from nlptk.engine.training.pieces import PIECE
from nlptk.engine.training.updates import Optimizer, OptimizerSettings, StepFacts

UNCLIPPED = OptimizerSettings(clip=0.0)


def unchanged(model: Model[Any, Any], x: Any, is_train: bool) -> Any:
    return x, lambda dy: dy


def layer(name: str = "layer", **params: NDArray[Any]) -> Model[Any, Any]:
    copies = {key: value.copy() for key, value in params.items()}
    return Model(name, unchanged, params=copies, ops=NumpyOps(use_blis=False))


def table(values: NDArray[Any]) -> Model[Any, Any]:
    model = layer("table", E=values)
    model.attrs[ROW_GRADIENTS] = {"E": RowGradients()}
    return model


def give_rows(model: Model[Any, Any], rows: Any, values: NDArray[Any]) -> None:
    model.attrs[ROW_GRADIENTS]["E"].add(np.asarray(rows), values)


def floats(rng: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return rng.standard_normal(shape).astype(np.float32)


class Textbook:
    """Algorithm 1 of the paper, in double precision, line by line."""

    def __init__(self, param: NDArray[Any], settings: OptimizerSettings) -> None:
        self.param = param.astype(np.float64)
        self.settings = settings
        self.m, self.v = np.zeros(param.shape), np.zeros(param.shape)
        self.t = 0

    def step(self, gradient: NDArray[Any], rate: float) -> None:
        chosen = self.settings
        g = gradient.astype(np.float64) + chosen.l2 * self.param
        self.t += 1
        self.m = chosen.beta1 * self.m + (1 - chosen.beta1) * g
        self.v = chosen.beta2 * self.v + (1 - chosen.beta2) * g**2
        m_hat = self.m / (1 - chosen.beta1**self.t)
        v_hat = self.v / (1 - chosen.beta2**self.t)
        self.param = self.param - rate * m_hat / (np.sqrt(v_hat) + chosen.epsilon)


@pytest.mark.parametrize(
    "settings",
    [
        UNCLIPPED,
        OptimizerSettings(clip=0.0, beta1=0.8, beta2=0.999, epsilon=1e-3),
        OptimizerSettings(clip=0.0, l2=0.1),
        OptimizerSettings(clip=0.0, beta1=0.0, beta2=0.5),
    ],
)
@pytest.mark.parametrize("shape", [(3, 4), (), (2, 3, 5), (PIECE + 7,), (400, 200)])
def test_adam_does_what_the_paper_says(settings: OptimizerSettings, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    start = np.asarray(rng.standard_normal(shape), np.float32)
    model, expected = layer(W=start), Textbook(start, settings)
    optimizer = Optimizer(settings)
    for step in range(12):
        gradient = np.asarray(rng.standard_normal(shape) * 10.0 ** -(step % 5), np.float32)
        model.inc_grad("W", gradient)
        optimizer.step({"m": model}, rate=0.01 * (step + 1))
        expected.step(gradient, 0.01 * (step + 1))
    np.testing.assert_allclose(model.get_param("W"), expected.param, rtol=2e-5, atol=2e-6)


def test_bias_correction_fades_out_after_many_updates() -> None:
    settings = OptimizerSettings(clip=0.0, beta1=0.5, beta2=0.6)
    start = np.ones(1, np.float32)
    model, expected = layer(W=start), Textbook(start, settings)
    optimizer = Optimizer(settings)
    for step in range(120):
        gradient = np.array([1.0 + step % 3], np.float32)
        model.inc_grad("W", gradient)
        optimizer.step({"m": model}, rate=0.01)
        expected.step(gradient, 0.01)
    np.testing.assert_allclose(model.get_param("W"), expected.param, rtol=1e-4)


def test_a_gradient_of_zero_moves_nothing_at_first() -> None:
    model = layer(W=np.ones(3, np.float32))
    model.inc_grad("W", np.zeros(3, np.float32))
    Optimizer(UNCLIPPED).step({"m": model}, rate=1.0)
    assert model.get_param("W").tolist() == [1, 1, 1]


def test_params_change_in_place_even_in_views() -> None:
    whole = np.ones((4, 6), np.float32)
    model: Model[Any, Any] = Model("m", unchanged, params={"W": whole[:, ::2]})
    model.inc_grad("W", np.ones((4, 3), np.float32))
    Optimizer(UNCLIPPED).step({"m": model}, rate=0.5)
    np.testing.assert_allclose(whole, np.tile([0.5, 1.0], (4, 3)), rtol=1e-6)


def test_params_without_gradient_stay_and_remember() -> None:
    model = layer(V=np.ones(2, np.float32), W=np.ones(2, np.float32))
    optimizer = Optimizer(UNCLIPPED)
    model.inc_grad("W", np.ones(2, np.float32))
    optimizer.step({"m": model}, rate=0.1)
    before = model.get_param("W").copy()
    facts = optimizer.step({"m": model}, rate=0.1)
    assert facts == StepFacts(grad_norm=0.0, clipped=False, rate=0.1)
    assert np.array_equal(model.get_param("W"), before)
    assert sorted(optimizer.state()) == [f"m/0.layer.W/{x}" for x in ("count", "first", "second")]


def test_a_layer_of_two_models_is_updated_once() -> None:
    shared = layer(W=np.ones(2, np.float32))
    shared.inc_grad("W", np.ones(2, np.float32))
    models = {"a": chain(shared, layer("x")), "b": chain(shared, layer("y"))}
    Optimizer(UNCLIPPED).step(models, rate=0.1)
    np.testing.assert_allclose(shared.get_param("W"), [0.9, 0.9], rtol=1e-6)


# ------------------------------------------------------------------------------- rows of tables


@given(st.integers(0, 2**32), st.sampled_from([0.0, 0.05]), st.integers(1, 900))
def test_rows_that_are_all_used_do_as_the_dense_array(seed: int, l2: float, n_rows: int) -> None:
    rng = np.random.default_rng(seed)
    start = floats(rng, n_rows, 96)
    settings = OptimizerSettings(clip=1.0, l2=l2)
    dense, sparse = layer(E=start), table(start)
    first, second = Optimizer(settings), Optimizer(settings)
    for _ in range(3):
        gradient, order = floats(rng, n_rows, 96), rng.permutation(n_rows)
        dense.inc_grad("E", gradient)
        give_rows(sparse, order, gradient[order])
        facts = first.step({"m": dense}, rate=0.01)
        same = second.step({"m": sparse}, rate=0.01)
        assert same.grad_norm == pytest.approx(facts.grad_norm, rel=1e-5)
        assert same.clipped
    np.testing.assert_allclose(sparse.get_param("E"), dense.get_param("E"), rtol=1e-5, atol=1e-6)


def test_each_row_follows_the_paper_with_its_own_count() -> None:
    rng = np.random.default_rng(0)
    start = floats(rng, 6, 3)
    model, optimizer = table(start), Optimizer(UNCLIPPED)
    expected = [Textbook(row, UNCLIPPED) for row in start]
    for _ in range(20):
        rows = np.flatnonzero(rng.random(6) < [0.9, 0.5, 0.5, 0.1, 0.3, 0.0])
        gradient = floats(rng, len(rows), 3)
        give_rows(model, np.concatenate([rows, rows]), np.concatenate([gradient, gradient]))
        optimizer.step({"m": model}, rate=0.02)
        for row, values in zip(rows, gradient, strict=True):
            expected[row].step(2 * values, 0.02)
    wanted = np.stack([one.param for one in expected])
    np.testing.assert_allclose(model.get_param("E"), wanted, rtol=1e-5, atol=1e-6)
    assert optimizer.state()["m/0.table.E/count"].tolist() == [one.t for one in expected]
    assert np.array_equal(model.get_param("E")[5], start[5])


def test_rows_are_told_before_they_change() -> None:
    start = np.ones((4, 2), np.float32)
    model, told = table(start), []

    def before_rows(key: str, values: Any, rows: Any) -> None:
        told.append((key, values.copy().tolist(), rows.tolist()))

    give_rows(model, [2, 0, 2], np.ones((3, 2), np.float32))
    Optimizer(UNCLIPPED).step({"m": model}, rate=0.5, before_rows=before_rows)
    assert told == [("m/0.table.E", start.tolist(), [0, 2])]
    np.testing.assert_allclose(model.get_param("E")[:, 0], [0.5, 1, 0.5, 1], rtol=1e-6)


# --------------------------------------------------------------------------------------- clipping


def test_the_norm_is_of_everything_together() -> None:
    a, b = layer(W=np.zeros(1, np.float32)), table(np.zeros((9, 1), np.float32))
    a.inc_grad("W", np.array([3], np.float32))
    give_rows(b, [4, 4], np.array([[1], [3]], np.float32))
    facts = Optimizer(OptimizerSettings(clip=6.0)).step({"a": a, "b": b}, rate=0.1)
    assert facts == StepFacts(grad_norm=5.0, clipped=False, rate=0.1)


def test_clipping_is_the_same_as_a_shorter_gradient() -> None:
    rng = np.random.default_rng(0)
    start, rows = floats(rng, 5, 4), [1, 3]
    # an epsilon so large that the length of the gradient matters
    clipping = Optimizer(OptimizerSettings(clip=1.0, epsilon=1.0))
    plain = Optimizer(OptimizerSettings(clip=0.0, epsilon=1.0))
    models = {"clipped": (layer(W=start), table(start)), "short": (layer(W=start), table(start))}
    gradient, of_rows = floats(rng, 5, 4), floats(rng, 2, 4)
    norm = float(np.sqrt((gradient**2).sum() + (of_rows**2).sum()))
    for optimizer, name, share in ((clipping, "clipped", 1.0), (plain, "short", 1 / norm)):
        dense, sparse = models[name]
        dense.inc_grad("W", gradient * np.float32(share))
        give_rows(sparse, rows, of_rows * np.float32(share))
        facts = optimizer.step({"a": dense, "b": sparse}, rate=0.1)
        assert facts.clipped == (name == "clipped")
        assert facts.grad_norm == pytest.approx(norm * share, rel=1e-5)
    for clipped, short, param in zip(models["clipped"], models["short"], "WE", strict=True):
        np.testing.assert_allclose(clipped.get_param(param), short.get_param(param), rtol=1e-5)


def test_a_huge_gradient_is_clipped_not_taken_for_divergence() -> None:
    model = layer(W=np.zeros(2, np.float32))
    model.inc_grad("W", np.array([3e30, 4e30], np.float32))
    facts = Optimizer(OptimizerSettings(clip=2.0)).step({"m": model}, rate=0.1)
    assert facts.grad_norm == pytest.approx(5e30)
    assert np.isfinite(model.get_param("W")).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("in_rows", [False, True])
def test_a_gradient_that_is_not_finite_is_named_and_nothing_changes(
    bad: float, in_rows: bool
) -> None:
    fine, sparse = layer(W=np.ones(2, np.float32)), table(np.ones((3, 2), np.float32))
    models = {"fine": fine, "other": sparse}
    fine.inc_grad("W", np.ones(2, np.float32))
    if in_rows:
        give_rows(sparse, [1], np.array([[1.0, bad]], np.float32))
    else:
        sparse.inc_grad("E", np.full((3, 2), bad, np.float32))
    optimizer = Optimizer(OptimizerSettings())
    with pytest.raises(NlptkError) as raised:
        optimizer.step(models, rate=0.1)
    assert "other/0.table.E" in raised.value.message
    assert raised.value.found.startswith("1 of 2" if in_rows else "6 of 6")
    assert "learning rate" in raised.value.hint
    assert fine.get_param("W").tolist() == [1, 1]
    assert optimizer.step(models, rate=0.1).grad_norm == 0  # gradients were taken away


# ---------------------------------------------------------------------------------------- keeping


def train(
    models: dict[str, Model[Any, Any]], optimizer: Optimizer, *, steps: range
) -> dict[str, NDArray[Any]]:
    for step in steps:
        rng = np.random.default_rng(step)
        models["a"].inc_grad("W", floats(rng, 40, 30))
        rows = rng.integers(0, 50, 30)
        give_rows(models["b"], rows, floats(rng, 30, 8))
        optimizer.step(models, rate=0.01)
    return {"W": models["a"].get_param("W"), "E": models["b"].get_param("E")}


def two_models() -> dict[str, Model[Any, Any]]:
    rng = np.random.default_rng(7)
    return {"a": layer(W=floats(rng, 40, 30)), "b": table(floats(rng, 50, 8))}


def test_same_gradients_give_the_same_bytes() -> None:
    runs = [train(two_models(), Optimizer(OptimizerSettings()), steps=range(6)) for _ in range(2)]
    assert all(runs[0][name].tobytes() == runs[1][name].tobytes() for name in "WE")


@pytest.mark.parametrize("at", [0, 1, 5])
def test_a_restored_optimizer_goes_on_bit_for_bit(at: int) -> None:
    whole = train(two_models(), Optimizer(OptimizerSettings()), steps=range(9))
    models, before = two_models(), Optimizer(OptimizerSettings())
    train(models, before, steps=range(at))
    after = Optimizer(OptimizerSettings())
    after.restore(before.state())
    resumed = train(models, after, steps=range(at, 9))
    assert all(whole[name].tobytes() == resumed[name].tobytes() for name in "WE")


def test_state_is_a_copy_and_survives_a_round_trip() -> None:
    models, optimizer = two_models(), Optimizer(OptimizerSettings())
    train(models, optimizer, steps=range(2))
    state = optimizer.state()
    kept = {name: array.copy() for name, array in state.items()}
    train(models, optimizer, steps=range(2, 4))
    again = Optimizer(OptimizerSettings())
    again.restore(state)
    assert {name: array.tobytes() for name, array in again.state().items()} == {
        name: array.tobytes() for name, array in kept.items()
    }


def test_a_state_with_holes_is_refused() -> None:
    with pytest.raises(DataError, match=r"a/0\.layer\.W/second"):
        Optimizer(UNCLIPPED).restore({"a/0.layer.W/first": np.zeros(2)})


def test_moments_of_a_layer_that_grew_are_kept() -> None:
    rng = np.random.default_rng(0)
    start, gradients = floats(rng, 3, 2), [floats(rng, 3, 2) for _ in range(2)]
    small, optimizer = layer(W=start), Optimizer(UNCLIPPED)
    expected = Textbook(start, UNCLIPPED)
    for gradient in gradients:
        grown = np.zeros((4, 5), np.float32)
        grown[:3, :2] = gradient
        if gradient is gradients[1]:
            larger = np.zeros((4, 5), np.float32)
            larger[:3, :2] = small.get_param("W")
            small.set_param("W", larger)
        shape = small.get_param("W").shape
        small.inc_grad("W", grown[: shape[0], : shape[1]].copy())
        optimizer.step({"m": small}, rate=0.1)
        expected.step(gradient, 0.1)
    np.testing.assert_allclose(small.get_param("W")[:3, :2], expected.param, rtol=1e-5)
    state = optimizer.state()
    assert state["m/0.layer.W/first"].shape == (4, 5)
    assert int(state["m/0.layer.W/count"]) == 2


def test_new_rows_of_a_table_start_counting() -> None:
    model, optimizer = table(np.ones((2, 3), np.float32)), Optimizer(UNCLIPPED)
    give_rows(model, [1], np.ones((1, 3), np.float32))
    optimizer.step({"m": model}, rate=0.1)
    model.set_param("E", np.ones((4, 3), np.float32))
    give_rows(model, [1, 3], np.ones((2, 3), np.float32))
    optimizer.step({"m": model}, rate=0.1)
    assert optimizer.state()["m/0.table.E/count"].tolist() == [0, 2, 0, 1]


def test_moments_of_a_layer_that_shrank_start_anew() -> None:
    model, optimizer = layer(W=np.ones(3, np.float32)), Optimizer(UNCLIPPED)
    for size in (3, 2):
        model.set_param("W", np.ones(size, np.float32))
        model.inc_grad("W", np.ones(size, np.float32))
        optimizer.step({"m": model}, rate=0.5)
    np.testing.assert_allclose(model.get_param("W"), [0.5, 0.5], rtol=1e-6)
    assert optimizer.state()["m/0.layer.W/count"] == 1


@pytest.mark.parametrize(
    "bad",
    [
        *({"beta1": 1.0}, {"beta2": -0.1}, {"beta2": float("nan")}, {"clip": -1.0}),
        *({"clip": float("inf")}, {"l2": -1.0}, {"epsilon": 0.0}),
    ],
)
def test_settings_that_cannot_be_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=next(iter(bad))):
        OptimizerSettings(**bad)
