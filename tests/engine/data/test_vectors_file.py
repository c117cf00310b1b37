"""The file of a table: mapped, read by other tools, and refused when it is damaged."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from nlptk.engine.data.ngram_hashing import NgramHashing
from nlptk.engine.data.vectors import Vectors
from nlptk.engine.data.vectors_file import (
    VECTORS_FILE,
    keep_vectors,
    map_vectors,
    read_header,
    save_vectors,
)
from nlptk.engine.errors import DataError
from nlptk.engine.pipeline.model_folder import write_model_folder


def table(words: list[str], width: int = 3, name: str = "t") -> Vectors:
    rng = np.random.default_rng(len(words))
    data = rng.standard_normal((max(1, len(words)), width)).astype(np.float32)
    return Vectors(data, words, name=name)


@given(words=st.lists(st.text("aé中🙂", min_size=1), unique=True), width=st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_what_is_saved_comes_back(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], width: int
) -> None:
    path = tmp_path_factory.mktemp("v") / "t.safetensors"
    before = table(words, width)
    save_vectors(before, path)
    after = map_vectors(path)
    assert list(after) == words
    assert (after.digest, after.name, after.path) == (before.digest, "t", path)
    assert np.array_equal(after.of(words), before.of(words))
    assert all(after.find(word) == before.find(word) for word in words)


def test_a_table_of_ngrams_comes_back(tmp_path: Path) -> None:
    before = Vectors(np.ones((4, 2), np.float32), hashing=NgramHashing(3, 4, 1, 7, "(", ")"))
    before.save(tmp_path / "t.safetensors")
    assert map_vectors(tmp_path / "t.safetensors").hashing == before.hashing


def test_the_table_is_mapped_and_not_read(tmp_path: Path) -> None:
    save_vectors(table(["a", "b"]), tmp_path / "t.safetensors")
    data = map_vectors(tmp_path / "t.safetensors").data
    base = data
    while not isinstance(base, np.memmap):
        base = base.base  # type: ignore[assignment]
    assert not data.flags.writeable


def test_other_tools_can_read_the_file(tmp_path: Path) -> None:
    before = table(["a", "b"])
    save_vectors(before, tmp_path / "t.safetensors")
    arrays = load_file(tmp_path / "t.safetensors")
    assert np.array_equal(arrays["vectors"], before.data)
    assert arrays["words"].tobytes() == b"ab"
    _, start = read_header(tmp_path / "t.safetensors")
    assert start % 64 == 0


def test_the_same_table_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        save_vectors(table(["x", "y"]), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_folders_share_one_file(tmp_path: Path) -> None:
    vectors = table(["a", "b"])
    for name in ("one", "two"):
        with write_model_folder(tmp_path / name) as files:
            keep_vectors(vectors, files, tmp_path / name)
    found = [tmp_path / name / VECTORS_FILE for name in ("one", "two")]
    assert found[0].samefile(found[1])
    found[0].unlink()
    assert list(map_vectors(found[1])) == ["a", "b"]


def test_a_file_that_went_away_is_written_anew(tmp_path: Path) -> None:
    vectors = table(["a", "b"])
    save_vectors(vectors, tmp_path / "t.safetensors")
    mapped = map_vectors(tmp_path / "t.safetensors")
    (tmp_path / "t.safetensors").unlink()
    with write_model_folder(tmp_path / "model") as files:
        keep_vectors(mapped, files, tmp_path / "model")
    assert map_vectors(tmp_path / "model" / VECTORS_FILE).digest == vectors.digest
    assert mapped.path == tmp_path / "model" / VECTORS_FILE


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.safetensors"
    save_vectors(table(["a", "b", "c"]), path)
    whole = path.read_bytes()
    rng = random.Random(0)
    header = json.loads(whole[8:].split(b"}}", 1)[0] + b"}}")["vectors"]
    assert header["dtype"] == "F32"
    for size in [0, 3, 9, 100, len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(DataError, match="damaged table"):
            map_vectors(path)
    for _ in range(60):
        at = rng.randrange(400)
        path.write_bytes(whole[:at] + bytes([rng.randrange(256)]) + whole[at + 1 :])
        try:
            map_vectors(path)
        except DataError as error:
            assert error.place.path == str(path)


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        map_vectors(tmp_path / "none.safetensors")
