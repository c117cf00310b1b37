"""Where a document may be cut into pieces that are learned from one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nlptk.engine.data.columns import EntIob

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example

    Edges = NDArray[np.int64]
    """The first tokens of pieces in a row, and the end of the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Boundaries:
    """What is known of the sentences of a document of n tokens, and where it must stay whole.

    `sent_start`, shape (n,), is the column of that name. `seams`, shape (n,), tells before which
    tokens a cut goes neither through an entity nor through a multiword token. No other cuts are
    made. The first token begins a sentence, whether somebody said so or not.
    """

    sent_start: NDArray[np.int8]
    seams: NDArray[np.bool_]

    @classmethod
    def of_doc(cls, doc: Doc) -> Boundaries:
        """Those of an annotated document."""
        return cls(doc.column("sent_start"), _seams(doc, doc.column("ent_iob")))

    @classmethod
    def of_example(cls, example: Example) -> Boundaries:
        """Those of the gold annotation, on the tokens of `predicted`."""
        gold = example.gold
        return cls(gold.column("sent_start"), _seams(example.predicted, gold.column("ent_iob")))

    def __len__(self) -> int:
        return len(self.sent_start)

    def sentences(self) -> Edges:
        """The edges of the sentences."""
        starts = np.flatnonzero((self.sent_start == 1) & self.seams)
        within = starts[starts > 0]
        first = [0] if len(self) else []
        return np.concatenate([np.array(first, np.int64), within, np.array([len(self)], np.int64)])

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
        if end - start <= most_words or self.sent_start[start + 1 : end].any():
            return np.array([start, end], np.int64)
        seams = start + 1 + np.flatnonzero(self.seams[start + 1 : end])
        return _packed(np.concatenate([[start], seams, [end]]), most_words)


def _seams(doc: Doc, ent_iob: NDArray[np.uint8]) -> NDArray[np.bool_]:
    seams: NDArray[np.bool_] = ent_iob != EntIob.INSIDE
    seams[1:] &= (doc.starts[1:] != doc.starts[:-1]) | (doc.ends[1:] != doc.ends[:-1])
    return seams


def _packed(edges: Edges, most_words: int) -> Edges:
    """As few of the edges as leave pieces of at most so many tokens, where that can be."""
    kept = [0] if len(edges) else []
    while kept and kept[-1] < len(edges) - 1:
        reach = int(np.searchsorted(edges, edges[kept[-1]] + most_words, side="right")) - 1
        kept.append(max(reach, kept[-1] + 1))
    return edges[kept]
