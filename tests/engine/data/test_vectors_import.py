"""Vectors from text, archives, arrays and pipelines: the same table from each."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from nlptk.engine.data import vectors_rows
from nlptk.engine.data.vectors import Vectors
from nlptk.engine.data.vectors_import import ImportPlan, import_vectors
from nlptk.engine.errors import DataError, UsageError

WORDS = ["the", "of", "Paris", "é"]
TABLE = np.array([[1, 0], [0, 1], [0.9, 0.1], [-1, 0]], np.float32)
TEXT = "".join(
    f"{word} {one:.1f} {two:.1f}\n" for word, (one, two) in zip(WORDS, TABLE, strict=True)
)


def zipped(path: Path, **members: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_", "."), text)


def tarred(path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("folder/v.txt")
        info.size = len(TEXT.encode())
        archive.addfile(info, io.BytesIO(TEXT.encode()))


def safe(path: Path) -> None:
    words = np.frombuffer("\n".join(WORDS).encode(), np.uint8)
    save_file({"embeddings": TABLE.astype(np.float16), "words": words}, path)


def beside(path: Path) -> None:
    np.save(path, TABLE)
    lines = [f"{word}\t{row}" for row, word in enumerate(WORDS)]
    path.with_suffix(".words").write_text("\n".join(lines[::-1]) + "\n")


MADE: dict[str, Callable[[Path], object]] = {
    "v.txt": lambda path: path.write_text(TEXT),
    "v.vec": lambda path: path.write_text("4 2\n" + TEXT),
    "v": lambda path: path.write_text(TEXT),
    "v.txt.gz": lambda path: path.write_bytes(gzip.compress(TEXT.encode())),
    "v.zip": lambda path: zipped(path, v_txt=TEXT),
    "with-readme.zip": lambda path: zipped(path, README_md="hello", v_txt=TEXT),
    "v.tar.gz": tarred,
    "v.tgz": tarred,
    "v.npz": lambda path: np.savez(path, vectors=TABLE, words=np.array(WORDS)),
    "bytes.npz": lambda path: np.savez(path, TABLE, words=np.array([w.encode() for w in WORDS])),
    "v.npy": beside,
    "v.safetensors": safe,
    "ours.safetensors": lambda path: Vectors(TABLE, WORDS).save(path),
}


@pytest.mark.parametrize("name", MADE)
def test_the_same_table_comes_from_each(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    MADE[name](path)
    vectors = Vectors.load(path)
    assert np.allclose(vectors.of(WORDS), TABLE, atol=1e-3)
    assert sorted(vectors) == sorted(WORDS)
    assert vectors.name == name.split(".", 1)[0]


def test_one_of_several_tables_in_an_archive_is_named(tmp_path: Path) -> None:
    zipped(tmp_path / "v.zip", a_txt=TEXT, b_txt="x 1 2 3\n")
    with pytest.raises(UsageError, match=r"2 members.*v\.zip/a\.txt, .*v\.zip/b\.txt"):
        Vectors.load(tmp_path / "v.zip")
    assert Vectors.load(tmp_path / "v.zip" / "b.txt").width == 3
    with pytest.raises(UsageError, match=r"no member c\.txt"):
        Vectors.load(tmp_path / "v.zip" / "c.txt")


def test_of_a_word_that_comes_twice_the_first_vector_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    path.write_text("a 1\nb 2\na 3\nc 4\nb 5\nd 6\n")
    imported = import_vectors(path, ImportPlan())
    assert list(imported.vectors) == ["a", "b", "c", "d"]
    assert imported.vectors.data.tolist() == [[1], [2], [4], [6]]
    assert (imported.report.duplicates, imported.report.rows) == (2, 4)


def test_rows_are_moved_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_rows, "BLOCK", 2)
    path = tmp_path / "v.txt"
    words = [f"w{i % 7}" if i % 3 else f"x{i}" for i in range(40)]
    path.write_text("".join(f"{word} {i}\n" for i, word in enumerate(words)))
    vectors = Vectors.load(path)
    assert vectors.data[:, 0].tolist() == [words.index(word) for word in dict.fromkeys(words)]


def test_truncating_takes_the_first_rows(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text(TEXT)
    np.savez(tmp_path / "v.npz", vectors=TABLE, words=np.array(WORDS))
    for name in ("v.txt", "v.npz"):
        vectors = import_vectors(tmp_path / name, ImportPlan(truncate=2)).vectors
        assert (list(vectors), len(vectors.data)) == (["the", "of"], 2)


def test_pruning_gives_words_the_nearest_row_that_is_kept(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text(TEXT + "zero 0 0\n")
    vectors = import_vectors(tmp_path / "v.txt", ImportPlan(prune=2, name="pruned")).vectors
    assert vectors.name == "pruned"
    assert vectors.shape == (2, 2)
    assert [vectors.find(word) for word in [*WORDS, "zero"]] == [0, 1, 0, 1, -1]
    assert list(vectors) == WORDS


def test_pruning_to_more_rows_than_there_are_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text(TEXT)
    assert import_vectors(tmp_path / "v.txt", ImportPlan(4, 9)).vectors.shape == (4, 2)


def test_a_table_of_ngrams_must_be_whole(tmp_path: Path) -> None:
    path = tmp_path / "v.floret"
    path.write_text("2 1 2 3 1 0 < >\n0 1\n1 2\n")
    assert Vectors.load(path)["word"].any()
    path.write_text("3 1 2 3 1 0 < >\n0 1\n1 2\n")
    with pytest.raises(DataError, match="not all there; expected 3 rows, found 2"):
        Vectors.load(path)


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "none.txt": (Path, "No such file"),
    "v.bin": (lambda path: path.write_bytes(b"1 1\nx"), "cannot be read.*binary=False"),
    "v.zip": (lambda path: path.write_bytes(b"PK no"), "cannot be read"),
    "v.tar.gz": (lambda path: path.write_bytes(b"no"), "cannot be read"),
    "v.txt.gz": (lambda path: path.write_bytes(gzip.compress(b"a 1")[:-4]), "cannot be read"),
    "no.npy": (lambda path: path.write_bytes(b"no"), "cannot be read"),
    "no.npz": (lambda path: path.write_bytes(b"no"), "cannot be read"),
    "pickle.npz": (lambda path: np.savez(path, a=np.array([{}], object)), "cannot be read"),
    "no.safetensors": (lambda path: path.write_bytes(b"no"), "no header"),
    "empty.npz": (np.savez, "no table of numbers"),
    "two.npz": (lambda path: np.savez(path, a=TABLE, b=TABLE), "more than one table"),
    "alone.npy": (lambda path: np.save(path, TABLE), "a table without words"),
    "few.npz": (lambda path: np.savez(path, TABLE, words=np.array(["a"])), "do not match"),
    "numbers.npz": (lambda path: np.savez(path, vectors=TABLE, words=TABLE), "no words"),
    "nan.npz": (lambda path: np.savez(path, TABLE * np.nan, words=np.array(WORDS)), "infinite"),
    "far.npz": (
        lambda path: np.savez(path, TABLE, words=np.array(["a"]), rows=np.array([4])),
        "a row that the table has not; expected rows from 0 to 3, found 4",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_holds_no_table_is_refused(tmp_path: Path, name: str) -> None:
    make, message = BAD[name]
    make(tmp_path / name)
    with pytest.raises(DataError, match=message) as caught:
        Vectors.load(tmp_path / name)
    assert caught.value.place.path.startswith(str(tmp_path / name))


def test_a_folder_without_vectors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a folder without word vectors"):
        Vectors.load(tmp_path)
