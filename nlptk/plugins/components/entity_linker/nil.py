"""How much likelier than the best candidate NIL must be to be answered.

To answer NIL wherever it is likeliest costs right entities, and mentions that mean nothing are few.
So the odds that NIL needs are chosen where it can be seen what they cost: on what rankers say of
training documents that they are not taught.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Chances = NDArray[np.float32]

_LEAST = 1e-9
_NONE = np.zeros(0)


class NilOdds:
    """Chooses the odds of NIL such that not more than a share of right entities is lost to it.

    `loss` is that share, of all mentions whose entity is a candidate; it may be changed. With a
    share of 1, and as long as nothing is known, NIL is answered where it is likeliest.
    """

    def __init__(self, loss: float) -> None:
        self.loss = loss
        self._seen: dict[int, tuple[int, Floats]] = {}
        self._ordered: tuple[int, Floats] | None = None

    def see(self, key: int, said: Chances, wanted: Chances, sizes: NDArray[np.int64]) -> None:
        """Take what was said of a document and what should have been, both of shape (R,).

        What was seen of the same document before is replaced.
        """
        n, margins = 0, []
        for start, end in pairwise([0, *np.cumsum(sizes).tolist()]):
            meant = wanted[start : end - 1]
            if not len(meant) or not meant.any():
                continue
            n += 1
            best = start + int(said[start : end - 1].argmax())
            if best == start + int(meant.argmax()):
                margins.append(_log(said[end - 1]) - _log(said[best]))
        found = np.array(margins, np.float64)
        self._seen[key] = n, found[found > 0]
        self._ordered = None

    def are_met(self, nil: float, best: float) -> bool:
        """Whether NIL is to be answered, by its chance and that of the best candidate."""
        return _log(nil) - _log(best) > self.logarithm

    @property
    def logarithm(self) -> float:
        """The logarithm of the odds; 0 or more."""
        if self._ordered is None:
            margins = np.concatenate([_NONE, *(found for _n, found in self._seen.values())])
            n = sum(count for count, _margins in self._seen.values())
            self._ordered = n, np.sort(margins)[::-1]
        n, lost = self._ordered
        spare = int(self.loss * n)
        return float(lost[spare]) if spare < len(lost) else 0.0

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What was seen: of each document its mentions, and by what odds right entities are lost.

        `nil_sizes` says how many of `nil_margins` are of each.
        """
        seen = self._seen.values()
        return {
            "nil_documents": np.array(list(self._seen), np.uint64),
            "nil_mentions": np.array([n for n, _margins in seen], np.int64),
            "nil_sizes": np.array([len(margins) for _n, margins in seen], np.int64),
            "nil_margins": np.concatenate([_NONE, *(margins for _n, margins in seen)]),
        }

    def take(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take what was seen before. Raises `LookupError` or `ValueError` if it cannot be."""
        sizes, margins = arrays["nil_sizes"], arrays["nil_margins"]
        if sizes.sum() != len(margins) or (sizes < 0).any():
            raise ValueError("odds of NIL of other documents")
        parts = np.split(margins, np.cumsum(sizes)[:-1]) if len(sizes) else []
        counts = arrays["nil_mentions"].tolist()
        both = zip(counts, parts, strict=True)
        self._seen = dict(zip(arrays["nil_documents"].tolist(), both, strict=True))
        self._ordered = None


def _log(chance: float) -> float:
    return float(np.log(max(float(chance), _LEAST)))
