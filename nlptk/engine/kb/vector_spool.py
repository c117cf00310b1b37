"""Vectors on their way to a file: more than memory may hold, and a projection learned of them."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .store import Column

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_ROWS = 1 << 14


class VectorSpool:
    """Rows of one width, kept in a file without a name that is gone when it is closed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # a file of no name: nothing is left of it, whatever happens
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # closed by __exit__
        self.rows = 0
        self.width = 0
        self.zeros = 0

    def __enter__(self) -> VectorSpool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, vectors: NDArray[np.float32]) -> None:
        """Add rows, shape (n, width), all of one width."""
        self.width = vectors.shape[1]
        self.rows += len(vectors)
        self.zeros += int((~vectors.any(axis=1)).sum())
        self._file.write(np.ascontiguousarray(vectors, np.float32).data)

    def blocks(self) -> Iterator[Floats]:
        """The rows in order, so many at once."""
        self._file.seek(0)
        size = 4 * self.width * _ROWS
        while self.width and (data := self._file.read(size)):
            yield np.frombuffer(data, np.float32).reshape(-1, self.width)

    def column(self, projection: Projection | None) -> Column:
        """The rows as they are to be written, projected or as they are."""
        if projection is None:
            shape = (self.rows, self.width)
            return Column(np.dtype(np.float32), shape, self.blocks())
        shape = (self.rows, projection.matrix.shape[1])
        projected = (projection.apply(block) for block in self.blocks())
        return Column(np.dtype(np.float32), shape, projected)


@dataclass(frozen=True, slots=True)
class Projection:
    """The linear map to fewer numbers that loses least; `variance` is the share it keeps.

    Pearson (1901), "On lines and planes of closest fit to systems of points in space".
    """

    matrix: Floats
    mean: Floats
    variance: float

    def apply(self, vectors: Floats) -> Floats:
        """Vectors, shape (n, wide), in fewer numbers, (n, narrow). One of zeros stays zero."""
        projected: Floats = np.matmul(vectors - self.mean, self.matrix, dtype=np.float32)
        projected[~vectors.any(axis=1)] = 0
        return projected


def learn_projection(spool: VectorSpool, width: int) -> Projection:
    """The projection of rows to a smaller width, learned of those that are not zero."""
    total = np.zeros(spool.width)
    products = np.zeros((spool.width, spool.width))
    count = 0
    for block in spool.blocks():
        rows = block[block.any(axis=1)].astype(np.float64)
        total += rows.sum(axis=0)
        products += rows.T @ rows
        count += len(rows)
    mean = total / max(1, count)
    values, directions = np.linalg.eigh(products - count * np.outer(mean, mean))
    kept = directions[:, ::-1][:, :width]
    # of the two directions of an axis the one whose largest number is positive: else it is chance
    kept = kept * np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(width)])
    whole = float(values.sum())
    share = float(values[::-1][:width].sum()) / whole if whole > 0 else 1.0
    return Projection(kept.astype(np.float32), mean.astype(np.float32), min(1.0, share))
