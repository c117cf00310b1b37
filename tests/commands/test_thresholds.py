"""Figures that must be reached."""

from __future__ import annotations

import pytest

from nlptk.commands.exits import ExitCode
from nlptk.commands.thresholds import Threshold, judged
from nlptk.commands.views.console import Console
from nlptk.engine.errors import UsageError


def test_threshold_is_parsed_with_the_long_names_of_figures() -> None:
    assert Threshold.parse("las=0.8") == Threshold("las", 0.8)
    assert Threshold.parse(" ner_f =1") == Threshold("ents_f", 1.0)


@pytest.mark.parametrize("text", ["las", "las=", "=0.5", "las=80", "las=-0.1", "las=much"])
def test_threshold_that_cannot_be_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError, match="--fail-under"):
        Threshold.parse(text)


def test_threshold_about_a_figure_that_there_will_not_be_names_the_nearest() -> None:
    Threshold("las", 0.8).check(["uas", "las"])
    with pytest.raises(UsageError) as raised:
        Threshold("lsa", 0.8).check(["uas", "las"])
    assert "did you mean las?" in (raised.value.hint or "")


def test_threshold_is_reached_by_its_own_value_and_missed_below_it_or_without_one() -> None:
    assert Threshold("las", 0.8).missed_by({"las": 0.8}) == ""
    assert "0.7999" in Threshold("las", 0.8).missed_by({"las": 0.7999})
    assert "no value" in Threshold("las", 0.8).missed_by({"las": None})


def test_judged_tells_of_each_threshold_that_was_missed(capsys: pytest.CaptureFixture[str]) -> None:
    figures, console = {"las": 0.5, "uas": 0.9}, Console()
    assert judged(figures, [Threshold("uas", 0.9)], console) == ExitCode.DONE
    assert capsys.readouterr().err == ""
    thresholds = [Threshold("las", 0.8), Threshold("uas", 0.95)]
    assert judged(figures, thresholds, console) == ExitCode.BAD_ANSWER
    assert capsys.readouterr().err.count("--fail-under: ") == 2
