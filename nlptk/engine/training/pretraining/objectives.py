"""What is asked of hidden words: which words they are, their vectors, or their characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nlptk.engine.data.strings import hash_string
from nlptk.engine.layers.sampled_softmax import class_scores, draw_candidates
from nlptk.engine.layers.softmax_head import cross_entropy, softmax_head

from .settings import COSINE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from thinc.api import Model, Ops

    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch

    Indexes = NDArray[np.int64]

_FREQUENT, _RARE = 500, 500
"""Types that are always among the candidates, and how many of the rarer ones are drawn."""
_ENDS, _CODES = 4, 256


class Objective(Protocol):
    """A head over the hidden layer, and the loss of its answers."""

    model: Model[Any, Any]

    def can_ask(self, batch: Batch) -> NDArray[np.bool_]:
        """Which tokens have an answer, shape (N,)."""

    def learn(
        self, hidden: Array, batch: Batch, rows: Indexes, rng: np.random.Generator
    ) -> tuple[float, Array]:
        """The mean loss for the tokens `rows` of a batch, and the gradient of their hidden rows."""

    def judge(self, hidden: Array, batch: Batch, rows: Indexes) -> float:
        """The mean loss, of which nothing is learned or estimated."""


class WordObjective:
    """Which of the most frequent words a hidden one is; `types` are those, most frequent first."""

    def __init__(
        self,
        types: Sequence[tuple[str, int]],
        width: int,
        *,
        rng: np.random.Generator,
        ops: Ops,
    ) -> None:
        ids = np.array([hash_string(word) for word, _ in types], np.uint64)
        self._order = np.argsort(ids)
        self._ids = ids[self._order]
        self.model = class_scores(width, len(types), rng=rng, ops=ops)
        self.model.initialize()
        counts = np.array([count for _, count in types], np.float64)
        frequency = np.log(counts / counts.sum()).astype(np.float32)
        bias: Array = self.model.get_param("b")
        bias[:] = ops.asarray(frequency)

    def can_ask(self, batch: Batch) -> NDArray[np.bool_]:
        """Words that are frequent enough."""
        return self._classes(batch.orth) >= 0

    def learn(
        self, hidden: Array, batch: Batch, rows: Indexes, rng: np.random.Generator
    ) -> tuple[float, Array]:
        """The loss over all types, as estimated from some of them."""
        model, wanted = self.model, self._classes(batch.orth[rows])
        drawn = draw_candidates(
            wanted, n_classes=len(self._ids), n_frequent=_FREQUENT, n_rare=_RARE, rng=rng
        )
        scores, backprop = model.begin_update((hidden, drawn.classes))
        columns = drawn.columns(wanted)
        drawn.corrected(scores, columns, xp=model.ops.xp)
        loss, d_scores = cross_entropy(scores, columns, ops=model.ops)
        return loss, backprop(d_scores)[0]

    def judge(self, hidden: Array, batch: Batch, rows: Indexes) -> float:
        """The loss over all types."""
        scores = self.model.predict((hidden, np.arange(len(self._ids))))
        return cross_entropy(scores, self._classes(batch.orth[rows]), ops=self.model.ops)[0]

    def _classes(self, orth: NDArray[np.uint64]) -> Indexes:
        """The type of each word, -1 for rarer ones."""
        place = np.minimum(np.searchsorted(self._ids, orth), len(self._ids) - 1)
        return np.where(self._ids[place] == orth, self._order[place], -1)


class WordVectors(Protocol):
    """A table of word vectors."""

    @property
    def width(self) -> int:
        """How many numbers a vector has."""

    def of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of words, shape (len(words), width); zeros for unknown ones."""


