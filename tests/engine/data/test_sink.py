from __future__ import annotations

import errno
import gzip
import io
import lzma
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import zstandard

from nlptk.engine.data import sink as sink_module
from nlptk.engine.data.sink import Sink, open_file, open_folder, open_stdout, sweep
from nlptk.engine.errors import OutputError

DECOMPRESSORS = {
    "": bytes,
    ".gz": gzip.decompress,
    ".xz": lzma.decompress,
    ".zst": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
}


class FullDisk(io.BytesIO):
    """A stream on a disk with no space left."""

    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


class InterruptionError(Exception):
    pass


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("suffix", DECOMPRESSORS)
def test_a_file_appears_compressed_as_its_suffix_says(tmp_path: Path, suffix: str):
    path = tmp_path / "new" / f"out.txt{suffix}"
    with open_file(path) as sink:
        sink.write("é\n")
        sink.write_bytes(b"end")
        assert not path.exists()
    assert DECOMPRESSORS[suffix](path.read_bytes()) == "é\nend".encode()
    assert names(path.parent) == [path.name]


@pytest.mark.parametrize("suffix", DECOMPRESSORS)
def test_the_same_text_gives_the_same_bytes(tmp_path: Path, suffix: str):
    paths = [tmp_path / f"{name}{suffix}" for name in "ab"]
    for path in paths:
        with open_file(path) as sink:
            sink.write("text")
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("error", [InterruptionError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("suffix", DECOMPRESSORS)
def test_an_exception_leaves_what_was_there(
    tmp_path: Path, suffix: str, error: type[BaseException]
):
    path = tmp_path / f"out{suffix}"
    path.write_bytes(b"before")

    def interrupted() -> None:
        with open_file(path) as sink:
            sink.write("half")
            raise error

    with pytest.raises(error):
        interrupted()
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == [path.name]


def test_a_file_is_on_disk_before_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "out"
    path.write_text("before")
    synced: list[tuple[int, str]] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        synced.append((os.fstat(descriptor).st_ino, path.read_text()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    with open_file(path) as sink:
        sink.write("after")
    assert synced == [(path.stat().st_ino, "before")]
    assert path.read_text() == "after"


def test_a_full_disk_is_an_output_error_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "out.txt"
    path.write_text("before")

    @contextmanager
    def full(name: Path, mode: str):
        name.touch()
        yield FullDisk()

    monkeypatch.setattr(sink_module, "open_compressed", full)
    with pytest.raises(OutputError, match=r"out\.txt could not be written: No space left"):  # noqa: SIM117
        with open_file(path) as sink:
            sink.write("after")
    assert path.read_text() == "before"
    assert names(tmp_path) == ["out.txt"]


def test_a_folder_in_the_way_is_an_output_error(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(OutputError, match="could not be written"),
        open_file(tmp_path / "file" / "out"),
    ):
        pass
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="Is a directory"), open_file(tmp_path / "folder"):
        pass
    assert names(tmp_path) == ["file", "folder"]


def test_a_folder_appears_whole(tmp_path: Path):
    path = tmp_path / "new" / "out"
    with open_folder(path) as sink:
        with sink.file("a.txt") as file:
            file.write("a")
        with sink.file("deep/b.txt") as file:
            file.write("b")
        assert not path.exists()
    assert names(path) == ["a.txt", "deep"]
    assert (path / "deep" / "b.txt").read_text() == "b"
    assert names(path.parent) == ["out"]


def test_a_folder_that_fails_leaves_nothing(tmp_path: Path):
    path = tmp_path / "out"

    def interrupted() -> None:
        with open_folder(path) as sink, sink.file("a.txt") as file:
            file.write("a")
            raise InterruptionError

    with pytest.raises(InterruptionError):
        interrupted()
    assert names(tmp_path) == []


def test_a_folder_with_files_is_replaced_only_by_force(tmp_path: Path):
    path = tmp_path / "out"
    path.mkdir()
    with open_folder(path) as sink, sink.file("a") as file:  # an empty one is no loss
        file.write("1")
    with pytest.raises(OutputError, match="files in it; --force replaces it"), open_folder(path):
        pass
    assert (path / "a").read_text() == "1"
    with open_folder(path, force=True) as sink, sink.file("b") as file:
        file.write("2")
    assert names(path) == ["b"]
    assert names(tmp_path) == ["out"]


def test_a_forced_folder_that_fails_leaves_what_was_there(tmp_path: Path):
    path = tmp_path / "out"
    path.mkdir()
    (path / "a").write_text("1")

    def interrupted() -> None:
        with open_folder(path, force=True):
            raise InterruptionError

    with pytest.raises(InterruptionError):
        interrupted()
    assert names(path) == ["a"]
    assert names(tmp_path) == ["out"]


def test_a_sink_is_a_file_or_a_folder(tmp_path: Path):
    with pytest.raises(TypeError, match="write to its files"):
        Sink(folder=tmp_path).write("x")
    with pytest.raises(TypeError, match="not a folder"), Sink(io.BytesIO()).file("x"):
        pass


def test_standard_output(capfdbinary: pytest.CaptureFixture[bytes]):
    with open_stdout() as sink:
        sink.write("é\n")
    assert capfdbinary.readouterr().out == "é\n".encode()
    sys.stdout.flush()


def test_standard_output_of_a_failure_ends_where_it_was(capfdbinary: pytest.CaptureFixture[bytes]):
    def interrupted() -> None:
        with open_stdout() as sink:
            sink.write("half")
            raise InterruptionError

    with pytest.raises(InterruptionError):
        interrupted()
    assert capfdbinary.readouterr().out == b""
    sys.stdout.flush()


def test_a_folder_takes_the_place_of_another_and_leaves_nothing_behind(tmp_path):
    for content in ("old", "new"):
        with open_folder(tmp_path / "out", force=True) as sink, sink.file("x") as file:
            file.write(content)
    assert (tmp_path / "out" / "x").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_sweeping_removes_what_was_killed_and_nothing_else(tmp_path):
    for name in (".model.123.tmp", ".model.123.old", "model", ".git"):
        (tmp_path / name).mkdir()
    for name in (".checkpoint.77.tmp.safetensors", ".hidden", "a.tmp"):
        (tmp_path / name).write_text("x")
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", ".hidden", "a.tmp", "model"]
