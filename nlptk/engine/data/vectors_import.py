"""Vectors from whatever holds them: text, archives of text, arrays, or another pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nlptk.engine.errors import DataError, Place

from .vectors import Vectors
from .vectors_archive import open_table
from .vectors_arrays import read_arrays
from .vectors_file import VECTORS_FILE, map_vectors
from .vectors_prune import prune, truncated
from .vectors_rows import RowFile, RowReport
from .vectors_text import TextHeader, read_text

if TYPE_CHECKING:
    from os import PathLike

_ARRAYS = (".npz", ".npy", ".safetensors")
_BINARY = (".bin", ".model", ".kv", ".pkl", ".pt", ".h5", ".magnitude")


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What of a table is taken: the first `truncate` rows, of which `prune` are kept; 0 is all.

    Words whose rows are not kept get the nearest row that is. `name` replaces that of the file.
    """

    truncate: int = 0
    prune: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """A table, and what was met while it was read.

    `promised` is how many rows the file said it has; 0 when it did not say.
    """

    vectors: Vectors
    report: RowReport = field(default_factory=RowReport)
    promised: int = 0


def import_vectors(path: str | PathLike[str], plan: ImportPlan) -> Imported:
    """The table in a file, an archive (`a.zip`, or `a.zip/member.txt`), or a pipeline's folder.

    Text streams: memory holds words, not vectors. Lines that are no vectors are left out and noted.

    Raises:
        DataError: there is none, or the file is not what its suffix says.
        UsageError: an archive with several tables, of which none was named.
    """
    place = Path(path)
    if place.is_dir():
        found = Imported(_of_pipeline(place))
    elif place.suffix in _ARRAYS and place.is_file():
        found = Imported(read_arrays(place))
    else:
        found = _of_text(place, plan.truncate)
    if not found.vectors:
        raise DataError("there are no vectors", place=Place(str(place)))
    vectors = chosen(found.vectors, plan)
    vectors.name = vectors.name or _stem(place)
    return Imported(vectors, found.report, found.promised)


def chosen(vectors: Vectors, plan: ImportPlan) -> Vectors:
    """What a plan takes of a table."""
    if plan.truncate:
        vectors = truncated(vectors, plan.truncate)
    if plan.prune:
        vectors = prune(vectors, plan.prune)
    vectors.name = plan.name or vectors.name
    return vectors


def complaints(imported: Imported, source: str) -> list[str]:
    """What is not as it should be in a file: lines that were left out, rows that are missing."""
    report = imported.report
    said = [f"left out: {source}:{line}: {reason}" for line, reason in report.bad_lines]
    if report.bad > len(report.bad_lines):
        said.append(f"left out: {report.bad - len(report.bad_lines):,} more lines of {source}")
    read = report.rows + report.duplicates + report.bad
    if imported.promised and imported.promised != read:
        said.append(f"{source} says that it has {imported.promised:,} rows, and has {read:,}")
    return said


def _of_pipeline(folder: Path) -> Vectors:
    path = folder / VECTORS_FILE
    if not path.is_file():
        raise DataError(
            "a folder without word vectors",
            place=Place(str(folder)),
            expected=f"a pipeline with {VECTORS_FILE}, as `nlptk init-model` writes it",
        )
    return map_vectors(path)


def _of_text(path: Path, most: int) -> Imported:
    if path.suffix in _BINARY:
        raise DataError(
            f"vectors as {path.suffix} cannot be read",
            place=Place(str(path)),
            expected="word2vec text, .npz, .npy with .words, or .safetensors",
            hint="save them as text, such as gensim's save_word2vec_format(path, binary=False)",
        )
    with RowFile() as rows, open_table(path) as (file, name):
        try:
            header = read_text(file, rows, most=most)
        except DataError as error:
            raise error.located(path=name) from error.__cause__
        data, keys = rows.table()
    if header is not None and header.hashing is not None:
        vectors = _of_ngrams(data, header, name)
    else:
        vectors = Vectors(data, keys)
    promised = 0 if header is None or most else header.rows
    return Imported(vectors, rows.report, promised)


def _of_ngrams(data: object, header: TextHeader, name: str) -> Vectors:
    vectors = Vectors(data, hashing=header.hashing)  # type: ignore[arg-type]
    if len(vectors.data) != header.rows:
        raise DataError(
            "a table of n-grams that is not all there",
            place=Place(name),
            expected=f"{header.rows} rows",
            found=str(len(vectors.data)),
        )
    return vectors


def _stem(path: Path) -> str:
    name = path.name
    for suffix in reversed(path.suffixes):
        if suffix[1:].isalpha() or suffix in (".7z",):
            name = name.removesuffix(suffix)
    return name or "vectors"
