from __future__ import annotations

import pytest

from nlptk.commands.views.console import Console
from nlptk.commands.views.screens import LiveScreen, PlainScreen


def test_plain_screen_flushes_rows_and_says_little_in_between(
    capsys: pytest.CaptureFixture[str],
) -> None:
    screen = PlainScreen(Console(), silence=3600.0)
    screen.row("a", is_best=True)
    screen.running("b", 0.5)
    screen.close()
    assert capsys.readouterr().err == "a\n"


def test_live_screen_can_be_closed_twice_and_before_it_is_used(
    capfd: pytest.CaptureFixture[str],
) -> None:
    screen = LiveScreen(Console(interactive=True))
    screen.close()
    screen.row("a", is_best=True)
    screen.running("b", 0.5)
    screen.close()
    screen.close()
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.startswith("a\n")
