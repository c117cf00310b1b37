"""A model folder as files: written with a manifest, and read only as far as the manifest is right.

manifest.json says which layout the folder has, and the size and SHA-256 of every other file. What
is read is what was written: files are opened without following links, must be plain files, and are
compared with the manifest before anybody looks into them. Other files in the folder are not read.
Components may have folders of their own in it, whose files are in the same manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from nlptk._version import __version__
from nlptk.engine.data.sink import open_folder
from nlptk.engine.errors import DataError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.sink import Sink

FORMAT_VERSION = 2
MANIFEST = "manifest.json"

_PLAIN = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_NAME = re.compile(rf"{_PLAIN}(/{_PLAIN}){{0,3}}")
_LONGEST_MANIFEST = 1 << 20
_PIECE = 1 << 18
_COPY = "copy the model again, or train it again"
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Opening neither follows a link nor waits for whoever writes into a pipe."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the manifest says of a file."""

    size: int
    sha256: str


# ---------------------------------------------------------------------- writing


class ModelWriter:
    """Writes the files of a model into a folder (or below one), and the manifest at the end."""

    def __init__(self, sink: Sink, below: str = "") -> None:
        self._sink = sink
        self._below = below
        self._facts: dict[str, FileFacts] = {}

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a file, whose name is a plain one, in folders or not; its content in pieces."""
        if not is_file_name(name) or name == MANIFEST:
            raise ValueError(f"{name!r} cannot be the name of a file of a model")
        digest = hashlib.sha256()
        size = 0
        with self._sink.file(self._below + name) as file:
            for piece in pieces:
                file.write_bytes(piece)
                digest.update(piece)
                size += len(piece)
        self._facts[name] = FileFacts(size, digest.hexdigest())

    def link(self, name: str, path: Path) -> bool:
        """Add a file that is there already, without copying it; False where that cannot be."""
        if not self._sink.link(self._below + name, path):
            return False
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
            self._facts[name] = FileFacts(file.tell(), digest.hexdigest())
        return True

    def write_json(self, name: str, document: Mapping[str, Any]) -> None:
        """Add a file of JSON, in lines."""
        self.write(name, [json_text(document).encode()])

    def part(self, name: str) -> PartWriter:
        """What writes into a folder of this one."""
        return PartWriter(self, f"{name}/")

    def seal(self, *, written_by: str = __version__) -> None:
        """Write the manifest of all files so far, and the nlptk that made their content."""
        document = {
            "format": FORMAT_VERSION,
            "nlptk": written_by,
            "files": {
                name: {"size": facts.size, "sha256": facts.sha256}
                for name, facts in sorted(self._facts.items())
            },
        }
        with self._sink.file(self._below + MANIFEST) as file:
            file.write(json_text(document))


@dataclass(frozen=True, slots=True)
class PartWriter:
    """Writes files of a model that belong together, into a folder of their own."""

    _writer: ModelWriter
    _below: str

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """As `ModelWriter.write`."""
        self._writer.write(self._below + name, pieces)

    def link(self, name: str, path: Path) -> bool:
        """As `ModelWriter.link`."""
        return self._writer.link(self._below + name, path)


@contextmanager
def write_model_folder(folder: Path, *, force: bool = False) -> Iterator[ModelWriter]:
    """A model folder that appears whole, sealed, when the block ends well, and not at all else.

    Raises `OutputError` for a folder with files in it unless `force`, or when the disk is full.
    """
    with open_folder(folder, force=force) as sink:
        writer = ModelWriter(sink)
        yield writer
        writer.seal()


def is_file_name(name: str) -> bool:
    """Whether a file of a model can have that name: no step out of the folder, nothing hidden."""
    return _NAME.fullmatch(name) is not None


def json_text(document: Mapping[str, Any]) -> str:
    """A document as a file of JSON has it, in lines."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


# ---------------------------------------------------------------------- reading


