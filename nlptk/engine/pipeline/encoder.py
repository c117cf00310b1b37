"""Encoder: what every component that asks for it sees of a text, computed once a batch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.vectors import NO_VECTORS, Vectors
from nlptk.engine.layers.encoder import EncoderInput, EncoderShape, encoder, type_vectors
from nlptk.engine.layers.layout import Layout
from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.type_embed import TypeRows
from nlptk.engine.layers.weights import copy_weights

from .features import FeatureSizes
from .lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray
    from thinc.api import Model, Ops

    from nlptk.engine.data.example import Example
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Sizes of the encoder, and how words are hidden from it in training.

    A word seen n times in training is taken for an unknown one with probability
    `word_dropout / (word_dropout + n)`, so that the model learns what to do without it.
    Kiperwasser and Goldberg (2016), "Simple and accurate dependency parsing".
    """

    embed_width: int = 96
    type_width: int = 128
    hidden_width: int = 96
    embed_rows: int = 43_000
    word_dropout: float = 0.25


class Encoder:
    """Texts in, a vector for each token in its context out.

    It sees the words' rows in a table of `vectors`, too, unless that is empty. The table is not
    trained, and not among the arrays that are kept.
    """

    def __init__(self, settings: EncoderSettings, ops: Ops, vectors: Vectors = NO_VECTORS) -> None:
        self.settings = settings
        self.ops = ops
        self.vectors = vectors
        share = settings.embed_rows / FeatureSizes().rows
        sizes = FeatureSizes()
        if abs(share - 1) > 0.01:
            sizes = FeatureSizes(
                *(max(16, round(getattr(sizes, name) * share)) for name in FeatureSizes.__slots__)
            )
        self.lexicon = Lexicon(sizes, vectors)
        self.model: Model[Any, Array] | None = None
        self._vectors: Array | None = None
        self._has_vector = np.zeros(0, bool)
        self._vectors_of = -1

    @property
    def shape(self) -> EncoderShape:
        """The sizes of the layers."""
        chosen = self.settings
        return EncoderShape(
            rows=self.lexicon.sizes.rows,
            embed_width=chosen.embed_width,
            type_width=chosen.type_width,
            hidden_width=chosen.hidden_width,
            static_width=self.vectors.width,
        )

    @property
    def width(self) -> int:
        """The width of the encoding."""
        return self.shape.width

    # ------------------------------------------------------------------ training

    def observe(self, example: Example) -> None:
        """Count the words of an example that will be trained on."""
        counts = Counter(example.predicted.words)
        self.lexicon.count(list(counts), list(counts.values()))

    def build(self, rng: np.random.Generator) -> None:
        """Make the layers, unless there are some already; take the words counted for known."""
        if self.model is None:
            self.model = encoder(self.shape, rng=rng, ops=self.ops)
            self.model.initialize()
        self.lexicon.forget()

    def begin_update(
        self, batch: Batch, *, rng: np.random.Generator, dropout: float
    ) -> tuple[Array, Callable[[Array], None]]:
        """The encoding of a batch, shape (N, width), and the way back for its gradient."""
        model = self.built
        set_noise(model, dropout, rng)
        words, unknown, index = self.draw_words(batch, rng)
        self._vectors = None
        types = self.types(words, unknown)
        return model.begin_update(EncoderInput(types, index, Layout(batch.lengths)))

    def draw_words(
        self, batch: Batch, rng: np.random.Generator
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64]]:
        """The words of a batch as training shows them, some of them taken for unknown ones.

        The numbers of U words and whether each hides its form, shape (U,), and for each token
        which of them it is, shape (N,).
        """
        words, word_of = self.lexicon.words(batch)
        seen = self.lexicon.frequency(words)[word_of]
        rate = self.settings.word_dropout
        hidden = rng.random(len(seen), dtype=np.float32) * (rate + seen) < rate
        # a word is embedded once for the tokens that show it and once for those that hide it
        kinds, index = np.unique(word_of * 2 + (hidden | (seen == 0)), return_inverse=True)
        return words[kinds // 2], kinds % 2 == 1, index

    # ------------------------------------------------------------------ prediction

    def predict(self, batch: Batch) -> Array:
        """The encoding of a batch, shape (N, width)."""
        model = self.built
        words, index = self.lexicon.words(batch)
        vectors = self._vectors_for(model, words)
        return model.predict(EncoderInput(None, index, Layout(batch.lengths), vectors))

    def weights_changed(self) -> None:
        """Forget what was computed with the weights as they were."""
        self._vectors = None

    def _vectors_for(self, model: Model[Any, Array], words: NDArray[np.int64]) -> Array:
        """The vectors of words, which depend on nothing else and are kept."""
        self._make_room(len(self.lexicon))
        new = words[~self._has_vector[words]]
        if len(new):
            types = self.types(new, self.lexicon.frequency(new) == 0)
            self._vectors[new] = type_vectors(model, types)  # type: ignore[index]
            self._has_vector[new] = True
        return self._vectors[words]  # type: ignore[index]

    def types(self, words: NDArray[np.int64], unknown: NDArray[np.bool_]) -> TypeRows:
        """The features of words, where the table is: kernels of a GPU take no arrays of the CPU."""
        rows, place = self.lexicon.rows(words, unknown), self.ops.asarray
        static = None if rows.static is None else place(rows.static)
        return TypeRows(place(rows.single), place(rows.ngrams), place(rows.n_ngrams), static)

    def _make_room(self, words: int) -> None:
        if self._vectors is None or self._vectors_of != self.lexicon.version:
            self._vectors = self.ops.alloc2f(max(words, 1024), self.settings.type_width)
            self._has_vector = np.zeros(len(self._vectors), bool)
            self._vectors_of = self.lexicon.version
        elif words > len(self._vectors):
            more = max(words - len(self._vectors), len(self._vectors))
            room = self.ops.alloc2f(more, self.settings.type_width)
            self._vectors = self.ops.xp.concatenate([self._vectors, room])
            self._has_vector = np.concatenate([self._has_vector, np.zeros(more, bool)])

    @property
    def built(self) -> Model[Any, Array]:
        """The layers. Raises `RuntimeError` before they are made."""
        if self.model is None:
            raise RuntimeError("the encoder has no weights yet")
        return self.model

    def move(self, ops: Ops, gpu: int) -> None:
        """Move the weights to a GPU, or with -1 to the CPU; `ops` is the library there."""
        if self.ops is ops or self.model is None:
            self.ops = ops
            return
        if gpu < 0:
            self.model.to_cpu()
            for node in self.model.walk():
                node.ops = ops
        else:
            self.model.to_gpu(gpu)
        self.ops = ops
        self.weights_changed()

    def copy(self) -> Encoder:
        """An encoder of its own with the same words and weights."""
        twin = Encoder(self.settings, self.ops, self.vectors)
        twin.lexicon.counts = dict(self.lexicon.counts)
        if self.model is not None:
            twin.build(np.random.default_rng(0))
            copy_weights(self.model, twin.built)
        return twin

    # ------------------------------------------------------------------ keeping

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What must be kept besides settings and weights."""
        return self.lexicon.arrays()

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Become the encoder that gave these arrays; weights are put into the model afterwards."""
        self.lexicon.load(dict(arrays))
        self.build(np.random.default_rng(0))
