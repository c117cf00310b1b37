from __future__ import annotations

import gzip
import io
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data import source as source_module
from nlptk.engine.data.source import Source, plain_name
from nlptk.engine.errors import DataError, EncodingError, UsageError

COMPRESSORS = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".zst": zstandard.compress}


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "_CHUNK_BYTES", 3)


def write(folder: Path, name: str, data: bytes) -> Source:
    path = folder / name
    path.write_bytes(data)
    return Source(path)


class Pipe(io.RawIOBase):
    """Standard input as a pipe: handed out in small pieces, and never seeked."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise OSError("a pipe was seeked")

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        piece = self._data.read(min(len(buffer), 5))
        buffer[: len(piece)] = piece
        return len(piece)


def pipe_in(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Source:
    stdin: IO[str] = io.TextIOWrapper(io.BufferedReader(Pipe(data), 7))
    monkeypatch.setattr(sys, "stdin", stdin)
    return Source("-")


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_lines_of_a_file_whatever_compresses_it(tmp_path: Path, suffix: str):
    data = COMPRESSORS[suffix]("é\n\nlast".encode())
    source = write(tmp_path, f"f.txt{suffix}", data)
    assert list(source.lines()) == ["é", "", "last"]
    assert list(source.lines()) == ["é", "", "last"]
    assert source.head(2) == "é".encode()
    assert (source.stem, plain_name(source.path or Path())) == ("f", "f.txt")


def test_a_byte_order_mark_is_no_text(tmp_path: Path, small_chunks: None):
    assert list(write(tmp_path, "f", b"\xef\xbb\xbfab\nc").lines()) == ["ab", "c"]


@pytest.mark.parametrize("data", [b"ab\r\ncd\r\n", b"a\r\nb\r\n\r\nc\r\n", b"\r\n\r\n", b"abc\r\n"])
def test_windows_line_ends_across_chunks(tmp_path: Path, small_chunks: None, data: bytes):
    source = write(tmp_path, "f", data)
    assert list(source.lines()) == data.decode().replace("\r\n", "\n").splitlines()


def test_a_carriage_return_within_a_line_stays(tmp_path: Path, small_chunks: None):
    assert list(write(tmp_path, "f", b"ab\rc\rd\n").lines()) == ["ab\rc\rd"]


LINES = st.lists(st.text("ab\u2028\u0085é ", max_size=4), max_size=8)


@given(LINES, st.booleans(), st.sampled_from(["\n", "\r\n"]), st.integers(1, 5))
def test_lines_and_blocks_are_those_written(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], ended: bool, end: str, size: int
):
    text = end.join(lines) + (end if ended and lines else "")
    source = write(tmp_path_factory.getbasetemp(), "lines.txt", text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(source_module, "_CHUNK_BYTES", size)
        found, blocks = list(source.lines()), list(source.blocks())
    kept = lines if ended or not lines or lines[-1] else lines[:-1]
    assert found == kept
    assert blocks == list(blocks_of(kept))


def blocks_of(lines: list[str]) -> Iterator[tuple[int, str]]:
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line:
            block.append(line)
        elif block:
            yield number - len(block), "\n".join(block)
            block = []


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"caf\xe9\n", "1:4"),
        (b"\xef\xbb\xbfcaf\xe9\n", "1:4"),
        ("äöü\nxé".encode() + b"\xe9 \n", "2:3"),
        (b"a\n\nb\n0123456789 \xff", "4:12"),
        (b"ab\xc3", "1:3"),
    ],
)
@pytest.mark.parametrize("chunk", [1, 3, 4, 1000])
def test_latin_1_is_refused_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, place: str, chunk: int
):
    monkeypatch.setattr(source_module, "_CHUNK_BYTES", chunk)
    source = write(tmp_path, "f.txt", data)
    with pytest.raises(EncodingError) as caught:
        list(source.lines())
    assert str(caught.value.place) == f"{source.name}:{place}"
    assert "--encoding latin-1" in str(caught.value)
    assert "found byte 0x" in str(caught.value)


def test_another_encoding(tmp_path: Path):
    path = tmp_path / "f.txt"
    path.write_bytes("é\nü".encode("latin-1"))
    assert list(Source(path, encoding="latin-1").lines()) == ["é", "ü"]
    path.write_bytes("é\nü".encode("utf-16"))
    assert list(Source(path, encoding="utf-16").lines()) == ["é", "ü"]
    path.write_bytes(b"a\n\x81")
    with pytest.raises(EncodingError, match="2:1: not CP1252 text"):
        list(Source(path, encoding="cp1252").lines())
    with pytest.raises(UsageError, match="no encoding is called 'klingon'"):
        Source(path, encoding="klingon")


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_half_a_compressed_file_names_itself(tmp_path: Path, suffix: str):
    data = COMPRESSORS[suffix](bytes(range(1, 120)) * 40)
    source = write(tmp_path, f"f.txt{suffix}", data[: len(data) // 2])
    with pytest.raises(DataError, match=r"f\.txt.*cannot be read.*is the file complete"):
        list(source.lines())


@pytest.mark.parametrize("suffix", [".gz", ".xz", ".zst"])
def test_a_file_that_is_not_compressed_as_it_says(tmp_path: Path, suffix: str):
    source = write(tmp_path, f"f{suffix}", b"plain text")
    with pytest.raises(DataError, match="compressed as its suffix says"):
        source.head()


def test_a_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(DataError, match=r"none\.txt: cannot be read: No such file"):
        list(Source(tmp_path / "none.txt").lines())
    with pytest.raises(DataError, match="Is a directory"):
        list(Source(tmp_path).lines())


def test_standard_input_is_never_seeked(monkeypatch: pytest.MonkeyPatch):
    source = pipe_in(b"\xef\xbb\xbfone\r\ntwo\n\nthree", monkeypatch)
    assert source.head(6) == b"\xef\xbb\xbfone"
    assert source.head(9) == b"\xef\xbb\xbfone\r\nt"
    assert list(source.lines()) == ["one", "two", "", "three"]
    assert (source.name, source.stem, source.path) == ("<stdin>", "stdin", None)


def test_the_head_of_a_short_standard_input(monkeypatch: pytest.MonkeyPatch):
    source = pipe_in(b"ab", monkeypatch)
    assert source.head() == b"ab"
    assert list(source.lines()) == ["ab"]


def test_a_sibling_is_the_file_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, "a.ann", b"x")
    source = write(tmp_path, "a.txt", b"")
    assert list(source.sibling(".ann").lines()) == ["x"]
    with pytest.raises(UsageError, match="give a path"):
        pipe_in(b"", monkeypatch).sibling(".ann")
    assert "a.txt" in repr(source)


def test_zstandard_missing_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(UsageError, match=r"nlptk-pipelines\[zstd\]"):
        write(tmp_path, "f.zst", b"").head()
