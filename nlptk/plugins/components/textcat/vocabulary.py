"""The n-grams that a categorizer knows: each has a row of the table and a weight."""

from __future__ import annotations

import base64
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


class NgramVocabulary:
    """N-grams by their hashes, in the order of their rows, with a weight for each.

    Of the n-grams of 32 bits that are not in it, one in 4 billion / len is taken for one that is.
    """

    def __init__(self, hashes: NDArray[np.uint32], weights: NDArray[np.float32]) -> None:
        self.hashes = hashes
        self.weights = weights

    def __len__(self) -> int:
        return len(self.hashes)

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
        order = np.argsort(self.hashes)
        return self.hashes[order], order

    def rows(self, hashes: NDArray[np.uint32]) -> NDArray[np.int64]:
        """The rows of n-grams, shape as given; -1 for those that are not known."""
        if not len(self):
            return np.full(hashes.shape, -1, np.int64)
        known, order = self._sorted
        near = np.minimum(np.searchsorted(known, hashes), len(known) - 1)
        return np.where(known[near] == hashes, order[near], -1)

    def grown(
        self, hashes: NDArray[np.uint32], weights: NDArray[np.float32], *, most: int
    ) -> NgramVocabulary:
        """One with more n-grams, up to `most`, after those that are known and keep their weight."""
        new = np.flatnonzero(self.rows(hashes) < 0)[: max(0, most - len(self))]
        return NgramVocabulary(
            np.concatenate([self.hashes, hashes[new]]), np.concatenate([self.weights, weights[new]])
        )

    def state(self) -> dict[str, str]:
        """Hashes and weights as text."""
        return {
            "hashes": _text(self.hashes.astype("<u4")),
            "weights": _text(self.weights.astype("<f4")),
        }

    @classmethod
    def of_state(cls, state: Mapping[str, Any]) -> NgramVocabulary:
        """The vocabulary that gave this state.

        Raises:
            DataError: it is none.
        """
        try:
            hashes = np.frombuffer(base64.b64decode(state["hashes"]), "<u4").astype(np.uint32)
            weights = np.frombuffer(base64.b64decode(state["weights"]), "<f4").astype(np.float32)
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"damaged n-grams of a text categorizer: {error}") from error
        if len(hashes) != len(weights):
            raise DataError(
                "damaged n-grams of a text categorizer",
                expected=f"{len(hashes)} weights",
                found=str(len(weights)),
            )
        return cls(hashes, weights)


def _text(array: NDArray[Any]) -> str:
    return base64.b64encode(array.tobytes()).decode("ascii")
