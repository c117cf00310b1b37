"""How like the vectors of entities are to those of the words around a mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.vectors import Vectors

    from .features import Option
    from .offers import Offers


class Likeness:
    """Compares entities with texts, where the knowledge base has vectors and the pipeline words'.

    Texts are seen as `nlptk kb-build` saw the descriptions of entities: as means of word vectors,
    with its projection.
    """

    def __init__(self, offers: Offers) -> None:
        self._offers = offers
        self.word_vectors: Vectors | None = None

    @property
    def width(self) -> int:
        """How wide the vectors of entities are; 0 where there are none."""
        return 0 if self._offers.kb is None else self._offers.kb.entity_vector_length

    def of_page(
        self, doc: Doc, windows: Sequence[tuple[int, int]], options: Sequence[Sequence[Option]]
    ) -> list[NDArray[np.float32] | None]:
        """For each mention: cosines with what stands around it, and with the page, shape (n, 2)."""
        texts = self._texts(doc, windows)
        if texts is None:
            return [None] * len(options)
        page, around = texts[-1], texts[:-1]
        return [
            _unit(self._vectors(offered)) @ np.stack([near, page], axis=1)
            for offered, near in zip(options, around, strict=True)
        ]

    def _texts(self, doc: Doc, windows: Sequence[tuple[int, int]]) -> NDArray[np.float32] | None:
        """Vectors of unit length of the windows and, last, of the document."""
        kb, words = self._offers.kb, self.word_vectors
        if kb is None or not words or not kb.entity_vector_length:
            return None
        rows = words.of(doc.words)
        means = [rows[start:end].mean(axis=0) for start, end in (*windows, (0, len(doc)))]
        seen = np.array(means, np.float32)
        matrix = kb.tables.arrays.get("projection")
        if matrix is not None and matrix.shape[0] == seen.shape[1]:
            seen = kb.project(seen)
        return _unit(seen) if seen.shape[1] == kb.entity_vector_length else None

    def vectors_of(self, options: Sequence[Sequence[Option]]) -> NDArray[np.float32]:
        """The vectors of the candidates of mentions, shape (R, width); zeros for NIL."""
        nil = np.zeros((1, self.width), np.float32)
        parts = [part for offered in options for part in (self._vectors(offered), nil)]
        return np.concatenate(parts) if parts else nil[:0]

    def _vectors(self, offered: Sequence[Option]) -> NDArray[np.float32]:
        made = np.zeros((len(offered), self.width), np.float32)
        kb = self._offers.kb
        if kb is not None:
            for row, option in enumerate(offered):
                if kb.contains_entity(option.entity):
                    made[row] = kb.get_vector(option.entity)
        return made


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = rows / np.maximum(norms, 1e-9)
    return unit
