"""Source: an input as text, whatever holds it: a file, a compressed file or standard input.

Encoding, byte-order marks and line ends are handled here and nowhere else.
"""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import sys
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from nlptk._version import DISTRIBUTION
from nlptk.engine.errors import DataError, EncodingError, Place, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPRESSIONS = (".gz", ".xz", ".zst")
HEAD_BYTES = 16_384
_CHUNK_BYTES = 1 << 18
_BUFFER_BYTES = 1 << 18
_FRAME_BYTES = 1 << 14  # compressed; what they unpack to is in memory


class Source:
    """One input. Reading twice starts anew, except from standard input, which is never seeked.

    `name` is how messages call it; `path` is None for standard input.
    """

    def __init__(self, path: Path | str, *, encoding: str = "utf-8") -> None:
        self.path: Path | None = None if str(path) == "-" else Path(path)
        self.name = "<stdin>" if self.path is None else str(path)
        self.encoding = _known_encoding(encoding)
        self._rest_of_stdin: BinaryIO | None = None

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @property
    def stem(self) -> str:
        """The file name without compression and format suffix; "stdin" for standard input."""
        return "stdin" if self.path is None else Path(plain_name(self.path)).stem

    def sibling(self, suffix: str) -> Source:
        """The file beside this one whose name differs in its suffix only.

        Raises `UsageError` for standard input, which has no neighbours.
        """
        if self.path is None:
            raise UsageError(
                f"this format reads a second file ({suffix}) beside the first",
                found="standard input",
                hint="give a path",
            )
        return Source(self.path.with_name(self.stem + suffix), encoding=self.encoding)

    def head(self, size: int = HEAD_BYTES) -> bytes:
        """The first bytes, decompressed, for guessing the format; nothing is consumed."""
        if self.path is not None:
            with self.open_binary() as file, self.located():
                return file.read(size)
        stream = self._rest_of_stdin or cast("BinaryIO", sys.stdin.buffer)
        head = _read_fully(stream, size)
        self._rest_of_stdin = cast("BinaryIO", io.BufferedReader(_Rewound(head, stream)))
        return head

    @contextmanager
    def open_binary(self) -> Iterator[IO[bytes]]:
        """The decompressed bytes. Raises `DataError` for a file that cannot be opened."""
        if self.path is None:
            yield self._rest_of_stdin or sys.stdin.buffer
            return
        try:
            file = open_compressed(self.path, "rb")
        except OSError as error:
            reason = error.strerror or str(error)
            raise DataError(
                f"cannot be read: {reason}", place=Place(self.name), rule="unreadable-file"
            ) from error
        with file:
            yield file

    def chunks(self) -> Iterator[str]:
        """The text in pieces of no particular length, without byte-order mark."""
        encoding = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        decoder = codecs.getincrementaldecoder(encoding)()
        lines, column = 0, 0  # complete lines so far, and characters after them
        with self.open_binary() as file, self.located():
            while True:
                data = file.read(_CHUNK_BYTES)
                try:
                    text = decoder.decode(data, final=not data)
                except UnicodeDecodeError as error:
                    raise self._undecodable(error, lines, column) from error
                lines += text.count("\n")
                column = len(text) - 1 - text.rfind("\n") + ("\n" not in text) * column
                if text:
                    yield text
                if not data:
                    return

    def lines(self) -> Iterator[str]:
        """The lines, without their ends (LF or CRLF); a last line needs none."""
        unfinished: list[str] = []
        for chunk in self.chunks():
            first, *others = chunk.split("\n")
            unfinished.append(first)
            if not others:
                continue
            lines = ["".join(unfinished), *others]
            unfinished = [lines.pop()]
            if "\r" in chunk or lines[0].endswith("\r"):
                lines = [line.removesuffix("\r") for line in lines]
            yield from lines
        last = "".join(unfinished)
        if last:
            yield last.removesuffix("\r")

    def blocks(self) -> Iterator[tuple[int, str]]:
        """What stands between empty lines, as text, with the number of its first line."""
        number = 1
        pending = [""]
        for chunk in self._unix_chunks():
            ends_block = "\n\n" in chunk or (chunk[0] == "\n" == pending[-1][-1:])
            pending.append(chunk)
            if not ends_block:
                continue
            blocks = "".join(pending).split("\n\n")
            pending = [blocks.pop()]
            for block in blocks:
                if block and block[0] != "\n" != block[-1]:
                    yield number, block
                else:
                    yield from _numbered(block, number)
                number += block.count("\n") + 2
        yield from _numbered("".join(pending), number)

    def _unix_chunks(self) -> Iterator[str]:
        """The chunks, none of them empty, with LF for CRLF."""
        held = ""
        for chunk in self.chunks():
            text = held + chunk
            held = "\r" if text.endswith("\r") else ""  # the other half of a CRLF may follow
            text = text.removesuffix(held)
            if text:
                yield text.replace("\r\n", "\n")

    @contextmanager
    def located(self) -> Iterator[None]:
        """Turn what a broken compressed file raises into an error that names the file."""
        try:
            yield
        except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
            raise self._broken(str(error)) from error
        except OSError as error:
            raise self._broken(error.strerror or str(error)) from error
        except Exception as error:
            if type(error).__name__ != "ZstdError":  # zstandard is an optional package
                raise
            raise self._broken(str(error)) from error

    def _broken(self, reason: str) -> DataError:
        return DataError(
            f"cannot be read: {reason}",
            place=Place(self.name),
            hint="is the file complete, and compressed as its suffix says?",
            rule="unreadable-file",
        )

    def _undecodable(self, error: UnicodeDecodeError, lines: int, column: int) -> EncodingError:
        """The error, after so many lines and characters of decoded text."""
        before = error.object[: error.start].decode(self.encoding, errors="replace")
        line_start = before.rfind("\n") + 1
        column = len(before) - line_start + 1 + (0 if line_start else column)
        hint = "name its encoding with --encoding, such as --encoding latin-1"
        if self.encoding != "utf-8":
            hint = "leave out --encoding for UTF-8, or name another"
        return EncodingError(
            f"not {self.encoding.upper()} text",
            place=Place(self.name, lines + before.count("\n") + 1, column),
            expected=f"text in {self.encoding.upper()}",
            found=f"byte 0x{error.object[error.start]:02X}",
            hint=hint,
            rule="encoding",
        )


