from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from training_events import STARTED, evaluated, finished, saved, stepped

from nlptk.commands.views.console import Console
from nlptk.commands.views.training import TrainingView, score_line
from nlptk.commands.views.training_table import columns_of, title_of
from nlptk.engine.training.events import Saved, Warned

if TYPE_CHECKING:
    from nlptk.engine.training.events import Event

WEIGHTS = {"uas": 0.5, "las": 0.5, "ents_f": 1.0}
BEST = evaluated(2, 0.8241, is_best=True)


def shown(console: Console, *events: Event, verbose: bool = False) -> None:
    view = TrainingView(console, WEIGHTS, verbose=verbose)
    for event in events:
        view.show(event)
    view.close()


def test_view_says_what_there_is_to_learn(capsys: pytest.CaptureFixture[str]) -> None:
    shown(Console(), STARTED)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[:4] == [
        "tagger: 17 labels, 3,510 tags in 42 of 42 examples; 0 misaligned",
        "parser: 49 labels, 204,577 arcs in 12,000 of 12,544 examples; 3 misaligned",
        "parser: 12 labels occur once",
        "training on 204,577 words in 12,544 examples, judged on 25,148 in 1 example",
    ]


def test_view_off_a_terminal_is_a_plain_table(capsys: pytest.CaptureFixture[str]) -> None:
    shown(
        Console(),
        STARTED,
        stepped(1, 0.2),
        evaluated(1, 0.7, is_best=True),
        evaluated(2, 0.6, is_best=False),
    )
    header, *rows = capsys.readouterr().err.splitlines()[-3:]
    assert [part.strip() for part in header.split("  ") if part.strip()] == [
        "Itn", "Tag Loss", "Dep Loss", "Tag %", "UAS", "LAS", "Sent F", "CPU WPS"
    ]  # fmt: skip
    assert [row.split() for row in rows] == [
        ["*1", "0.250", "1.500", "94.11", "86.00", "70.00", "-", "23,457"],
        ["2", "0.250", "1.500", "94.11", "86.00", "60.00", "-", "23,457"],
    ]
    assert {len(row) for row in rows} == {len(header)}
    assert "\x1b" not in header + "".join(rows)


def test_view_says_which_epoch_is_best_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path("out")
    shown(Console(), STARTED, BEST, *saved(folder), finished(BEST))
    assert capsys.readouterr().err.splitlines()[-4:] == [
        "all epochs made: 2 epochs, 1,020 steps in 1 h 2 min 5 s",
        "best epoch: 2, score 84.20 = (0.5 x UAS 86.00 + 0.5 x LAS 82.41) / 1",
        "out/model-best: the pipeline after epoch 2",
        "out/model-last: the pipeline as it was last, after 1,020 steps",
    ]


def test_view_of_an_interrupted_run_says_how_to_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    shown(Console(), STARTED, finished(BEST, reason="interrupted"))
    assert capsys.readouterr().err.splitlines()[-1].endswith("--resume goes on")


def test_view_passes_warnings_on_and_is_quiet_when_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown(Console(), Warned("mind this"))
    assert capsys.readouterr().err == "warning: mind this\n"
    shown(Console(quiet=True, interactive=True), STARTED, stepped(1, 0.1), BEST, finished(BEST))
    assert capsys.readouterr().err == ""


def test_verbose_view_names_all_that_is_saved(capsys: pytest.CaptureFixture[str]) -> None:
    shown(Console(), Saved("checkpoint", Path("c")), verbose=True)
    assert capsys.readouterr().err == "saved c\n"
    shown(Console(), Saved("checkpoint", Path("c")))
    assert capsys.readouterr().err == ""


def test_view_says_that_a_long_epoch_is_alive(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    view = TrainingView(Console(), WEIGHTS)
    view.show(STARTED)
    capsys.readouterr()
    now = 59.0
    view.show(stepped(1, 0.1))
    assert capsys.readouterr().err == ""
    now = 61.0
    view.show(stepped(2, 0.75))
    view.show(stepped(2, 0.76))
    assert capsys.readouterr().err == (
        "epoch 2/2: 4,322 words/s, loss: tagger 0.500, parser 2.250, 50% of it\n"
    )


def test_view_on_a_terminal_leaves_the_table_and_no_bar(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "60")
    shown(Console(interactive=True, color=True), STARTED, stepped(1, 0.2), BEST, finished(BEST))
    said = capfd.readouterr()
    assert said.out == ""
    row = next(line for line in said.err.splitlines() if "*2" in line)
    assert "82.41" in row  # wider than the terminal, and whole
    assert "\x1b[1m" in row
    assert said.err.rstrip().endswith("(0.5 x UAS 86.00 + 0.5 x LAS 82.41) / 1")


def test_columns_have_the_guides_titles_and_losses_their_components() -> None:
    names = ["loss:parser", "loss:people", "ents_p", "new_figure", "cpu_wps", "gpu_wps"]
    columns = columns_of(names)
    assert [column.title for column in columns] == [
        "Itn", "Dep Loss", "people Loss", "NER P", "New figure", "CPU WPS", "GPU WPS"
    ]  # fmt: skip
    assert title_of("token_acc") == "Token %"


def test_score_line_counts_only_figures_that_apply() -> None:
    assert score_line(finished(BEST), {"las": 1.0, "ents_f": 1.0}) == "score 84.20 (LAS)"
    assert score_line(finished(BEST), {"las": 1, "uas": 1, "tag_acc": 0.5}) == (
        "score 84.20 = (LAS 82.41 + UAS 86.00 + 0.5 x Tag % 94.11) / 2.5"
    )
    assert score_line(finished(BEST), {}) == "score 84.20"
