"""What words, spans and documents mean, as far as word vectors can say: means, and cosines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nlptk.engine.errors import UsageError

from .vectors import cosine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .vectors import Vectors


class HasVector(Protocol):
    """What can be compared: tokens, spans, documents and entries of a vocabulary."""

    @property
    def vector(self) -> NDArray[Any]:
        """A vector, shape (width,)."""


def mean_vector(vectors: Vectors, words: Sequence[str]) -> NDArray[Any]:
    """The mean of the vectors of words, shape (width,), unknown ones counted as zeros."""
    if not words:
        return np.zeros(vectors.width, np.float32)
    mean: NDArray[Any] = vectors.of(words).mean(axis=0)
    return mean


def has_vector(vectors: Vectors, words: Sequence[str]) -> bool:
    """Whether the table has a vector for at least one of the words."""
    return bool(vectors.rows_of(words).lengths.any())


def vector_norm(of: HasVector) -> float:
    """The length of a vector."""
    return float(np.linalg.norm(of.vector))


def similarity(one: HasVector, other: HasVector) -> float:
    """The cosine of two vectors; 0 when one of them is zero.

    Raises `UsageError` where there are no vectors to compare, or such of different tables.
    """
    first, second = one.vector, other.vector
    if not len(first) or not len(second):
        raise UsageError(
            "there are no word vectors to compare",
            hint="load a pipeline that has some, such as one of `nlptk init-model -v FILE`",
        )
    if len(first) != len(second):
        raise UsageError(
            "vectors of different tables cannot be compared",
            found=f"{len(first)} and {len(second)} numbers",
        )
    return cosine(first, second)
