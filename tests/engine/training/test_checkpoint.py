from __future__ import annotations

import pytest
from tiny_corpus import tiny_job

from nlptk.engine.errors import DataError
from nlptk.engine.training.checkpoint import NAME, load_checkpoint
from nlptk.engine.training.run import run_training


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "out"
    list(run_training(tiny_job(out, "training.max_steps=2")))
    return (out / NAME).read_bytes()


def test_progress_comes_back(tmp_path, checkpoint):
    path = tmp_path / NAME
    path.write_bytes(checkpoint)
    progress = load_checkpoint(path).progress
    assert (progress.epoch, progress.batches, progress.step) == (1, 0, 2) or progress.step == 2


@pytest.mark.parametrize("kept", [0, 7, 100, -1000])
def test_a_truncated_checkpoint_is_an_error_that_names_it(tmp_path, checkpoint, kept):
    path = tmp_path / NAME
    path.write_bytes(checkpoint[:kept])
    with pytest.raises(DataError, match="damaged checkpoint") as caught:
        load_checkpoint(path)
    assert caught.value.place.path == str(path)


def test_a_file_that_is_no_checkpoint_is_an_error(tmp_path):
    path = tmp_path / NAME
    path.write_text("hello, hello, hello, hello")
    with pytest.raises(DataError, match="damaged checkpoint"):
        load_checkpoint(path)
