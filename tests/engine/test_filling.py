from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from nlptk.engine.errors import UsageError
from nlptk.engine.filling import Problem, fill


@dataclass(frozen=True, slots=True)
class Inner:
    width: int = 5
    name: str = "x"


@dataclass(frozen=True, slots=True)
class Outer:
    rate: float = 0.5
    on: bool = True
    sizes: tuple[int, ...] = (1,)
    pair: tuple[int, str] = (1, "a")
    labels: list[str] = field(default_factory=list)
    kinds: frozenset[str] = frozenset()
    weights: Mapping[str, float] = field(default_factory=dict)
    limit: int | None = None
    mode: Literal["a", "b"] = "a"
    inner: Inner = field(default_factory=Inner)
    anything: Any = None


@dataclass(frozen=True, slots=True)
class Strict:
    n: int = 1

    def __post_init__(self) -> None:
        if self.n < 0:
            raise UsageError("bad n", expected="0 or more", found=str(self.n))


def filled(values: Mapping[str, Any]) -> tuple[Outer, list[str]]:
    problems: list[Problem] = []
    return fill(Outer, values, "a", problems), [str(problem) for problem in problems]


def test_fill_makes_what_the_annotations_say() -> None:
    outer, problems = filled({
        "rate": 3,
        "sizes": [1, 2],
        "pair": [2, "b"],
        "labels": ["x"],
        "kinds": ["k"],
        "weights": {"uas": 1},
        "limit": 5,
        "mode": "b",
        "inner": {"width": 7},
        "anything": {"what": ["ever"]},
    })  # fmt: skip
    assert problems == []
    assert outer == Outer(
        3.0, True, (1, 2), (2, "b"), ["x"], frozenset("k"), {"uas": 1.0}, 5, "b", Inner(7),
        {"what": ["ever"]},
    )  # fmt: skip
    assert type(outer.rate) is float
    assert type(outer.weights["uas"]) is float


def test_fill_of_nothing_is_the_defaults() -> None:
    assert filled({}) == (Outer(), [])
    assert filled({"limit": None}) == (Outer(), [])


@pytest.mark.parametrize(("values", "problem"), [
    ({"rte": 1}, "a.rte: there is no such setting; did you mean rate?"),
    ({"rate": "x"}, "a.rate: expected a number, found 'x'"),
    ({"rate": True}, "a.rate: expected a number, found True"),
    ({"on": 1}, "a.on: expected true or false, found 1"),
    ({"inner": {"width": 1.5}}, "a.inner.width: expected a whole number, found 1.5"),
    ({"inner": {"width": True}}, "a.inner.width: expected a whole number, found True"),
    ({"inner": 5}, "a.inner: expected a section, found 5"),
    ({"inner": {"naem": "y"}}, "a.inner.naem: there is no such setting; did you mean name?"),
    ({"sizes": [1, "x"]}, "a.sizes[1]: expected a whole number, found 'x'"),
    ({"sizes": "12"}, "a.sizes: expected a list, found '12'"),
    ({"kinds": [[1]]}, "a.kinds[0]: expected a string, found [1]"),
    ({"pair": [1]}, "a.pair: expected 2 values, found 1"),
    ({"weights": {"uas": "x"}}, "a.weights.uas: expected a number, found 'x'"),
    ({"limit": "x"}, "a.limit: expected a whole number or null, found 'x'"),
    ({"mode": "c"}, "a.mode: expected 'a' or 'b', found 'c'"),
])  # fmt: skip
def test_fill_says_what_does_not_fit(values: dict[str, Any], problem: str) -> None:
    assert filled(values) == (Outer(), [problem])


def test_fill_collects_all_problems_and_keeps_what_fits() -> None:
    outer, problems = filled({"zzz": 1, "rate": "x", "inner": {"width": "y"}, "sizes": [3]})
    assert len(problems) == 3
    assert outer.sizes == (3,)


def test_fill_lists_the_settings_when_none_is_near() -> None:
    problems: list[Problem] = []
    fill(Inner, {"qqq": 1}, "", problems)
    assert str(problems[0]) == "qqq: there is no such setting; there are: width, name"


def test_fill_collects_what_the_dataclass_itself_refuses() -> None:
    problems: list[Problem] = []
    assert fill(Strict, {"n": -1}, "s", problems) == Strict()
    assert [str(one) for one in problems] == ["s: bad n; expected 0 or more, found -1"]
