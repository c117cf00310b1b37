"""What values of a knowledge base may be: priors, frequencies and vectors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

MOST_PRIOR = 1 + 1e-4
"""What the priors of an alias may add up to: tables round them."""


def check_prior(alias: str, prior: float) -> None:
    """Raise `DataError` for what is no probability."""
    if not 0 <= prior <= 1:
        raise DataError(
            f"a prior of alias {alias!r} is no probability", expected="0 to 1", found=f"{prior}"
        )


def check_sum(alias: str, priors: Iterable[float]) -> None:
    """Raise `DataError` for priors that add up to more than 1."""
    total = math.fsum(priors)
    if total > MOST_PRIOR:
        raise DataError(
            f"the priors of alias {alias!r} add up to more than 1",
            expected="at most 1",
            found=f"{total:.6g}",
        )


def check_freq(entity: str, freq: float) -> None:
    """Raise `DataError` for what is no frequency."""
    if not (freq >= 0 and math.isfinite(freq)):
        raise DataError(
            f"the frequency of {entity!r}", expected="a number, 0 or more", found=f"{freq}"
        )


def check_vector(entity: str, vector: Sequence[float] | NDArray[Any], width: int) -> None:
    """Raise `DataError` for a vector of another length, or with values that are no numbers."""
    shape = np.shape(vector)
    if shape != (width,):
        raise DataError(
            f"the vector of {entity!r} has another length",
            expected=f"{width} numbers",
            found=f"{shape[0] if len(shape) == 1 else shape}",
        )
    if not np.isfinite(np.asarray(vector, np.float64)).all():
        raise DataError(f"the vector of {entity!r} has values that are no finite numbers")


def check_lengths(*lists: Sequence[Any]) -> None:
    """Raise `DataError` for lists of which one is longer than another."""
    lengths = [len(one) for one in lists]
    if len(set(lengths)) > 1:
        raise DataError(
            "lists that belong together have different lengths",
            expected="one item for each",
            found=", ".join(map(str, lengths)),
        )
