"""A table of vectors as one file that is mapped into memory: loading it reads next to nothing.

The file has the safetensors layout, so that other tools can read it: `vectors`, and the arrays of
`VectorKeys`. What tells the table from others, its name and its way of hashing n-grams stand in
the metadata.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nlptk.engine.errors import DataError, Place

from .ngram_hashing import NgramHashing
from .sink import open_file
from .vector_keys import VectorKeys
from .vectors import Vectors, row_blocks

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping

    from numpy.typing import NDArray

VECTORS_FILE = "vectors.safetensors"
"""What the file is called in the folder of a pipeline."""
_METADATA, _OURS = "__metadata__", "nlptk_vectors"
_VERSION = 1
_TYPES: dict[str, np.dtype[Any]] = {
    "F64": np.dtype("<f8"),
    "F32": np.dtype("<f4"),
    "F16": np.dtype("<f2"),
    "I64": np.dtype("<i8"),
    "U64": np.dtype("<u8"),
    "I32": np.dtype("<i4"),
    "U8": np.dtype("<u1"),
}
"""The kinds of numbers that tables of vectors are made of."""
_LONGEST_HEADER = 100_000_000  # what the format allows
_ALIGNMENT = 64


def save_vectors(vectors: Vectors, path: str | os.PathLike[str]) -> None:
    """Write a table as a file. Raises `OutputError`; what stood there before is then untouched."""
    with open_file(Path(path)) as sink:
        for piece in vectors_pieces(vectors):
            sink.write_bytes(piece)


def vectors_pieces(vectors: Vectors) -> Iterator[bytes]:
    """The file of a table, in pieces."""
    keys = vectors.keys
    arrays: dict[str, NDArray[Any]] = {  # the widest numbers first, so that all are aligned
        "ids": keys.ids.astype("<u8", copy=False),
        "word_ends": keys.ends.astype("<i8", copy=False),
        "vectors": vectors.data.astype("<f4", copy=False),
        "id_rows": keys.id_rows.astype("<i4", copy=False),
        "word_rows": keys.rows.astype("<i4", copy=False),
        "words": keys.text.astype("<u1", copy=False),
    }
    about = {
        "version": _VERSION,
        "name": vectors.name,
        "digest": vectors.digest,
        "hashing": vectors.hashing and asdict(vectors.hashing),
    }
    yield _header(arrays, {_OURS: json.dumps(about, sort_keys=True)})
    for array in arrays.values():
        for block in row_blocks(array if array.ndim > 1 else array[:, None]):
            yield block.tobytes()


def _header(arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]) -> bytes:
    names = {dtype: name for name, dtype in _TYPES.items()}
    entries: dict[str, Any] = {_METADATA: dict(metadata)}
    start = 0
    for name, array in arrays.items():
        end = start + array.nbytes
        entries[name] = {
            "dtype": names[array.dtype],
            "shape": list(array.shape),
            "data_offsets": [start, end],
        }
        start = end
    text = json.dumps(entries).encode()
    text += b" " * (-(len(text) + 8) % _ALIGNMENT)
    return len(text).to_bytes(8, "little") + text


class Files(Protocol):
    """The files of a folder that is being written."""

    def link(self, name: str, path: Path) -> bool:
        """Make a file that is there one of the folder, too; False where that cannot be."""

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file."""


def keep_vectors(vectors: Vectors, files: Files, folder: Path) -> None:
    """Put the file of a table among those of a folder output that will be `folder`.

    The file is linked where it can be, so that the folders of a run hold the table once, and each
    is whole by itself; else it is written.
    """
    if vectors.path is not None and files.link(VECTORS_FILE, vectors.path):
        return
    files.write(VECTORS_FILE, vectors_pieces(vectors))
    vectors.path = folder / VECTORS_FILE


def map_vectors(path: Path) -> Vectors:
    """The table in a file that `save_vectors` wrote, mapped into memory.

    Raises `DataError` for any other file.
    """
    try:
        arrays, metadata = map_arrays(path)
        about = _about(metadata)
        keys = VectorKeys(
            arrays["words"],
            arrays["word_ends"],
            arrays["word_rows"],
            index=(arrays["ids"], arrays["id_rows"]),
        )
        hashing = NgramHashing(**about["hashing"]) if about["hashing"] else None
        vectors = Vectors(arrays["vectors"], keys, name=about["name"], hashing=hashing, path=path)
        vectors._digest = str(about["digest"])
    except (LookupError, TypeError, ValueError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error
    return vectors


def _about(metadata: Mapping[str, str]) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(metadata[_OURS])
    if about["version"] != _VERSION:
        raise ValueError(f"version {about['version']} of the file")
    return about


def is_ours(path: Path) -> bool:
    """Whether a safetensors file is one that `save_vectors` wrote. Raises `DataError`."""
    return _OURS in read_header(path)[0].get(_METADATA, {})


def map_arrays(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """The arrays of a safetensors file, mapped into memory, and its metadata.

    Those of kinds that vectors are never made of are left out. Raises `DataError`.
    """
    entries, start = read_header(path)
    metadata = entries.pop(_METADATA, {})
    size = path.stat().st_size
    arrays: dict[str, NDArray[Any]] = {}
    try:
        for name, entry in entries.items():
            dtype = _TYPES.get(entry["dtype"])
            shape = tuple(entry["shape"])
            if dtype is None:
                continue
            first, end = entry["data_offsets"]
            if end - first != prod(shape) * dtype.itemsize or not 0 <= first <= end <= size - start:
                raise _damaged(path, f"{name} is not all there")
            arrays[name] = _mapped(path, dtype, start + first, shape)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, f"{type(error).__name__}: {error}") from error
    return arrays, metadata


def _mapped(path: Path, dtype: np.dtype[Any], offset: int, shape: tuple[int, ...]) -> NDArray[Any]:
    if not prod(shape):
        return np.zeros(shape, dtype)  # nothing cannot be mapped
    return np.asarray(np.memmap(path, dtype, mode="r", offset=offset, shape=shape))


def read_header(path: Path) -> tuple[dict[str, Any], int]:
    """The header of a safetensors file, and where the arrays start. Raises `DataError`."""
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            text = file.read(size) if size <= _LONGEST_HEADER else b""
        entries = json.loads(text)
    except OSError as error:
        raise DataError(
            f"cannot be read: {error.strerror or error}", place=Place(str(path))
        ) from error
    except (ValueError, RecursionError) as error:
        raise _damaged(path, "no header of safetensors") from error
    if not isinstance(entries, dict) or not isinstance(entries.get(_METADATA, {}), dict):
        raise _damaged(path, "no header of safetensors")
    return entries, 8 + size


def _damaged(path: Path, reason: str) -> DataError:
    return DataError(
        f"a damaged table of vectors: {reason}",
        place=Place(str(path)),
        hint="copy the file again, or make it again with `nlptk init-model`",
    )
