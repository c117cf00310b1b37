"""The odds of NIL: they lose no more right entities than they may, where that can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.errors import UsageError
from nlptk.plugins.components.entity_linker.nil import NilOdds
from nlptk.plugins.components.specs import EntityLinkerSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

RIGHT, WRONG, NOTHING = 0, 1, 2


def seen(odds: NilOdds, key: int, nil: list[float], meant: list[int]) -> None:
    """Mentions with two candidates, the first of which is the likelier."""
    odds.see(key, said(nil).ravel(), np.eye(3, dtype=np.float32)[meant].ravel(), sizes(len(nil)))


def said(nil: list[float]) -> NDArray[np.float32]:
    return np.array([[(1 - p) * 0.7, (1 - p) * 0.3, p] for p in nil], np.float32)


def sizes(mentions: int) -> NDArray[np.int64]:
    return np.full(mentions, 3, np.int64)


def lost(odds: NilOdds, nil: list[float]) -> int:
    return sum(odds.are_met(last, best) for best, _, last in said(nil).tolist())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats(0.0625, 0.9375, width=32), min_size=1, max_size=60),
    st.sampled_from([0.0, 0.01, 0.1, 0.5, 1.0]),
)
def test_no_more_right_entities_are_lost_than_may_be(nil: list[float], loss: float) -> None:
    odds = NilOdds(loss)
    seen(odds, 1, nil, [RIGHT] * len(nil))
    likeliest = sum(last > best for best, _, last in said(nil).tolist())
    assert lost(odds, nil) <= min(likeliest, int(loss * len(nil)))


def test_nothing_is_asked_of_nil_where_it_does_no_harm() -> None:
    odds = NilOdds(0.0)
    seen(odds, 1, [0.1, 0.9, 0.8], [RIGHT, NOTHING, WRONG])
    assert odds.logarithm == 0


def test_what_was_said_of_a_document_before_is_forgotten() -> None:
    odds = NilOdds(0.0)
    seen(odds, 1, [0.9], [RIGHT])
    assert odds.logarithm > 1
    seen(odds, 1, [0.1], [RIGHT])
    assert odds.logarithm == 0


def test_what_was_seen_can_be_kept() -> None:
    odds, again = NilOdds(0.0), NilOdds(0.0)
    seen(odds, (1 << 64) - 1, [0.9, 0.1], [RIGHT, RIGHT])
    seen(odds, 5, [0.2], [RIGHT])
    seen(odds, 6, [0.95, 0.8], [RIGHT, RIGHT])
    again.take(odds.arrays())
    for loss in (0.0, 0.25, 0.5, 1.0):
        odds.loss = again.loss = loss
        assert again.logarithm == odds.logarithm
    assert all((again.arrays()[name] == array).all() for name, array in odds.arrays().items())


def test_nothing_seen_can_be_kept() -> None:
    odds = NilOdds(0.0)
    odds.take(NilOdds(0.0).arrays())
    assert odds.logarithm == 0


@pytest.mark.parametrize("name", ["nil_documents", "nil_mentions", "nil_sizes", "nil_margins"])
def test_arrays_that_do_not_fit_are_refused(name: str) -> None:
    odds = NilOdds(0.0)
    seen(odds, 1, [0.9], [RIGHT])
    arrays = odds.arrays()
    arrays[name] = arrays[name][:0]
    with pytest.raises(ValueError, match=r"odds of NIL|zip"):
        NilOdds(0.0).take(arrays)


@pytest.mark.parametrize("loss", [-0.1, 1.5])
def test_a_share_is_between_0_and_1(loss: float) -> None:
    with pytest.raises(UsageError, match="nil_loss"):
        EntityLinkerSettings(nil_loss=loss)
