"""The lexicon: which words there were in training, and the features of every word met so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.vectors import NO_VECTORS, Vectors, WordRows
from nlptk.engine.layers.type_embed import TypeRows

from .features import FeatureSizes, WordFeatures, form_keys, word_features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nlptk.engine.stream.batch import Batch

    Indexes = NDArray[np.int64]

_MOST_WORDS = 200_000
"""Words whose features are kept, some 30 MB; past that the cache starts anew."""


class Lexicon:
    """Words by number: their features, and how often their lower-cased form was seen in training.

    Numbers are given as words come, and are valid until `forget` (which the lexicon also calls
    itself when it has grown too large, so ask for the numbers of a batch all at once). Words have
    their rows in a table of `vectors` besides, if there is one.
    """

    def __init__(self, sizes: FeatureSizes, vectors: Vectors = NO_VECTORS) -> None:
        self.sizes = sizes
        self.vectors = vectors
        self.counts: dict[int, int] = {}
        self.version = 0
        self.forget()

    def forget(self) -> None:
        """Start the cache of features anew; the counts stay."""
        self.version += 1
        self._numbers: dict[int, int] = {}
        self._single = np.zeros((0, 5), np.int32)
        self._unknown = np.zeros((0, 2), np.int32)
        self._ngrams = _Ragged()
        self._frequency = np.zeros(0, np.float32)
        self._vector_rows = _Ragged()

    def __len__(self) -> int:
        return len(self._numbers)

    def count(self, words: Sequence[str], times: Sequence[int]) -> None:
        """Note that words were seen in training so many times more."""
        for key, n in zip(form_keys(words), times, strict=True):
            self.counts[key] = self.counts.get(key, 0) + n

    def words(self, batch: Batch) -> tuple[Indexes, Indexes]:
        """The numbers of a batch's U distinct words, and for each token which of them it is.

        The words are in the order of their ids. That of their numbers depends on what was read
        before, and so would the last bits of all that is computed of them.
        """
        distinct, first, inverse = np.unique(batch.orth, return_index=True, return_inverse=True)
        if len(self._numbers) + len(distinct) > _MOST_WORDS:
            self.forget()
        known = self._numbers
        found = [known.get(orth, -1) for orth in distinct.tolist()]
        numbers = np.array(found, np.int64)
        new = np.flatnonzero(numbers < 0)
        if len(new):
            start = len(known)
            self._add(batch.texts_of(first[new]))
            numbers[new] = np.arange(start, start + len(new))
            known.update(zip(distinct[new].tolist(), range(start, start + len(new)), strict=True))
        return numbers, inverse

    def frequency(self, numbers: Indexes) -> NDArray[np.float32]:
        """How often words were seen in training, in any case, shape as given."""
        return self._frequency[numbers]

    def rows(self, numbers: Indexes, unknown: NDArray[np.bool_]) -> TypeRows:
        """The features of words; those marked `unknown` do not show their form."""
        single = self._single[numbers]
        single[unknown, :2] = self._unknown[numbers[unknown]]
        ngrams, n_ngrams = self._ngrams.of(numbers)
        if not self.vectors:
            return TypeRows(single, ngrams, n_ngrams)
        static = self.vectors.mean_of(WordRows(*self._vector_rows.of(numbers)))
        return TypeRows(single, ngrams, n_ngrams, static)

    def _add(self, words: Sequence[str]) -> None:
        new: WordFeatures = word_features(words, self.sizes)
        self._single = np.concatenate([self._single, new.single])
        self._unknown = np.concatenate([self._unknown, new.unknown])
        self._ngrams.add(new.ngrams, new.n_ngrams)
        if self.vectors:
            found = self.vectors.rows_of(words)
            self._vector_rows.add(found.rows, found.lengths)
        counted = [self.counts.get(key, 0) for key in new.keys.tolist()]
        self._frequency = np.concatenate([self._frequency, np.array(counted, np.float32)])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The counts as arrays, sorted by key."""
        keys = np.array(sorted(self.counts), np.uint64)
        counts = np.array([self.counts[key] for key in keys.tolist()], np.int64)
        return {"keys": keys, "counts": counts}

    def load(self, arrays: dict[str, NDArray[Any]]) -> None:
        """Take counts that `arrays` gave."""
        pairs = zip(arrays["keys"].tolist(), arrays["counts"].tolist(), strict=True)
        self.counts = dict(pairs)
        self.forget()


class _Ragged:
    """Lists of numbers, one for each word, of any lengths."""

    def __init__(self) -> None:
        self._values = np.zeros(0, np.int32)
        self._lengths = np.zeros(0, np.int32)
        self._firsts = np.zeros(0, np.int64)

    def add(self, values: NDArray[np.int32], lengths: NDArray[np.int32]) -> None:
        """Append lists of these lengths, whose values stand one behind the other."""
        firsts = np.cumsum(lengths, dtype=np.int64) - lengths + len(self._values)
        self._values = np.concatenate([self._values, values])
        self._lengths = np.concatenate([self._lengths, lengths])
        self._firsts = np.concatenate([self._firsts, firsts])

    def of(self, numbers: Indexes) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The values of the lists of these numbers, one behind the other, and their lengths."""
        lengths = self._lengths[numbers]
        within = np.arange(int(lengths.sum())) - np.repeat(
            np.cumsum(lengths, dtype=np.int64) - lengths, lengths
        )
        return self._values[np.repeat(self._firsts[numbers], lengths) + within], lengths
