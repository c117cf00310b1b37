"""Each objective: what can be asked, its gradient, and that it is learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.runtime import choose_ops
from nlptk.engine.stream.batch import Batch
from nlptk.engine.training.pretraining.objectives import (
    CharacterObjective,
    VectorObjective,
    WordObjective,
)
from nlptk.engine.training.updates import Optimizer, OptimizerSettings

OPS = choose_ops()
WIDTH = 12
WORDS = ["the", "cat", "sat", "on", "the", "Matterhorn"]


class FewVectors:
    """Vectors of some words."""

    width = 3

    def of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Zeros for all but three words."""
        table = {"cat": [1, 2, 2], "sat": [0, -5, 0], "the": [1, 0, 1]}
        rows = [table.get(word, [0, 0, 0]) for word in words]
        return np.array(rows, np.float32).reshape((-1, 3))


def batch() -> Batch:
    return Batch.of_docs([Doc(Vocab("en"), WORDS)])


def objective(name: str) -> Any:
    rng = np.random.default_rng(0)
    if name == "words":
        return WordObjective([("the", 5), ("sat", 2), ("cat", 1)], WIDTH, rng=rng, ops=OPS)
    if name == "characters":
        return CharacterObjective(WIDTH, rng=rng, ops=OPS)
    return VectorObjective(FewVectors(), WIDTH, loss=name, rng=rng, ops=OPS)


NAMES = ["words", "cosine", "L2", "characters"]


@pytest.mark.parametrize("name", NAMES)
def test_words_without_an_answer_are_not_asked_for(name: str) -> None:
    asked = objective(name).can_ask(batch())
    expected = [True, True, True, False, True, False]
    assert asked.tolist() == ([True] * 6 if name == "characters" else expected)


@pytest.mark.parametrize("name", NAMES)
def test_gradient_of_the_hidden_rows_is_right(name: str) -> None:
    rng = np.random.default_rng(1)
    chosen, rows = objective(name), np.array([0, 1, 2, 4])
    hidden = rng.standard_normal((4, WIDTH)).astype(np.float32)
    loss, gradient = chosen.learn(hidden, batch(), rows, rng)
    assert loss == pytest.approx(chosen.judge(hidden, batch(), rows), rel=1e-5)
    direction = rng.standard_normal(hidden.shape).astype(np.float32)
    step = np.float32(1e-2)
    above, below = (
        chosen.judge(hidden + sign * step * direction, batch(), rows) for sign in (1, -1)
    )
    told = float((gradient * direction).sum())
    assert (above - below) / (2 * step) == pytest.approx(told, rel=0.02, abs=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_an_objective_is_learned(name: str) -> None:
    rng = np.random.default_rng(2)
    chosen, rows = objective(name), np.array([0, 1, 2])
    hidden = rng.standard_normal((3, WIDTH)).astype(np.float32)
    optimizer = Optimizer(OptimizerSettings())
    before = chosen.judge(hidden, batch(), rows)
    for _ in range(60):
        chosen.learn(hidden, batch(), rows, rng)
        optimizer.step({"head": chosen.model}, rate=0.05)
    assert chosen.judge(hidden, batch(), rows) < 0.1 * before


def test_a_word_objective_knows_frequencies_from_the_start() -> None:
    chosen = objective("words")
    hidden = np.zeros((1, WIDTH), np.float32)
    losses = [chosen.judge(hidden, batch(), np.array([row])) for row in (0, 2, 1)]
    np.testing.assert_allclose(losses, -np.log([5 / 8, 2 / 8, 1 / 8]), rtol=1e-5)


def test_length_of_vectors_does_not_count() -> None:
    chosen = objective("cosine")
    rng = np.random.default_rng(3)
    hidden = rng.standard_normal((3, WIDTH)).astype(np.float32)
    rows = np.array([0, 1, 2])
    assert chosen.judge(hidden, batch(), rows) == pytest.approx(
        chosen.judge(hidden * 3, batch(), rows), abs=1e-5
    )
