"""Vectors of tokens, spans and documents, and their cosines."""

from __future__ import annotations

import numpy as np
import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vectors import Vectors
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import UsageError


@pytest.fixture
def doc() -> Doc:
    vocab = Vocab()
    vocab.vectors = Vectors(
        np.array([[3, 4], [0, 1], [1, 0]], np.float32), ["cats", "sleep", "dogs"]
    )
    return Doc(vocab, ["Cats", "and", "dogs", "sleep"])


def test_tokens_spans_and_documents_have_vectors(doc: Doc) -> None:
    assert doc[0].vector.tolist() == [3, 4]
    assert doc[1].vector.tolist() == [0, 0]
    assert doc[2:4].vector.tolist() == [0.5, 0.5]
    assert doc.vector.tolist() == [1, 1.25]
    assert doc.vocab["dogs"].vector.tolist() == [1, 0]
    assert [token.has_vector for token in doc] == [True, False, True, True]
    assert (doc[1:2].has_vector, doc[0:2].has_vector, doc.has_vector) == (False, True, True)
    assert (doc[0].vector_norm, doc[1].vector_norm) == (5, 0)
    assert doc[0:1].vector_norm == 5
    assert doc.vector_norm == pytest.approx(np.hypot(1, 1.25))


def test_similarity_is_the_cosine_of_any_two(doc: Doc) -> None:
    assert doc[0].similarity(doc[2]) == pytest.approx(0.6)
    assert doc[0].similarity(doc[3:4]) == pytest.approx(0.8)
    assert doc[0:1].similarity(doc[0]) == pytest.approx(1)
    assert doc.similarity(doc) == pytest.approx(1)
    assert doc[1].similarity(doc) == 0


def test_no_tokens_have_a_vector_of_zeros(doc: Doc) -> None:
    assert doc[1:1].vector.tolist() == [0, 0]
    assert not doc[1:1].has_vector


def test_nothing_is_compared_without_vectors(doc: Doc) -> None:
    bare = Doc(Vocab(), ["cats"])
    assert (bare[0].vector.shape, bare.has_vector, bare.vector_norm) == ((0,), False, 0)
    with pytest.raises(UsageError, match="no word vectors to compare; load a pipeline"):
        bare.similarity(doc)


def test_vectors_of_different_tables_are_not_compared(doc: Doc) -> None:
    other = Doc(Vocab(), ["cats"])
    other.vocab.vectors = Vectors(np.ones((1, 3), np.float32), ["cats"])
    with pytest.raises(
        UsageError, match="different tables cannot be compared; found 2 and 3 numbers"
    ):
        doc.similarity(other)
