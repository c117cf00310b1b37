from __future__ import annotations

import json
from pathlib import Path

import pytest
from training_events import STARTED, evaluated, finished, saved, stepped

from nlptk.commands.training_report import EventLog, TrainingReport
from nlptk.engine.errors import OutputError
from nlptk.engine.training.events import Warned

BEST = evaluated(1, 0.5, is_best=True)


def test_report_of_a_run_that_raised_has_what_came_before() -> None:
    report = TrainingReport("en", "out", {"las": 1.0})
    for event in (Warned("mind"), STARTED, stepped(1, 0.1), BEST):
        report.note(event)
    document = json.loads(json.dumps(report.to_dict()))
    assert document["best"] is None
    assert document["reason"] is None
    assert document["warnings"] == ["mind"]
    assert document["weights"] == {"las": 1.0}
    assert [epoch["score"] for epoch in document["epochs"]] == [BEST.score]


def test_report_of_a_run_without_an_epoch_has_no_best() -> None:
    report = TrainingReport("en", "out", {})
    report.note(finished(evaluated(0, 0.0, is_best=False), reason="interrupted"))
    assert report.to_dict()["best"] is None


def test_log_begins_with_the_run_and_has_no_steps(tmp_path: Path) -> None:
    path = tmp_path / "new" / "log.jsonl"
    with EventLog([path], resume=False) as log:
        log.write(Warned("mind"))
        assert not path.exists()
        log.write(STARTED)
        assert len(path.read_text().splitlines()) == 2
        log.write(stepped(1, 0.1))
        log.write(BEST)
        assert len(path.read_text().splitlines()) == 3  # while it is open
        for event in saved(tmp_path):
            log.write(event)
    events = [json.loads(line) for line in path.read_text().splitlines()]
    assert [event["event"] for event in events] == [
        "warned", "started", "evaluated", "saved", "saved", "saved"
    ]  # fmt: skip
    assert events[3]["path"] == str(tmp_path / "model-best")


def test_log_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with EventLog([tmp_path / "file" / "log"], resume=False) as log, pytest.raises(OutputError):
        log.write(STARTED)
