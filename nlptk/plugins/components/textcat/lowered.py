"""Words without regard to case: the ids of lower-cased forms, remembered by the ids of forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.stream.batch import Batch

_MOST_KEPT = 500_000


class LowerCase:
    """Gives the lower-cased forms of a batch; each distinct form is looked up in a vocabulary once.

    Ids do not depend on the vocabulary, so that what was found in one holds in all.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._forms = np.zeros(0, np.uint64)
        self._lowered = np.zeros(0, np.uint64)

    def ids(self, batch: Batch) -> NDArray[np.uint64]:
        """The ids of the lower-cased words, shape (N,)."""
        places, is_new = self._find(batch.orth)
        if is_new.any():
            if len(self._forms) > _MOST_KEPT:
                self._forget()
                is_new[:] = True
            self._learn(batch, is_new)
            places, _ = self._find(batch.orth)
        return self._lowered[places]

    def _find(self, words: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Where words are, and whether they are not there."""
        if not len(self._forms):
            return np.zeros(len(words), np.int64), np.ones(len(words), bool)
        places = np.minimum(np.searchsorted(self._forms, words), len(self._forms) - 1)
        return places, np.not_equal(self._forms[places], words)

    def _learn(self, batch: Batch, is_new: NDArray[np.bool_]) -> None:
        """Take up the words of a batch that are marked."""
        lowered = []
        for stretch, words, marked in zip(
            batch.stretches, batch.split(batch.orth), batch.split(is_new), strict=True
        ):
            vocab = stretch.doc.vocab
            rows = vocab.rows(words[marked])  # first, as it may add to the table
            lowered.append(vocab.attribute("lower")[rows])
        forms, firsts = np.unique(batch.orth[is_new], return_index=True)
        places = np.searchsorted(self._forms, forms)
        self._forms = np.insert(self._forms, places, forms)
        self._lowered = np.insert(self._lowered, places, np.concatenate(lowered)[firsts])
