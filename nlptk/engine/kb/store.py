"""A knowledge base as a folder: arrays that are mapped, not read, and what makes sure of them.

kb.json     the format, its version, what the folder holds, and of each file its size and CRC-32;
            and the CRC-32 of all that
NAME.npy    an array each (NumPy's format, version 1)

The sizes of all files are checked when a folder is opened, and so is the content of small ones;
that of a large one is when the array is first used, so that more entities take no longer to open.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nlptk.engine.data.sink import open_folder
from nlptk.engine.errors import DataError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from nlptk.engine.data.sink import Sink

MANIFEST = "kb.json"
FORMAT, FORMAT_VERSION = "nlptk knowledge base", 1
_FILE = re.compile(r"\w+\.npy", re.ASCII)
_SMALL = 1 << 23
_BLOCK = 1 << 22
_ANEW = "copy it again, or build it again"


@dataclass(frozen=True, slots=True)
class Column:
    """An array that is written block by block: its type, its shape, and its bytes in order."""

    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    blocks: Iterable[NDArray[Any]]

    @classmethod
    def of(cls, array: NDArray[Any]) -> Column:
        """An array that is there."""
        flat = array.reshape(-1)
        size = max(1, _BLOCK // array.dtype.itemsize)
        blocks = (flat[start : start + size] for start in range(0, len(flat), size))
        return cls(array.dtype, array.shape, blocks)


def write_folder(
    path: Path, columns: Mapping[str, Column], facts: Mapping[str, Any], *, force: bool = False
) -> None:
    """Write a folder, which appears whole or not at all.

    Raises `OutputError` for a folder with files in it unless `force`, or when the disk is full.
    """
    with open_folder(path, force=force) as sink:
        write_files(_FilesOf(sink), columns, facts)


@dataclass(frozen=True, slots=True)
class _FilesOf:
    """The files of a folder that is being written."""

    sink: Sink

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        with self.sink.file(name) as file:
            for piece in pieces:
                file.write_bytes(piece)


class Writes(Protocol):
    """Where files are written."""

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file."""


def write_files(files: Writes, columns: Mapping[str, Column], facts: Mapping[str, Any]) -> None:
    """Write the files of a folder to wherever they belong."""
    listed = {f"{name}.npy": _write(files, f"{name}.npy", one) for name, one in columns.items()}
    content = {"format": FORMAT, "version": FORMAT_VERSION, **facts, "files": listed}
    document = {**content, "crc32": _manifest_crc(content)}
    files.write(MANIFEST, [(json.dumps(document, indent=1) + "\n").encode()])


def _write(files: Writes, name: str, column: Column) -> dict[str, int]:
    facts = {"bytes": 0, "crc32": 0}

    def counted() -> Iterator[bytes]:
        for piece in _pieces(column):
            facts["bytes"] += len(piece)
            facts["crc32"] = zlib.crc32(piece, facts["crc32"])
            yield piece

    files.write(name, counted())
    return facts


def _pieces(column: Column) -> Iterator[bytes]:
    little = column.dtype.newbyteorder("<")
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header,
        {
            "descr": np.lib.format.dtype_to_descr(little),
            "fortran_order": False,
            "shape": column.shape,
        },
    )
    yield header.getvalue()
    for block in column.blocks:
        view = np.ascontiguousarray(block, little).data.cast("B")
        yield view  # type: ignore[misc]  # a view of bytes does as well


class MappedFolder(Mapping[str, "NDArray[Any]"]):
    """The arrays of a folder by name, each mapped when it is first asked for.

    Raises `DataError` that names the file, for one that is missing, cut short or altered: here, or
    for a large file, when its array is asked for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.facts = _read_manifest(path)
        self._files: dict[str, dict[str, int]] = self.facts["files"]
        self._arrays: dict[str, NDArray[Any]] = {}
        self._checked: set[str] = set()
        for name, stated in self._files.items():
            _check_size(path / name, stated["bytes"])
            if stated["bytes"] <= _SMALL:
                self._check(name)

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._arrays:
            file = f"{name}.npy"
            if file not in self._files:
                raise KeyError(name)
            self._check(file)
            self._arrays[name] = _map(self.path / file)
        return self._arrays[name]

    def __contains__(self, name: object) -> bool:
        return f"{name}.npy" in self._files

    def __iter__(self) -> Iterator[str]:
        return (Path(file).stem for file in self._files)

    def __len__(self) -> int:
        return len(self._files)

    def verify(self) -> None:
        """Check the content of all files now, and map them: the folder may then go away.

        Raises `DataError` that names the first bad one.
        """
        for name in self:
            self[name]

    def _check(self, file: str) -> None:
        if file in self._checked:
            return
        path, crc = self.path / file, 0
        try:
            with path.open("rb") as stream:
                while data := stream.read(_BLOCK):
                    crc = zlib.crc32(data, crc)
        except OSError as error:
            raise _unreadable(path, error) from error
        stated = self._files[file]["crc32"]
        if crc != stated:
            raise DataError(
                "the file was changed after it was written",
                place=Place(str(path)),
                expected=f"a CRC-32 of {stated:08x}",
                found=f"{crc:08x}",
                hint=_ANEW,
            )
        self._checked.add(file)


def _check_size(path: Path, size: int) -> None:
    try:
        found = path.stat().st_size
    except OSError as error:
        raise _unreadable(path, error) from error
    if found != size:
        raise DataError(
            "the file was cut short or changed after it was written",
            place=Place(str(path)),
            expected=f"{size:,} bytes",
            found=f"{found:,}",
            hint=_ANEW,
        )


def _unreadable(path: Path, error: OSError) -> DataError:
    return DataError(
        f"a file of the knowledge base is not there: {error.strerror}",
        place=Place(str(path)),
        hint=_ANEW,
    )


def _map(path: Path) -> NDArray[Any]:
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    # a plain view: items and slices of a memmap cost many times as much
    return array.view(np.ndarray)


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    place = Place(str(path))
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(
            f"{folder} holds no knowledge base: {error.strerror}",
            place=place,
            expected="a folder that nlptk kb-build or KnowledgeBase.to_disk has written",
        ) from error
    except ValueError as error:
        raise DataError("the file is damaged: not JSON", place=place, hint=_ANEW) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise DataError("not the description of a knowledge base", place=place, expected=FORMAT)
    if not all(map(_FILE.fullmatch, document.get("files", ()))):
        raise DataError("it lists files of other folders", place=place, hint=_ANEW)
    if document.get("version") != FORMAT_VERSION:
        raise DataError(
            "a knowledge base of another version",
            place=place,
            expected=f"version {FORMAT_VERSION}",
            found=str(document.get("version")),
            hint="build it again with this version of nlptk",
        )
    stated = document.pop("crc32", None)
    crc = _manifest_crc(document)
    if crc != stated:
        raise DataError(
            "the file was changed after it was written",
            place=place,
            expected=f"a CRC-32 of {crc:08x}",
            found=f"{stated}",
            hint=_ANEW,
        )
    return document


def _manifest_crc(content: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())
