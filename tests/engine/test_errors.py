from __future__ import annotations

from nlptk.engine.errors import DataError, Place


def test_errors_are_one_line_whatever_they_quote():
    error = DataError("odd", place=Place("a.csv", 3), expected="b", found="c\nd", hint="mend it")
    assert str(error) == "a.csv:3: odd; expected b, found c\\nd; mend it"
