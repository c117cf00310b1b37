from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.training.pretraining.hiding import SHARE, hide, used_types


@given(
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=60),
    st.integers(0, 1000),
)
def test_only_tokens_that_can_be_asked_for_change(
    tokens: list[tuple[int, bool]], seed: int
) -> None:
    index = np.array([kind for kind, _ in tokens], np.int64)
    can = np.array([able for _, able in tokens], np.bool_)
    asked, shown = hide(index, can, 10, np.random.default_rng(seed))
    assert can[asked].all()
    assert (np.diff(asked) > 0).all()
    assert bool(len(asked)) == bool(can.any())
    others = np.setdiff1d(np.arange(len(index)), asked)
    np.testing.assert_array_equal(shown[others], index[others])
    assert set(shown.tolist()) <= {*index.tolist(), 10}


def test_most_tokens_that_are_asked_for_are_hidden() -> None:
    index = np.arange(20_000) % 500
    asked, shown = hide(index, np.ones(len(index), np.bool_), 500, np.random.default_rng(0))
    assert abs(len(asked) / len(index) - SHARE) < 0.02
    hidden = (shown[asked] == 500).mean()
    same = (shown[asked] == index[asked]).mean()
    assert abs(hidden - 0.85) < 0.02
    assert abs(same - 0.05) < 0.02


@given(st.lists(st.integers(0, 6), max_size=20))
def test_types_that_are_not_shown_are_left_out(shown: list[int]) -> None:
    used, index = used_types(np.array(shown, np.int64), 6)
    every = np.append(used, 6)
    assert every[index].tolist() == shown
    assert set(used.tolist()) == set(shown) - {6}
