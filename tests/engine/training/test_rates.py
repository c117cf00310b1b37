"""Schedules of the learning rate."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.errors import UsageError
from nlptk.engine.training.rates import SCHEDULES, RateSettings, rate_at


def test_warm_up_rises_in_equal_steps() -> None:
    settings = RateSettings(peak=1.0, warmup_steps=4, schedule="constant")
    assert [rate_at(settings, step=step, progress=0.0) for step in range(6)] == [
        0.25,
        0.5,
        0.75,
        1,
        1,
        1,
    ]


def test_without_warm_up_the_first_rate_is_full() -> None:
    assert rate_at(RateSettings(peak=0.5, warmup_steps=0), step=0, progress=0.0) == 0.5


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("linear", [2.0, 1.6, 1.2, 0.8, 0.4]),
        ("cosine", [2.0, 1.7656854, 1.2, 0.6343146, 0.4]),
        ("constant", [2.0] * 5),
    ],
)
def test_rate_falls_with_progress(schedule: str, expected: list[float]) -> None:
    settings = RateSettings(peak=2.0, schedule=schedule, final_ratio=0.2)
    assert [
        rate_at(settings, step=1000, progress=quarter / 4) for quarter in range(5)
    ] == pytest.approx(expected)


def test_warm_up_and_decay_multiply() -> None:
    assert rate_at(RateSettings(peak=1.0, warmup_steps=10), step=4, progress=0.5) == pytest.approx(
        0.25
    )


@given(
    st.sampled_from(SCHEDULES),
    st.integers(0, 50),
    st.floats(0, 1),
    st.integers(0, 100),
    st.tuples(st.floats(-1, 2), st.floats(-1, 2)),
)
def test_rate_never_rises_with_progress_nor_leaves_its_range(
    schedule: str, warmup: int, final: float, step: int, progress: tuple[float, float]
) -> None:
    settings = RateSettings(0.1, schedule, warmup, final)
    early, late = (rate_at(settings, step=step, progress=at) for at in sorted(progress))
    assert 0 <= late <= early * (1 + 1e-12)
    assert early <= 0.1 * (1 + 1e-12)


@pytest.mark.parametrize(
    "bad",
    [
        {"peak": 0.0},
        {"peak": float("nan")},
        {"peak": float("inf")},
        {"schedule": "stairs"},
        {"warmup_steps": -1},
        {"final_ratio": 1.5},
    ],
)
def test_settings_that_cannot_be_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as raised:
        RateSettings(**bad)
    assert raised.value.expected
    assert raised.value.found