@dataclass(frozen=True)
class ModelFolder:
    """A folder with a readable manifest. Each file is checked when it is asked for."""

    path: Path
    written_by: str
    files: Mapping[str, FileFacts]

    @classmethod
    def open(cls, path: Path) -> ModelFolder:
        """Read the manifest of a folder.

        Raises `DataError`, located at the file, when there is none, or not of this layout.
        """
        place = path / MANIFEST
        with _opened(place) as file:
            if os.fstat(file.fileno()).st_size > _LONGEST_MANIFEST:
                raise damaged(place, f"it has more than {_LONGEST_MANIFEST:,} bytes")
            data = file.read()
        document = _parsed(place, data)
        written_by = str(document.get("nlptk", "an unknown version"))
        if document.get("format") != FORMAT_VERSION:
            raise DataError(
                "a model of another layout",
                place=Place(str(place)),
                expected=f"format {FORMAT_VERSION}, which nlptk {__version__} reads",
                found=f"format {document.get('format')!r}, written by nlptk {written_by}",
                hint="train it again, or install the nlptk that wrote it",
            )
        return cls(path, written_by, _facts(place, document.get("files")))

    def __contains__(self, name: str) -> bool:
        return name in self.files

    @property
    def size(self) -> int:
        """The bytes of all its files but the manifest."""
        return sum(facts.size for facts in self.files.values())

    def check(self, *required: str) -> None:
        """Compare all files with the manifest, which must have those that are required.

        Raises `DataError` for the first that differs.
        """
        for name in dict.fromkeys((*required, *self.files)):
            self.checked(name)

    def checked(self, name: str) -> Path:
        """The path of a file that is as it was written. Raises `DataError` for any other."""
        for _ in self.pieces(name):
            pass
        return self.path / name

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of a file in pieces; `DataError` at the end unless it is what was written."""
        path, facts = self.path / name, self._facts_of(name)
        for folder in PurePosixPath(name).parents:
            if folder.name and (self.path / folder).is_symlink():
                raise damaged(self.path / folder, "it is a link")
        with _opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size != facts.size:
                raise damaged(path, f"it has {size:,} bytes and should have {facts.size:,}")
            digest = hashlib.sha256()
            while piece := file.read(_PIECE):
                digest.update(piece)
                yield piece
        if digest.hexdigest() != facts.sha256:
            raise damaged(path, f"its content is not what {MANIFEST} has the checksum of")

    def read_json(self, name: str) -> dict[str, Any]:
        """The JSON object in a file that is as it was written. Raises `DataError`."""
        return _parsed(self.path / name, b"".join(self.pieces(name)))

    def read_text(self, name: str) -> str:
        """The text in a file that is as it was written. Raises `DataError`."""
        try:
            return b"".join(self.pieces(name)).decode()
        except UnicodeDecodeError as error:
            raise damaged(self.path / name, str(error)) from error

    def part(self, name: str) -> frozenset[str]:
        """The names of the files in a folder of this one, as they are called in there."""
        below = f"{name}/"
        return frozenset(file.removeprefix(below) for file in self.files if file.startswith(below))

    def _facts_of(self, name: str) -> FileFacts:
        if name not in self.files:
            raise damaged(self.path / MANIFEST, f"it has no entry for {name}")
        return self.files[name]


def damaged(path: Path, reason: str) -> DataError:
    """The error for a file that is not what was written."""
    return DataError(f"a damaged model: {reason}", place=Place(str(path)), hint=_COPY)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A plain file of a model, to read. Raises `DataError` for what is none."""
    try:
        handle = os.open(path, os.O_RDONLY | _NO_LINKS)
    except FileNotFoundError:
        raise _missing(path) from None
    except (OSError, ValueError) as error:
        reason = "it is a link" if path.is_symlink() else f"it cannot be read: {error}"
        raise damaged(path, reason) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise damaged(path, "it is not a plain file")
    with os.fdopen(handle, "rb") as file:
        if path.is_symlink():  # where opening could not be told not to follow it
            raise damaged(path, "it is a link")
        try:
            yield file
        except OSError as error:
            raise damaged(path, f"it cannot be read: {error.strerror}") from error


def _missing(path: Path) -> DataError:
    if path.name != MANIFEST:
        return damaged(path, "the file is not there")
    there = "there is no such folder" if not path.parent.is_dir() else "it has no " + MANIFEST
    return DataError(
        f"this is not a model folder: {there}",
        place=Place(str(path.parent)),
        expected="a folder as `nlptk train` writes it, such as OUTPUT/model-best",
    )


def _parsed(path: Path, data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise damaged(path, f"it is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise damaged(path, f"a {type(document).__name__} where an object was expected")
    return document


def _facts(place: Path, entries: object) -> dict[str, FileFacts]:
    facts = {}
    for name, entry in (entries if isinstance(entries, dict) else {}).items():
        size = entry.get("size") if isinstance(entry, dict) else None
        sha256 = entry.get("sha256") if isinstance(entry, dict) else None
        if not is_file_name(name) or type(size) is not int or not isinstance(sha256, str):
            raise damaged(place, f"the entry of {name!r} is not one of a file")
        facts[name] = FileFacts(size, sha256)
    if not facts:
        raise damaged(place, "it lists no files")
    return facts
