"""Vectors as arrays: .npz, .npy and safetensors, with their words inside or in a file beside."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import DataError, Place

from .source import Source
from .vectors import Vectors
from .vectors_file import is_ours, map_arrays, map_vectors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_WORDS = ("words", "keys", "vocab", "index_to_key")
_TABLES = ("vectors", "data", "embeddings", "syn0")
_ROWS = ("rows", "word_rows")
_BESIDE = (".words", ".keys", ".vocab", ".txt")


@dataclass(frozen=True, slots=True)
class _Found:
    """A table, and words by their rows; without `rows` they have the rows in order."""

    data: NDArray[Any]
    words: list[str]
    rows: NDArray[Any] | None = None


def read_arrays(path: Path) -> Vectors:
    """The table in an .npz, .npy or .safetensors file.

    A table is called `vectors`, or is the only array of two dimensions. Its words are an array of
    strings called `words`, or of bytes: lines of UTF-8; or the lines of the file beside that has
    the same name and .words, .keys, .vocab or .txt. A tab and a number behind a word, or an array
    `rows`, say which row it has; else words have the rows in order.

    Raises `DataError` for a file without those, and for one that is damaged.
    """
    if path.suffix == ".safetensors" and is_ours(path):
        return map_vectors(path)
    arrays = _arrays(path)
    data = _table(arrays, path)
    words = next((arrays[name] for name in _WORDS if name in arrays), None)
    if words is None:
        found = _beside(path, data)
    else:
        rows = next((arrays[name] for name in _ROWS if name in arrays), None)
        found = _Found(data, _listed(words, path), rows)
    return _made(found, path)


def _arrays(path: Path) -> Mapping[str, NDArray[Any]]:
    try:
        if path.suffix == ".safetensors":
            return map_arrays(path)[0]
        if path.suffix == ".npy":
            return {"vectors": np.load(path, mmap_mode="r", allow_pickle=False)}
        with np.load(path, allow_pickle=False) as opened:
            return {name: opened[name] for name in opened.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(
            f"cannot be read: {reason}",
            place=Place(str(path)),
            expected="arrays of numbers and text",
        ) from error


def _table(arrays: Mapping[str, NDArray[Any]], path: Path) -> NDArray[Any]:
    tables = {
        name: array for name, array in arrays.items() if array.ndim == 2 and array.dtype.kind == "f"
    }
    named = [name for name in _TABLES if name in tables]
    if named or len(tables) == 1:
        return tables[named[0] if named else next(iter(tables))]
    raise DataError(
        f"{'no' if not tables else 'more than one'} table of numbers",
        place=Place(str(path)),
        expected="one array of two dimensions, or one called vectors",
        found=", ".join(f"{name} {array.shape}" for name, array in arrays.items()) or "nothing",
    )


def _listed(words: NDArray[Any], path: Path) -> list[str]:
    try:
        if words.dtype.kind == "U":
            return [str(word) for word in words.reshape(-1).tolist()]
        if words.dtype.kind == "S":
            return [word.decode() for word in words.reshape(-1).tolist()]
        if words.dtype == np.uint8:
            return words.tobytes().decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise DataError("words that are not UTF-8", place=Place(str(path))) from error
    raise DataError(
        "no words", place=Place(str(path)), expected="strings", found=f"{words.dtype} numbers"
    )


def _beside(path: Path, data: NDArray[Any]) -> _Found:
    """The words in the file that stands beside the arrays."""
    named = next((path.with_suffix(s) for s in _BESIDE if path.with_suffix(s).is_file()), None)
    if named is None:
        raise DataError(
            "a table without words",
            place=Place(str(path)),
            expected=f"an array called words, or {path.with_suffix('.words')} with a word a line",
        )
    words: list[str] = []
    rows: list[int] = []
    for number, line in enumerate(Source(named).lines(), 1):
        word, tab, row = line.partition("\t")
        if tab and not row.strip().isdigit():
            raise DataError("a row that is no number", place=Place(str(named), number), found=row)
        words.append(word)
        rows.append(int(row) if tab else number - 1)
    return _Found(data, words, np.array(rows, np.int64))


def _made(found: _Found, path: Path) -> Vectors:
    """The table of what was found, with the first of words that stand there twice."""
    size = len(found.data)
    rows = np.arange(len(found.words)) if found.rows is None else found.rows.reshape(-1)
    if len(rows) != len(found.words) or (found.rows is None and len(rows) != size):
        raise DataError(
            "words and rows do not match",
            place=Place(str(path)),
            expected=f"{size if found.rows is None else len(rows)} words",
            found=f"{len(found.words)}",
        )
    if len(rows) and not 0 <= int(rows.min()) <= int(rows.max()) < size:
        raise DataError(
            "a word has a row that the table has not",
            place=Place(str(path)),
            expected=f"rows from 0 to {size - 1}",
            found=f"{int(rows.max())}",
        )
    if not np.isfinite(found.data).all():
        raise DataError("numbers that are infinite, or none", place=Place(str(path)))
    first: dict[str, int] = {}
    for word, row in zip(found.words, rows.tolist(), strict=True):
        if word:
            first.setdefault(word, row)
    return Vectors(found.data, first, np.fromiter(first.values(), np.int32, count=len(first)))