def _numbered(block: str, number: int) -> Iterator[tuple[int, str]]:
    lines = block.strip("\n")
    if lines:
        yield number + len(block) - len(block.lstrip("\n")), lines


def plain_name(path: Path) -> str:
    """The file name without a compression suffix."""
    return path.stem if path.suffix in COMPRESSIONS else path.name


def open_compressed(path: Path, mode: str) -> IO[bytes]:
    """Open a file for bytes, through the (de)compressor that its suffix names."""
    if path.suffix == ".gz":
        if mode == "rb":
            return cast("IO[bytes]", gzip.open(path, mode))
        # no name and no time in the header: the same data makes the same bytes
        raw = path.open(mode)
        return cast("IO[bytes]", _ClosingGzip(raw))
    if path.suffix == ".xz":
        return cast("IO[bytes]", lzma.open(path, mode))
    if path.suffix == ".zst":
        return _open_zstandard(path, mode)
    return cast("IO[bytes]", path.open(mode, buffering=_BUFFER_BYTES))


class _ClosingGzip(gzip.GzipFile):
    """A gzip writer that closes the file under it."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._raw = raw
        super().__init__(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6)

    def close(self) -> None:
        super().close()
        self._raw.close()


def _open_zstandard(path: Path, mode: str) -> IO[bytes]:
    try:
        import zstandard  # optional: most people never meet a .zst file
    except ImportError as error:
        raise UsageError(
            f"{path} is compressed with Zstandard", hint=f'pip install "{DISTRIBUTION}[zstd]"'
        ) from error
    if mode == "rb":
        frames = _ZstandardFrames(path.open("rb"), zstandard.ZstdDecompressor())
        return cast("IO[bytes]", io.BufferedReader(frames, _CHUNK_BYTES))
    return cast("IO[bytes]", zstandard.open(path, mode))


class _ZstandardFrames(io.RawIOBase):
    """The content of a Zstandard file. Its own reader takes half a file for a whole one."""

    def __init__(self, raw: IO[bytes], decompressor: Any) -> None:
        self._raw = raw
        self._decompressor = decompressor
        self._frame: Any = None  # the one that is open
        self._compressed = b""
        self._content = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._content:
            data = self._compressed or self._raw.read(_FRAME_BYTES)
            if not data:
                if self._frame is not None:
                    raise EOFError("the compressed data ends too early")
                return 0
            self._frame = self._frame or self._decompressor.decompressobj()
            self._content = self._frame.decompress(data)
            self._compressed = self._frame.unused_data if self._frame.eof else b""
            self._frame = None if self._frame.eof else self._frame
        piece = self._content[: len(buffer)]
        self._content = self._content[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Rewound(io.RawIOBase):
    """A stream whose first bytes were read already, with those bytes put back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)]
        if data:
            self._head = self._head[len(data) :]
        else:
            data = self._rest.read(len(buffer)) or b""
        buffer[: len(data)] = data
        return len(data)


def _read_fully(stream: BinaryIO, size: int) -> bytes:
    """Up to `size` bytes; a pipe hands them out in pieces."""
    data = b""
    while len(data) < size:
        piece = stream.read(size - len(data))
        if not piece:
            break
        data += piece
    return data


def _known_encoding(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        codecs.getincrementaldecoder(name)
    except LookupError as error:
        raise UsageError(f"no encoding is called {encoding!r}") from error
    return name
