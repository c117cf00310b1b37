from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from nlptk.engine.diagnostics.selection import Selection, codes_of, make_checks, rules_of
from nlptk.engine.errors import UsageError
from nlptk.engine.protocols import Check, ReaderRule


@dataclass(frozen=True)
class Few:
    min_count: int = 2
    share: float = 0.5
    kb: str = ""


class FewOf(Check):
    """Few."""

    code, name, settings = "L101", "few-of", Few
    given: Few


class Plain(Check):
    """Plain."""

    code, name = "S102", "plain"


class Broken(ReaderRule):
    """Broken."""

    code, name = "F103", "broken"


CHECKS: dict[str, type[Check]] = {check.code: check for check in (FewOf, Plain, Broken)}


@pytest.mark.parametrize(("select", "ignore", "wanted"), [
    ((), (), ["L101", "L110", "S102"]),
    (("L",), (), ["L101", "L110"]),
    (("L",), ("L1",), []),
    (("L",), ("L101",), ["L110"]),
    (("L101",), ("L",), ["L101"]),
    ((), ("L", "S"), []),
    (("L101",), ("L101",), []),
])  # fmt: skip
def test_selection_takes_the_longest_beginning(
    select: tuple[str, ...], ignore: tuple[str, ...], wanted: list[str]
) -> None:
    selection = Selection(select, ignore)
    assert [code for code in ("L101", "L110", "S102") if selection.wants(code)] == wanted


def test_selection_refuses_what_no_code_has() -> None:
    with pytest.raises(UsageError, match=r"--ignore L102.*did you mean S102 or L101"):
        Selection(ignore=["L102"]).check(["L101", "S102"])


def test_codes_are_separated_by_commas_in_any_case() -> None:
    assert codes_of(["l1, s", "T"]) == ["L1", "S", "T"]


def test_settings_are_typed() -> None:
    check = make_checks(CHECKS, Selection(), ["L101.min_count=7", "l101.share=1"])[0]
    given: Any = check.given
    assert (given.min_count, given.share) == (7, 1.0)


def test_settings_that_cannot_be_are_said_at_once() -> None:
    changes = ["L101.min_cout=7", "L101.share=much", "L1O1.share=1", "nonsense"]
    with pytest.raises(UsageError) as caught:
        make_checks(CHECKS, Selection(), changes)
    text = str(caught.value)
    for part in ("did you mean min_count", "found 'much'", "did you mean L101", "nonsense"):
        assert part in text


def test_settings_of_checks_that_do_not_run_are_checked_too() -> None:
    with pytest.raises(UsageError):
        make_checks(CHECKS, Selection(select=["S"]), ["L101.min_count=x"])


def test_readers_rules_are_no_running_checks() -> None:
    assert [check.code for check in make_checks(CHECKS, Selection(), [])] == ["L101", "S102"]
    assert rules_of(CHECKS) == {"broken": Broken}


def test_shared_settings_go_to_wanted_checks_that_have_them() -> None:
    shared = {"kb": "folder", "other": "x"}
    (few, plain) = make_checks(CHECKS, Selection(), ["L101.min_count=4"], shared)
    assert few.given == Few(4, 0.5, "folder")
    assert not hasattr(plain.given, "other")
    (few, _) = make_checks(CHECKS, Selection(), ["L101.kb=mine"], shared)
    assert few.given.kb == "mine"
    assert not make_checks(CHECKS, Selection(ignore=["L", "S"]), (), shared)