class VectorObjective:
    """What the vector of a hidden word is, by its direction: lengths of vectors are left out.

    `loss` is the cosine's distance from 1, or the squared distance of vectors of length 1.
    """

    def __init__(
        self,
        vectors: WordVectors,
        width: int,
        *,
        loss: str,
        rng: np.random.Generator,
        ops: Ops,
    ) -> None:
        self._vectors = vectors
        self._by_cosine = loss == COSINE
        self.model = softmax_head(width, vectors.width, rng=rng, ops=ops, noisy=False)
        self.model.initialize()

    def can_ask(self, batch: Batch) -> NDArray[np.bool_]:
        """Words that have a vector."""
        words, index = _distinct_words(batch, np.arange(batch.n_tokens))
        known = np.asarray(self._vectors.of(words) != 0).max(axis=1)
        return np.asarray(known[index], np.bool_)

    def learn(
        self, hidden: Array, batch: Batch, rows: Indexes, rng: np.random.Generator
    ) -> tuple[float, Array]:
        """The loss and its gradient."""
        del rng
        answer, backprop = self.model.begin_update(hidden)
        loss, d_answer = self._loss(answer, self._wanted(batch, rows))
        return loss, backprop(d_answer)

    def judge(self, hidden: Array, batch: Batch, rows: Indexes) -> float:
        """The loss alone."""
        return self._loss(self.model.predict(hidden), self._wanted(batch, rows))[0]

    def _wanted(self, batch: Batch, rows: Indexes) -> Array:
        words, index = _distinct_words(batch, rows)
        vectors = np.asarray(self._vectors.of(words), np.float32)[index]
        length = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
        return self.model.ops.asarray(vectors / np.maximum(length, np.finfo(np.float32).tiny))

    def _loss(self, answer: Array, wanted: Array) -> tuple[float, Array]:
        xp, n_rows = self.model.ops.xp, max(1, len(answer))
        if not self._by_cosine:
            difference = answer - wanted
            return float((difference * difference).sum()) / n_rows, difference * (2 / n_rows)
        length = xp.sqrt((answer * answer).sum(axis=1, keepdims=True)) + 1e-8
        direction = answer / length
        cosines = (direction * wanted).sum(axis=1, keepdims=True)
        gradient = (direction * cosines - wanted) / (length * n_rows)
        return float((1 - cosines).sum()) / n_rows, gradient


class CharacterObjective:
    """The first and last four characters of a hidden word.

    A character is known by its code modulo 255: those of ASCII are told apart, others share.
    """

    def __init__(self, width: int, *, rng: np.random.Generator, ops: Ops) -> None:
        self.model = softmax_head(width, 2 * _ENDS * _CODES, rng=rng, ops=ops, noisy=False)
        self.model.initialize()

    def can_ask(self, batch: Batch) -> NDArray[np.bool_]:
        """All words."""
        return np.ones(batch.n_tokens, np.bool_)

    def learn(
        self, hidden: Array, batch: Batch, rows: Indexes, rng: np.random.Generator
    ) -> tuple[float, Array]:
        """The mean loss of a character, and the gradient."""
        del rng
        scores, backprop = self.model.begin_update(hidden)
        loss, d_scores = self._loss(scores, batch, rows)
        return loss, backprop(d_scores)

    def judge(self, hidden: Array, batch: Batch, rows: Indexes) -> float:
        """The mean loss of a character."""
        return self._loss(self.model.predict(hidden), batch, rows)[0]

    def _loss(self, scores: Array, batch: Batch, rows: Indexes) -> tuple[float, Array]:
        words, index = _distinct_words(batch, rows)
        codes = np.array([_codes(word) for word in words], np.int64).reshape((-1, 2 * _ENDS))
        flat = scores.reshape((-1, _CODES))
        loss, d_flat = cross_entropy(flat, codes[index].reshape(-1), ops=self.model.ops)
        return loss, d_flat.reshape(scores.shape)


def _codes(word: str) -> list[int]:
    """The codes of the characters at both ends; 0 where a word has none."""
    first = [1 + ord(char) % (_CODES - 1) for char in word[:_ENDS]]
    last = [1 + ord(char) % (_CODES - 1) for char in reversed(word[-_ENDS:])]
    return [code for end in (first, last) for code in end + [0] * (_ENDS - len(end))]


def _distinct_words(batch: Batch, rows: Indexes) -> tuple[list[str], Indexes]:
    """The distinct words of tokens, and for each token which of them it is."""
    _, first, index = np.unique(batch.orth[rows], return_index=True, return_inverse=True)
    return batch.texts_of(rows[first]), index
