"""Sink: an output that appears whole or not at all, compressed as its suffix says."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from nlptk.engine.errors import OutputError

from .source import open_compressed

if TYPE_CHECKING:
    from collections.abc import Iterator


_LEFT_BEHIND = re.compile(r"\..+\.\d+\.(tmp|old)(\..+)?")


class Sink:
    """Where a writer writes: one file (`write`, `write_bytes`), or a folder of files (`file`)."""

    def __init__(self, stream: IO[bytes] | None = None, *, folder: Path | None = None) -> None:
        self._stream = stream
        self._folder = folder
        self._begun = False

    def write(self, text: str) -> None:
        """Append text, as UTF-8."""
        if not self._begun and text.startswith("\ufeff"):
            # readers take the first for a byte-order mark and leave the second alone
            text = "\ufeff" + text
        self._begun = self._begun or bool(text)
        self.write_bytes(text.encode())

    def write_bytes(self, data: bytes) -> None:
        """Append bytes."""
        if self._stream is None:
            raise TypeError("this output is a folder: write to its files")
        self._stream.write(data)

    @property
    def folder(self) -> Path:
        """Where the files of a folder output are as long as it is open, for other programs."""
        if self._folder is None:
            raise TypeError("this output is one file, not a folder")
        return self._folder

    @contextmanager
    def file(self, name: str) -> Iterator[Sink]:
        """One file of a folder output; `name` may contain folders of its own."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            yield Sink(stream)

    def link(self, name: str, path: Path) -> bool:
        """Make a file that is there one file of a folder output too, without copying it.

        False when that cannot be: other file systems, or none of this kind.
        """
        if self._folder is None:
            raise TypeError("this output is one file, not a folder")
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except OSError:
            return False
        return True


@contextmanager
def open_stdout() -> Iterator[Sink]:
    """Standard output as a sink."""
    stream = io.BufferedWriter(io.FileIO(sys.stdout.fileno(), "wb", closefd=False), 1 << 16)
    try:
        yield Sink(stream)
        stream.flush()
    except BaseException:
        # what is still buffered must not be written when the stream is collected
        stream.raw.close()
        raise


@contextmanager
def open_file(path: Path) -> Iterator[Sink]:
    """A file that replaces `path` when the block ends well, and leaves it alone otherwise.

    Raises `OutputError` when the folder cannot be written or the disk is full.
    """
    temporary = _temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open_compressed(temporary, "wb") as stream:
            yield Sink(stream)
        _sync(temporary)
        temporary.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        with suppress(OSError):  # it was never there, or went where it belongs
            temporary.unlink()


@contextmanager
def open_folder(path: Path, *, force: bool = False) -> Iterator[Sink]:
    """A folder that appears as `path` when the block ends well, and not at all otherwise.

    Raises `OutputError` for a folder that is there and not empty, unless `force` replaces it.
    """
    if not force:
        refuse_full(path)
    temporary = _temporary(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir()
        yield Sink(folder=temporary)
        for file in temporary.rglob("*"):
            if file.is_file():
                _sync(file)
        _swap(temporary, path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def refuse_full(path: Path) -> None:
    """Raise `OutputError` for a folder with files in it."""
    if path.is_dir() and any(path.iterdir()):
        raise OutputError(f"{path} is a folder with files in it", hint="--force replaces it")


def _swap(new: Path, path: Path) -> None:
    """Put a folder in the place of another; there is none for no longer than a rename takes."""
    old = new.with_suffix(".old")
    if path.is_dir():
        path.replace(old)
    new.replace(path)
    shutil.rmtree(old, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what outputs in a folder have left behind that were killed while they were written."""
    for path in folder.glob(".*"):
        if _LEFT_BEHIND.fullmatch(path.name):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _temporary(path: Path) -> Path:
    # in the same folder, so that renaming is atomic; the suffix still names the compression
    return path.with_name(f".{path.stem}.{os.getpid()}.tmp{path.suffix}")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _not_written(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{path} could not be written: {reason}; what stood there is untouched")
