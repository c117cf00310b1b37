"""A small table of vectors for the words of the tiny corpus."""

from __future__ import annotations

import numpy as np
from tiny_corpus import tiny_docs

from nlptk.engine.data.ngram_hashing import NgramHashing
from nlptk.engine.data.vectors import Vectors

WIDTH = 7


def small_vectors(*more: str, seed: int = 0) -> Vectors:
    """A vector for each word of the tiny corpus in lower case, and for some more."""
    words = dict.fromkeys([word.lower() for doc in tiny_docs() for word in doc.words] + list(more))
    data = np.random.default_rng(seed).standard_normal((len(words), WIDTH))
    return Vectors(data.astype(np.float32), words, name="small")


def ngram_vectors() -> Vectors:
    """A table that knows any word."""
    data = np.random.default_rng(0).standard_normal((40, WIDTH)).astype(np.float32)
    return Vectors(data, name="ngrams", hashing=NgramHashing(2, 3))
