from __future__ import annotations

import pytest

from nlptk.commands.views.console import Console


def test_console_talks_on_stderr_only(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.say("a")
    console.warn("b")
    console.error("c")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "a\nwarning: b\nc\n"


def test_quiet_console_says_errors_only(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(quiet=True)
    console.say("a")
    console.warn("b")
    console.error("c")
    assert capsys.readouterr().err == "c\n"


def test_console_warns_once_of_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.warn("b")
    console.warn("b")
    assert capsys.readouterr().err.count("b") == 1


def test_no_colour_off_a_terminal_or_when_unwanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Console.for_terminal({}).color
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert Console.for_terminal({}).color
    assert not Console.for_terminal({"NO_COLOR": "1"}).color
    assert not Console.for_terminal({"TERM": "dumb"}).color
    assert not Console.for_terminal({}, color=False).color


def test_progress_off_a_terminal_draws_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Console().progress("reading", "documents") as update:
        update(5)
    assert capsys.readouterr().err == ""


def test_progress_on_a_terminal_cleans_up_after_itself(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("time.monotonic", lambda: float(next(clock)))
    with Console(interactive=True).progress("reading", "documents") as update:
        update(5000)
    said = capsys.readouterr().err
    assert "reading: 5,000 documents" in said
    assert said.endswith("\r\x1b[K")


def test_console_shows_control_characters_of_the_data_as_escapes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console = Console(color=True)
    console.say("a\x1b[2Jb\u202ec\n  d\té")
    console.warn("\x07")
    console.error("\x85")
    said = capsys.readouterr().err
    assert said == (
        "a\\x1b[2Jb\\u202ec\n  d\\té\n\x1b[33mwarning: \x1b[0m\\x07\n\x1b[1;31m\\x85\x1b[0m\n"
    )
