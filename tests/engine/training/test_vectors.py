"""Training with word vectors: from a file or a pipeline, stopped and taken up, never mixed up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_vectors import WIDTH, small_vectors
from tiny_corpus import SPECS, tiny_job

from nlptk.engine.data.vectors_file import VECTORS_FILE
from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.store import load_pipeline, save_pipeline
from nlptk.engine.text.languages import get_language
from nlptk.engine.training.events import Warned
from nlptk.engine.training.keeping import BEST, LAST
from nlptk.engine.training.run import TrainingJob, run_training


def job(output: Path, *changes: str, vectors: Path | None = None) -> TrainingJob:
    return replace(tiny_job(output, *changes), vectors=vectors)


def load(folder: Path) -> Language:
    return load_pipeline(folder, SPECS, get_language)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    vectors = small_vectors()
    rows = zip(vectors, vectors.data.tolist(), strict=True)
    path.write_text("".join(f"{word} {' '.join(map(str, row))}\n" for word, row in rows))
    return path


@pytest.fixture
def base(tmp_path: Path) -> Path:
    nlp = Language(get_language("en"), specs=SPECS)
    nlp.vocab.vectors = small_vectors()
    save_pipeline(nlp, tmp_path / "base")
    return tmp_path / "base"


def test_vectors_from_a_file_and_from_a_pipeline_train_the_same(
    tmp_path: Path, table: Path, base: Path
) -> None:
    list(run_training(job(tmp_path / "a", "training.n_iter=1", vectors=table)))
    list(run_training(job(tmp_path / "b", "training.n_iter=1", vectors=base)))
    based = replace(tiny_job(tmp_path / "c", "training.n_iter=1"), base_model=base)
    list(run_training(based))
    runs = [(tmp_path / name / BEST / "weights.safetensors").read_bytes() for name in "abc"]
    assert runs[0] == runs[1] == runs[2]
    nlp = load(tmp_path / "a" / BEST)
    assert nlp.encoders["shared"].shape.static_width == WIDTH
    assert nlp("cats")[0].has_vector


def test_the_folders_of_a_run_share_the_table(tmp_path: Path, base: Path) -> None:
    list(run_training(job(tmp_path / "out", "training.n_iter=2", vectors=base)))
    for name in (BEST, LAST):
        assert (tmp_path / "out" / name / VECTORS_FILE).samefile(base / VECTORS_FILE)
    table = small_vectors().data.astype("<f4").tobytes()
    assert table not in (tmp_path / "out" / "checkpoint.safetensors").read_bytes()


def test_a_run_that_was_stopped_goes_on_bit_for_bit(tmp_path: Path, table: Path) -> None:
    list(run_training(job(tmp_path / "whole", vectors=table)))
    parted = tmp_path / "parted"
    list(run_training(job(parted, "training.max_steps=2", vectors=table)))
    list(run_training(replace(job(parted, vectors=table), resume=True)))
    for name in ("weights.safetensors", VECTORS_FILE):
        whole = (tmp_path / "whole" / LAST / name).read_bytes()
        assert whole == (parted / LAST / name).read_bytes()


def test_a_run_is_not_taken_up_with_other_vectors(tmp_path: Path, table: Path) -> None:
    out = tmp_path / "out"
    list(run_training(job(out, "training.max_steps=1", vectors=table)))
    with pytest.raises(UsageError, match="not the run that was interrupted: vectors was"):
        list(run_training(replace(job(out), resume=True)))
    small_vectors(seed=1).save(tmp_path / "other.safetensors")
    other = job(out, vectors=tmp_path / "other.safetensors")
    with pytest.raises(UsageError, match="not the run that was interrupted: vectors was"):
        list(run_training(replace(other, resume=True)))


def test_a_model_goes_on_with_its_own_vectors_only(tmp_path: Path, table: Path, base: Path) -> None:
    list(run_training(job(tmp_path / "with", "training.n_iter=1", vectors=table)))
    list(run_training(job(tmp_path / "without", "training.n_iter=1")))
    further = job(tmp_path / "more", "training.n_iter=1", vectors=base)
    list(run_training(replace(further, base_model=tmp_path / "with" / BEST)))
    assert load(tmp_path / "more" / BEST).encoders["shared"].shape.static_width == WIDTH
    small_vectors(seed=1).save(tmp_path / "other.safetensors")
    for vectors, model in ((base, "without"), (tmp_path / "other.safetensors", "with")):
        wrong = job(tmp_path / "wrong", vectors=vectors)
        with pytest.raises(UsageError, match="trained without these vectors"):
            list(run_training(replace(wrong, base_model=tmp_path / model / BEST)))
    assert not (tmp_path / "wrong").exists()


def test_lines_that_are_no_vectors_are_told_of(tmp_path: Path, table: Path) -> None:
    table.write_text(table.read_text() + "bad 1\n")
    events = list(run_training(job(tmp_path / "out", "training.max_steps=1", vectors=table)))
    warned = [event.message for event in events if isinstance(event, Warned)]
    line = len(small_vectors()) + 1
    assert warned == [f"left out: {table}:{line}: 1 numbers, not {WIDTH}"]
