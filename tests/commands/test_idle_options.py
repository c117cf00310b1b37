"""Options that change nothing."""

from __future__ import annotations

from nlptk.commands.idle_options import warn_of_idle


def test_options_that_were_not_given_are_not_told_of() -> None:
    told: list[str] = []
    warn_of_idle({"-D/--debug": False, "-cd/--conv-depth": None}, told.append)
    assert told == []


def test_options_are_told_of_in_one_line_with_each_reason_once() -> None:
    told: list[str] = []
    given = {"-cd/--conv-depth": 4, "-D/--debug": True, "-cW/--cnn-window": 1}
    warn_of_idle(given, told.append)
    (line,) = told
    assert line.startswith("without effect: -cd/--conv-depth, -cW/--cnn-window (")
    assert line.count("convolutional") == 1
    assert "; -D/--debug (" in line
