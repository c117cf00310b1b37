from __future__ import annotations

from pathlib import Path

import pytest

from nlptk.commands.views.console import Console
from nlptk.commands.views.pretraining import PretrainingView
from nlptk.engine.training.pretraining.events import (
    HeldOutJudged,
    PretrainingEvent,
    PretrainingFinished,
    PretrainingSaved,
    PretrainingStarted,
)

STARTED = PretrainingStarted(
    objective="words",
    words=2_500_000,
    passages=61_000,
    is_whole=True,
    held_out_words=10_012,
    held_out_passages=250,
    distinct=70_000,
    types=10_000,
    covered=0.953,
    endless=False,
)
JUDGED = HeldOutJudged(
    epoch=1,
    step=333,
    words=500_000,
    loss=5.1234,
    held_out_loss=4.9876,
    is_best=True,
    seconds=66.0,
    words_per_second=10_123.4,
)
FINISHED = PretrainingFinished(
    reason="words",
    epochs=0,
    steps=333,
    words=500_000,
    best_step=333,
    best_loss=4.9876,
    seconds=66.0,
    skipped={"fewer than 5 words": 1200},
)


def shown(capsys: pytest.CaptureFixture[str], *events: PretrainingEvent) -> list[str]:
    view = PretrainingView(Console())
    for event in events:
        view.show(event)
    view.close()
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()


def test_view_says_what_there_is_and_what_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, STARTED)[:2] == [
        "2,500,000 words in 61,000 passages, 70,000 different ones; held out: 10,012 words in "
        "250 passages",
        "objective: which of the 10,000 most frequent words is hidden; they are 95% of the text",
    ]


def test_view_has_a_row_for_each_judgement(capsys: pytest.CaptureFixture[str]) -> None:
    head, row = shown(capsys, STARTED, JUDGED)[-2:]
    assert head.split() == ["Epoch", "Words", "Minutes", "Loss", "Held-out", "Words/s"]
    assert row.split() == ["*1", "500,000", "1.1", "5.123", "4.988", "10,123"]
    assert len(head) == len(row)


def test_view_sums_up_with_what_was_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    saved = PretrainingSaved("best", Path("out/encoder-best.safetensors"))
    assert shown(capsys, STARTED, JUDGED, saved, FINISHED)[-4:] == [
        "as many words read as were asked for: 500,000 words, 333 steps in 1.1 min",
        "left out: 1,200 texts: fewer than 5 words",
        "best held-out loss: 4.988, after step 333",
        "out/encoder-best.safetensors: for nlptk train --init-tok2vec",
    ]


def test_view_warns_of_a_stream_without_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    endless = replace(STARTED, is_whole=False, endless=True, types=None, covered=None)
    said = shown(capsys, endless)
    assert said[0].startswith("the first 2,500,000 words")
    assert said[1] == "objective: words of hidden words"
    assert "--max-words or --max-minutes sets the end" in said[2]
