from __future__ import annotations

import pytest
from tiny_corpus import tiny_job

from nlptk.engine.errors import UsageError
from nlptk.engine.training.checkpoint import NAME
from nlptk.engine.training.keeping import check_output, clear


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("precious", "--force replaces it"),
        (NAME, "--force replaces it, or --resume goes on with it"),
    ],
)
def test_a_folder_with_files_is_refused_with_what_can_be_done(tmp_path, name: str, hint: str):
    (tmp_path / name).write_text("x")
    with pytest.raises(UsageError) as caught:
        check_output(tiny_job(tmp_path))
    assert caught.value.hint == hint
    check_output(tiny_job(tmp_path, force=True))
    check_output(tiny_job(tmp_path, resume=True))


def test_only_what_a_run_makes_is_cleared(tmp_path):
    for name in ("model-best", "model-epoch-012", "model-mine", "notes"):
        (tmp_path / name).mkdir()
    for name in (NAME, "model-last"):
        (tmp_path / name).write_text("x")
    clear(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"model-mine", "notes", "model-last"}  # a file of that name is no pipeline
