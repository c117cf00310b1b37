"""The words and n-grams of documents as numbers, each counted once a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nlptk.engine.stream.batch import Batch

    Hashes = NDArray[np.uint32]
    Counts = NDArray[np.int64]

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: Knuth's multiplicative hash
_HALF = np.uint64(32)


def lower_ids(batch: Batch) -> NDArray[np.uint64]:
    """The ids of the lower-cased forms of a batch, shape (N,)."""
    ids = np.empty(batch.n_tokens, np.uint64)
    vocabs = {id(stretch.doc.vocab): stretch.doc.vocab for stretch in batch.stretches}
    which = np.array([id(stretch.doc.vocab) for stretch in batch.stretches], np.int64)
    for key, vocab in vocabs.items():
        here = slice(None) if len(vocabs) == 1 else (which == key)[batch.owners]
        rows = vocab.rows(batch.orth[here])
        ids[here] = vocab.attribute("lower")[rows]
    return ids


def distinct_ngrams(
    ids: NDArray[np.uint64], owners: NDArray[np.int64], *, longest: int, n_docs: int
) -> tuple[Hashes, Counts]:
    """The hashes of each document's distinct n-grams of 1 to `longest` words.

    `ids`, shape (N,), are those of the words and `owners`, shape (N,), the documents they are in,
    in order. Gives the hashes of the first document, sorted, then those of the second, together
    shape (K,), and how many each document has, shape (n_docs,).
    """
    found = []
    rolling = _mixed(ids)
    for size in range(1, longest + 1):
        if size > 1:
            rolling = _mixed(rolling[:-1] + ids[size - 1 :])
        inside = owners[: len(rolling)] == owners[size - 1 :]
        keys = _mixed(rolling[inside] + np.uint64(size)) >> _HALF
        found.append(owners[size - 1 :][inside].astype(np.uint64) << _HALF | keys)
    keys = np.unique(np.concatenate(found))
    return keys.astype(np.uint32), np.bincount((keys >> _HALF).astype(np.int64), minlength=n_docs)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Numbers whose bits all depend on all bits of the given ones below them."""
    mixed = values * _FACTOR
    mixed ^= mixed >> _HALF
    return mixed
