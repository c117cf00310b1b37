"""A whole run: it learns, stops where it should, and goes on bit for bit after an interruption."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from raw_texts import SMALL_ENCODER, small_job, texts_of
from safetensors.numpy import load_file

from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.pipeline.encoder_file import read_encoder
from nlptk.engine.training.pretraining.events import (
    HeldOutJudged,
    PretrainingFinished,
    PretrainingStarted,
    PretrainingStepped,
)
from nlptk.engine.training.pretraining.keeping import STATE
from nlptk.engine.training.pretraining.run import BEST, LAST, PretrainingJob, run_pretraining
from nlptk.engine.training.rates import RateSettings


def made(job: PretrainingJob, stop_after: int = 0) -> tuple[list[Any], PretrainingFinished]:
    """The events of a run, which is interrupted after so many steps."""
    steps = 0
    events = []

    def stop() -> str:
        return "interrupted" if steps == stop_after > 0 else ""

    for event in run_pretraining(job, stop=stop):
        steps += isinstance(event, PretrainingStepped)
        events.append(event)
    finished = events[-1] if isinstance(events[-1], PretrainingFinished) else None
    finished = finished or next(one for one in events if isinstance(one, PretrainingFinished))
    return events, finished


def judged(events: list[Any]) -> list[HeldOutJudged]:
    return [event for event in events if isinstance(event, HeldOutJudged)]


def arrays(path: Path) -> dict[str, Any]:
    return load_file(path)


def assert_same(one: Path, other: Path) -> None:
    first, second = arrays(one), arrays(other)
    assert first.keys() == second.keys()
    for name in first:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)


def test_what_follows_from_the_context_is_learned(tmp_path: Path) -> None:
    events, finished = made(small_job(tmp_path / "out", n_iter=12, patience=0))
    losses = [event.held_out_loss for event in judged(events)]
    assert losses[-1] < 0.7 * losses[0]
    assert (finished.reason, finished.epochs) == ("epochs", 12)
    assert finished.best_loss == min(losses)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted((BEST, LAST, STATE))


def test_the_best_weights_are_those_of_the_lowest_loss(tmp_path: Path) -> None:
    events, finished = made(small_job(tmp_path / "out"))
    best = next(event for event in judged(events) if event.step == finished.best_step)
    about = read_encoder(tmp_path / "out").about
    assert about["held_out_loss"] == best.held_out_loss
    assert (about["lang"], about["objective"]) == ("en", "words")
    assert read_encoder(tmp_path / "out").settings == SMALL_ENCODER


@pytest.mark.parametrize("objective", ["words", "characters"])
@pytest.mark.parametrize("stop_after", [1, 7, 10])
def test_a_resumed_run_makes_the_same_weights(
    tmp_path: Path, objective: str, stop_after: int
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    events, _ = made(small_job(whole, objective=objective))
    _, interrupted = made(small_job(parts, objective=objective), stop_after)
    assert (interrupted.reason, interrupted.steps) == ("interrupted", stop_after)
    resumed, _ = made(small_job(parts, objective=objective, resume=True))
    started = next(one for one in resumed if isinstance(one, PretrainingStarted))
    assert started.resumed_from == stop_after
    assert judged(resumed)[-1].held_out_loss == judged(events)[-1].held_out_loss
    for name in (BEST, LAST):
        assert_same(whole / name, parts / name)


def test_a_stream_is_resumed_by_reading_past_what_was_learned(tmp_path: Path) -> None:
    for name, stop_after in (("whole", 0), ("parts", 4)):
        texts = texts_of(120, can_reread=False)
        _, finished = made(small_job(tmp_path / name, texts=texts), stop_after)
    again = texts_of(120, can_reread=False)
    _, finished = made(small_job(tmp_path / "parts", texts=again, resume=True))
    assert finished.epochs == 2  # all of it is in memory
    assert_same(tmp_path / "whole" / LAST, tmp_path / "parts" / LAST)


def test_another_run_cannot_be_resumed(tmp_path: Path) -> None:
    made(small_job(tmp_path / "out"), 3)
    with pytest.raises(UsageError, match=r"dropout was 0\.1 and is 0\.3"):
        made(small_job(tmp_path / "out", dropout=0.3, resume=True))
    with pytest.raises(UsageError, match="first words was"):
        made(small_job(tmp_path / "out", texts=texts_of(50), resume=True))
    with pytest.raises(UsageError, match="no run to resume"):
        made(small_job(tmp_path / "nothing", resume=True))


def test_a_damaged_state_is_an_error_that_names_it(tmp_path: Path) -> None:
    made(small_job(tmp_path / "out"), 3)
    state = tmp_path / "out" / STATE
    state.write_bytes(state.read_bytes()[:-100])
    with pytest.raises(DataError, match="damaged checkpoint") as caught:
        made(small_job(tmp_path / "out", resume=True))
    assert caught.value.place.path == str(state)


def test_same_seed_same_weights(tmp_path: Path) -> None:
    for name, seed in (("one", 0), ("two", 0), ("three", 1)):
        made(small_job(tmp_path / name, n_iter=1, seed=seed))
    assert_same(tmp_path / "one" / LAST, tmp_path / "two" / LAST)
    one, three = (arrays(tmp_path / name / LAST) for name in ("one", "three"))
    assert any((one[name] != three[name]).any() for name in one)


def test_a_run_stops_at_so_many_words_with_the_rate_down(tmp_path: Path) -> None:
    events, finished = made(small_job(tmp_path / "out", max_words=450, n_iter=50))
    assert finished.reason == "words"
    assert 450 <= finished.words < 450 + 120
    steps = [event for event in events if isinstance(event, PretrainingStepped)]
    assert steps[-1].progress > 0.7
    assert judged(events)[-1].step == finished.steps


def test_a_run_stops_when_the_held_out_loss_does(tmp_path: Path) -> None:
    job = small_job(
        tmp_path / "out",
        n_iter=100,
        patience=3,
        save_every=1,
        rates=RateSettings(peak=1.0, schedule="constant", warmup_steps=0),
    )
    events, finished = made(job)
    assert finished.reason == "patience"
    assert [event.is_best for event in judged(events)[-3:]] == [False] * 3


def test_weights_to_start_from_are_started_from(tmp_path: Path) -> None:
    made(small_job(tmp_path / "first", n_iter=8))
    fresh, _ = made(small_job(tmp_path / "fresh", n_iter=1, save_every=1))
    went_on, _ = made(
        small_job(tmp_path / "on", n_iter=1, save_every=1, init_tok2vec=tmp_path / "first")
    )
    assert judged(went_on)[2].held_out_loss < judged(fresh)[2].held_out_loss


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(UsageError, match="folder with files in it"):
        made(small_job(tmp_path / "out"))
    made(small_job(tmp_path / "out", force=True, n_iter=1))
    assert (tmp_path / "out" / "mine.txt").read_text() == "mine"
