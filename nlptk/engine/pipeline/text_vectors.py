"""Vectors of whole texts, such as descriptions of entities, by what a pipeline knows of words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import UsageError
from nlptk.engine.stream.batch import Batch

from .language import WORDS_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc

    from .language import Language

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

WORDS, CONTEXT = "words", "context"


def text_encoder(nlp: Language, kind: str = "") -> tuple[Encode, str]:
    """What makes a vector of each text, shape (texts, width), and which kind of it that is.

    "words" is the mean of the vectors of its words, those without one counted as zeros; "context"
    the mean of what the first encoder of the pipeline makes of them. By default the first, where
    there is a table of vectors. A text without words is zeros. Raises `UsageError` for a kind that
    the pipeline cannot give.
    """
    # pipelines without a table of word vectors have no such attribute, or an empty one
    vectors = getattr(nlp.vocab, "vectors", None)
    kind = kind or (WORDS if vectors else CONTEXT)
    if kind == WORDS:
        if not vectors:
            raise UsageError("the pipeline has no word vectors", hint="--encode context")
        return lambda texts: _word_means(nlp, vectors, texts), WORDS
    if kind != CONTEXT:
        raise UsageError(f"--encode {kind}", expected=f"{WORDS} or {CONTEXT}")
    if not nlp.encoders:
        raise UsageError(
            "no component of the pipeline has an encoder"
            + ("" if vectors else ", and it has no word vectors"),
            hint="--encode words"
            if vectors
            else "train one that has, such as a tagger, or add vectors",
        )
    return lambda texts: _context_means(nlp, texts), CONTEXT


def _word_means(nlp: Language, vectors: Any, texts: Sequence[str]) -> NDArray[np.float32]:
    docs = [nlp.make_doc(text) for text in texts]
    rows = vectors.of([word for doc in docs for word in doc.words])
    return _means(rows, [len(doc) for doc in docs])


def _context_means(nlp: Language, texts: Sequence[str]) -> NDArray[np.float32]:
    encoder = next(iter(nlp.encoders.values()))
    means = []
    for docs in _portions([nlp.make_doc(text) for text in texts]):
        encoded = nlp.ops.to_numpy(encoder.predict(Batch.of_docs(docs)))  # type: ignore[no-untyped-call]
        means.append(_means(encoded, [len(doc) for doc in docs]))
    return np.concatenate(means)


def _portions(docs: Sequence[Doc]) -> Iterator[list[Doc]]:
    """Documents in order, about so many words together as a pipeline takes at once."""
    portion: list[Doc] = []
    for doc in docs:
        portion.append(doc)
        if sum(map(len, portion)) >= WORDS_AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion


def _means(rows: NDArray[Any], lengths: Sequence[int]) -> NDArray[np.float32]:
    """The means of so many rows after one another; zeros where there are none."""
    means = np.zeros((len(lengths), rows.shape[1]), np.float32)
    counts = np.array(lengths)
    filled = counts > 0
    if filled.any():
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])[filled]
        means[filled] = np.add.reduceat(rows, starts, axis=0) / counts[filled, None]
    return means
