from __future__ import annotations

from pathlib import Path

import pytest

from nlptk.commands.exits import ExitCode, Terminated, guarded
from nlptk.commands.views.console import Console
from nlptk.engine.errors import DataError, OutputError, Place, UsageError


def run_raising(error: BaseException) -> int:
    def body() -> int:
        raise error

    return guarded(body, Console(), show_traceback=False)


@pytest.mark.parametrize(("error", "code"), [
    (UsageError("no"), ExitCode.NOT_DONE),
    (DataError("no", place=Place("f", 1)), ExitCode.NOT_DONE),
    (OutputError("no"), ExitCode.NOT_DONE),
    (KeyboardInterrupt(), ExitCode.INTERRUPTED),
    (Terminated(), ExitCode.TERMINATED),
    (SystemExit(7), 7),
])  # fmt: skip
def test_errors_become_exit_codes(error: BaseException, code: int) -> None:
    assert run_raising(error) == code


def test_a_bug_writes_a_report_and_shows_its_path(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run_raising(ZeroDivisionError("oh")) == ExitCode.BUG
    (report,) = tmp_path.iterdir()
    said = capsys.readouterr().err
    assert str(report) in said
    assert "Traceback" not in said
    text = report.read_text()
    assert "ZeroDivisionError: oh" in text
    assert "nlptk " in text.splitlines()[0]


def test_a_data_error_begins_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    run_raising(DataError("odd", place=Place("f", 3, 7), expected="x", found="y", hint="do z"))
    assert capsys.readouterr().err == "f:3:7: odd; expected x, found y; do z\n"
