"""What readers refuse is found under its code, at its line, and the rest of the file is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nlptk
from nlptk.engine.protocols import Case, ReaderRule
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager
from nlptk.plugins.testing import case_findings

_CHECKS = Catalog(create_manager(load=())).checks
_RULES = {check.name: check for check in _CHECKS.values() if issubclass(check, ReaderRule)}
_GOOD = "1\tHi\t_\tX\t_\t_\t0\troot\t_\t_\n\n"


def _row(number: str, head: str) -> str:
    return f"{number}\tw\t_\tX\t_\t_\t{head}\tdep\t_\t_\n"


@pytest.mark.parametrize(
    ("code", "line", "bad"),
    [
        ("F010", 1, "1\tHi\n"),
        ("F012", 2, _row("1", "0") + _row("1", "1")),
        ("F013", 2, _row("1-3", "_") + _row("1", "0")),
        ("F015", 2, _row("1", "0") + "# text = w\n"),
        ("T101", 1, _row("1", "2") + _row("2", "1")),
        ("T102", 2, _row("1", "0") + _row("2", "2")),
        ("T103", 2, _row("1", "0") + _row("2", "7")),
        ("T104", 2, _row("1", "0") + _row("2", "0")),
        ("T105", 1, _row("1", "x")),
    ],
)
def test_broken_sentence_is_found_among_good_ones(code: str, line: int, bad: str) -> None:
    case = Case(_GOOD + _GOOD + bad + "\n" + _GOOD, format="conllu")
    found = case_findings(_CHECKS[code], case)
    assert [(one.code, one.place.line) for one in found] == [(code, 4 + line)]


def test_each_of_several_broken_sentences_is_found() -> None:
    bad = _row("1", "1") + "\n"
    found = case_findings(_CHECKS["T102"], Case((_GOOD + bad) * 5, format="conllu"))
    assert [one.place.line for one in found] == [3, 7, 11, 15, 19]


def test_each_of_several_broken_records_is_found() -> None:
    good = '{"text": "Ann"}\n'
    lines = [good, '{"text": 5}\n', good, '{"text": "A", \n', good, "{}\n"]
    found = case_findings(_CHECKS["F020"], Case("".join(lines)))
    places = [(one.code, one.place.line) for one in found]
    assert places == [("F022", 2), ("F020", 4), ("F021", 6)]


def test_rule_names_given_by_readers_are_names_of_rules() -> None:
    folder = Path(nlptk.__file__).parent
    files = [*folder.glob("formats/**/*.py"), *folder.glob("engine/data/*.py")]
    given = {name for file in files for name in re.findall(r'rule="([a-z-]+)"', file.read_text())}
    assert given
    assert given <= _RULES.keys()


def test_codes_and_names_of_rules_are_unique() -> None:
    names = [check.name for check in _CHECKS.values()]
    assert len(names) == len(set(names))
