"""How much likelier than the best candidate NIL must be to be answered.

Whoever answers NIL wherever it is likeliest loses as many right entities as he finds mentions that
mean nothing, of which there are few. So the odds that NIL needs are chosen where it can be seen
what they cost: on what rankers say of training documents that they are not taught.
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


class NilOdds:
    """Chooses the odds of NIL such that not more than a share of right entities is lost to it.

    `loss` is that share, of all mentions whose entity is a candidate; it may be changed. With a
    share of 1, and as long as nothing is known, NIL is answered where it is likeliest.
    """

    def __init__(self, loss: float) -> None:
        self.loss = loss
        self._seen: dict[int, tuple[int, Floats]] = {}
        self._n = 0
        self._margins: Floats = np.zeros(0)
        self._stale = False

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
        self._seen[key] = n, np.array(margins, np.float64)
        self._stale = True

    def are_met(self, nil: float, best: float) -> bool:
        """Whether NIL is to be answered, by its chance and that of the best candidate."""
        return _log(nil) - _log(best) > self.logarithm

    @property
    def logarithm(self) -> float:
        """The logarithm of the odds; 0 or more.

        What a model brings holds until as much was seen again.
        """
        self._gather()
        spare = int(self.loss * self._n)
        return float(self._margins[spare]) if spare < len(self._margins) else 0.0

    def _gather(self) -> None:
        n = sum(count for count, _margins in self._seen.values())
        if self._stale and n >= max(1, self._n):
            margins = np.concatenate([found for _n, found in self._seen.values()])
            self._margins, self._n = np.sort(margins[margins > 0])[::-1], n
        self._stale = False

    def state(self) -> dict[str, Any]:
        """How much was seen, and the logarithms of odds for which right entities would be lost."""
        self._gather()
        return {"mentions": self._n, "lost": self._margins.tolist()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take what was seen before."""
        self._seen.clear()
        self._stale = False
        self._n = int(state["mentions"])
        self._margins = np.array(state["lost"], np.float64)


def _log(chance: float) -> float:
    return float(np.log(max(float(chance), _LEAST)))
