"""Texts as passages: short runs of sentences, shuffled, without those that are held out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from nlptk.engine.data.doc import Doc
from nlptk.engine.stream.batch import Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .settings import PretrainingSettings

BUFFER_WORDS = 1_000_000
"""Words of a stream among which passages are shuffled."""


class Texts(Protocol):
    """Where texts come from. `can_reread` says whether `read` may be called more than once."""

    @property
    def can_reread(self) -> bool:
        """False for standard input."""

    def read(self, skip: Callable[[str], None]) -> Iterator[Doc]:
        """The documents as a stream; `skip` is told why a record was left out."""


@dataclass
class Cutter:
    """Cuts documents into passages, and counts by reason what is left out.

    `split` marks the sentences of a document of which nobody has said where they are.
    """

    settings: PretrainingSettings
    split: Callable[[Doc], Doc]
    skipped: Counter[str] = field(default_factory=Counter)

    def skip(self, reason: str) -> None:
        """Note that a text is left out."""
        self.skipped[reason] += 1

    def passages(self, docs: Iterable[Doc]) -> Iterator[Stretch]:
        """The passages of documents, in order."""
        shortest = self.settings.shortest
        for doc in docs:
            if len(doc) < max(1, shortest):
                self.skip(f"fewer than {shortest} words" if len(doc) else "no words")
                continue
            marked = doc if doc.column("sent_start").any() else self.split(doc)
            starts = np.flatnonzero(marked.column("sent_start") == 1).tolist()
            # without the columns of annotation, which nobody is going to read
            lean = Doc.from_offsets(doc.vocab, doc.text, doc.starts, doc.ends, orth=doc.orth)
            edges = packed([0, *starts, len(doc)], self.settings.longest)
            for start, end in pairwise(edges):
                yield Stretch(lean, start, end)


def packed(edges: Sequence[int], longest: int) -> list[int]:
    """The edges of pieces of whole sentences with at most so many words.

    A longer sentence is cut. `edges` are those of the sentences, in order; equal ones count once.
    """
    kept = [edges[0]]
    previous = edges[0]
    for edge in edges[1:]:
        if edge - kept[-1] > longest:
            if previous > kept[-1]:
                kept.append(previous)
            while edge - kept[-1] > longest:
                kept.append(kept[-1] + longest)
        previous = edge
    if previous > kept[-1]:
        kept.append(previous)
    return kept


def passage_key(passage: Stretch) -> int:
    """A number that is the same for the same words, and spread evenly over all 64 bits."""
    words = passage.doc.orth[passage.start : passage.end]
    return int.from_bytes(blake2b(words.tobytes(), digest_size=8).digest(), "little")


def without(passages: Iterable[Stretch], keys: frozenset[int]) -> Iterator[Stretch]:
    """The passages whose key is not among those."""
    return (one for one in passages if passage_key(one) not in keys)


def shuffled(
    passages: Iterable[Stretch], rng: np.random.Generator, *, buffer_words: int = BUFFER_WORDS
) -> Iterator[Stretch]:
    """Passages of a stream in random order, about so many words being held back at any time."""
    held: list[Stretch] = []
    words = 0
    for passage in passages:
        held.append(passage)
        words += len(passage)
        while words > buffer_words:
            chosen = int(rng.integers(len(held)))
            held[chosen], held[-1] = held[-1], held[chosen]
            words -= len(held[-1])
            yield held.pop()
    yield from (held[i] for i in rng.permutation(len(held)).tolist())
