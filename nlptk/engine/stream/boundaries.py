"""Where a document may be cut into pieces that are learned from one by one."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.columns import EntIob

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example

    Edges = NDArray[np.int64]
    """The first tokens of pieces in a row, and the end of the last."""


class Boundaries:
    """What is known of the sentences of a document of n tokens, and where it must stay whole.

    `column` gives the annotation on the document's tokens by name. The first token begins a
    sentence, whether somebody said so or not. No cut goes through an entity or a multiword token.
    """

    def __init__(self, doc: Doc, column: Callable[[str], NDArray[Any]]) -> None:
        self._doc = doc
        self._column = column
        self._marks: NDArray[np.int8] = column("sent_start")

    @classmethod
    def of_doc(cls, doc: Doc) -> Boundaries:
        """Those of an annotated document."""
        return cls(doc, doc.column)

    @classmethod
    def of_example(cls, example: Example) -> Boundaries:
        """Those of the gold annotation, on the tokens of `predicted`."""
        return cls(example.predicted, example.gold.column)

    @cached_property
    def seams(self) -> NDArray[np.bool_]:
        """Before which tokens the document may be cut, shape (n,)."""
        starts, ends = self._doc.starts, self._doc.ends
        seams: NDArray[np.bool_] = self._column("ent_iob") != EntIob.INSIDE
        seams[1:] &= (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])
        return seams

    def sentences(self) -> Edges:
        """The edges of the sentences."""
        n = len(self._marks)
        starts = np.flatnonzero(self._marks[1:] == 1) + 1
        if len(starts):
            starts = starts[self.seams[starts]]
        return np.array([0, *starts.tolist(), n] if n else [0], np.int64)

    def packed(self, most_words: int) -> Edges:
        """The edges of pieces of whole sentences, as long as may be, of at most so many tokens.

        A longer sentence is a piece of its own, but for `refined`.
        """
        return self.refined(_packed(self.sentences(), most_words), most_words)

    def refined(self, edges: Edges, most_words: int) -> Edges:
        """The same edges and others, where a longer piece is not known to be one sentence.

        A piece within which nobody said anything of sentences becomes pieces of at most so many
        tokens, or more where a seam is too far.
        """
        lengths = np.diff(edges)
        if not (lengths > most_words).any():
            return edges
        parts = [edges[:1]]
        for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            parts.append(self._cut(start, end, most_words)[1:])
        return np.concatenate(parts)

    def _cut(self, start: int, end: int, most_words: int) -> Edges:
        if end - start <= most_words or self._marks[start + 1 : end].any():
            return np.array([start, end], np.int64)
        seams = start + 1 + np.flatnonzero(self.seams[start + 1 : end])
        return _packed(np.concatenate([[start], seams, [end]]), most_words)


def _packed(edges: Edges, most_words: int) -> Edges:
    """As few of the edges as leave pieces of at most so many tokens, where that can be."""
    kept = [0] if len(edges) else []
    while kept and kept[-1] < len(edges) - 1:
        reach = int(np.searchsorted(edges, edges[kept[-1]] + most_words, side="right")) - 1
        kept.append(max(reach, kept[-1] + 1))
    return edges[kept]
