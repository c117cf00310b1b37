"""The parser's layers: shapes, gradients, and what a score may depend on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gradients import check_gradients
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.padding import Padding
from nlptk.plugins.components.parser.model import ParserInput, ParserScores, parser_model

N_IN, N_LABELS = 5, 3
OPS = NumpyOps(use_blis=False)


def model_of(seed: int = 0) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    model = parser_model(N_IN, N_LABELS, arc_width=4, label_width=3, rng=rng, ops=OPS)
    model.initialize()
    arcs = model.layers[1]  # all alike at first, which would hide mistakes
    arcs.set_param("U", rng.standard_normal((4, 4)).astype(np.float32))
    arcs.set_param("u", rng.standard_normal(4).astype(np.float32))
    return model


def given_of(lengths: list[int], seed: int = 1) -> ParserInput:
    rng = np.random.default_rng(seed)
    n = sum(lengths)
    encoded = rng.standard_normal((n, N_IN)).astype(np.float32)
    return ParserInput(encoded, Padding(np.array(lengths, np.int64)), rng.integers(0, n + 1, n))


def flattened(model: Model[Any, Any]) -> Model[Any, Any]:
    """A model that gives all scores of the parser as one array."""

    def forward(outer: Model[Any, Any], given: ParserInput, is_train: bool) -> Any:
        scores, backprop_scores = model(given, is_train)
        parts = [scores.arcs, scores.labels, scores.starts]
        edges = np.cumsum([part.size for part in parts])[:-1]

        def backprop(d_flat: Any) -> Any:
            pieces = np.split(d_flat, edges)
            shaped = [piece.reshape(part.shape) for piece, part in zip(pieces, parts, strict=True)]
            return backprop_scores(ParserScores(*shaped))

        return np.concatenate([part.reshape(-1) for part in parts]), backprop

    return Model("flattened", forward, layers=[model], ops=OPS)


def test_there_are_scores_for_arcs_labels_and_starts() -> None:
    scores = model_of().predict(given_of([3, 0, 2]))
    assert scores.arcs.shape == (3, 3, 4)
    assert scores.labels.shape == (5, N_LABELS)
    assert scores.starts.shape == (5, 2)


@pytest.mark.parametrize("lengths", [[3, 0, 2], [1], [4]])
def test_gradients_are_right(lengths: list[int]) -> None:
    check_gradients(flattened(model_of()), given_of(lengths), rng=np.random.default_rng(0))


@pytest.mark.parametrize("rate", [0.0, 0.4])
@pytest.mark.parametrize("lengths", [[], [0, 0]])
def test_no_tokens_go_there_and_back(lengths: list[int], rate: float) -> None:
    model = model_of()
    set_noise(model, rate, np.random.default_rng(0))
    scores, backprop = model(given_of(lengths), is_train=True)
    assert backprop(scores).shape == (0, N_IN)


def test_scores_of_a_sequence_do_not_depend_on_the_batch() -> None:
    model, given = model_of(), given_of([3, 2])
    heads = np.array([2, 0, 1, 5, 4])
    together = model.predict(ParserInput(given.encoded, given.padding, heads))
    alone = model.predict(ParserInput(given.encoded[3:], Padding(np.array([2])), np.array([2, 1])))
    np.testing.assert_allclose(together.arcs[1, :2, :3], alone.arcs[0], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(together.labels[3:], alone.labels, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(together.starts[3:], alone.starts, rtol=1e-4, atol=1e-5)


def test_labels_are_scored_for_the_given_head() -> None:
    model, given = model_of(), given_of([3])
    first, second = (
        model.predict(ParserInput(given.encoded, given.padding, np.array(heads))).labels
        for heads in ([2, 0, 2], [2, 1, 2])
    )
    assert np.array_equal(first[[0, 2]], second[[0, 2]])
    assert not np.allclose(first[1], second[1])


def test_the_same_seed_makes_the_same_scores() -> None:
    first, second, other = (
        model_of(seed).predict(given_of([3, 2])).labels.tobytes() for seed in (0, 0, 1)
    )
    assert first == second != other
