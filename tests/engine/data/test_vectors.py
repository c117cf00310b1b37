"""A table of vectors: words to rows to vectors, and back to the nearest words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nlptk
from nlptk.engine.data import vectors as vectors_module
from nlptk.engine.data.ngram_hashing import NgramHashing
from nlptk.engine.data.vectors import NO_VECTORS, Vectors, cosine, row_blocks, unit_length
from nlptk.engine.errors import UsageError

TABLE = np.array([[1, 0], [0, 2], [3, 3]], np.float32)


@pytest.fixture
def vectors() -> Vectors:
    return Vectors(TABLE, ["cat", "Paris", "dog", "hound"], [0, 1, 2, 2], name="few")


def test_words_have_their_rows_and_may_share_them(vectors: Vectors) -> None:
    assert vectors.of(["dog", "cat", "hound"]).tolist() == [[3, 3], [1, 0], [3, 3]]
    assert vectors["Paris"].tolist() == [0, 2]
    assert (vectors.shape, len(vectors), list(vectors)) == (
        (3, 2),
        4,
        ["cat", "Paris", "dog", "hound"],
    )
    assert vectors.find("hound") == 2


def test_a_word_without_a_row_takes_that_of_its_lower_case(vectors: Vectors) -> None:
    assert vectors.of(["CAT", "paris", "", "x"]).tolist() == [[1, 0], [0, 0], [0, 0], [0, 0]]
    assert [word in vectors for word in ("Cat", "paris", "x")] == [True, False, False]
    assert vectors.find("Cat") == -1


def test_ngrams_give_a_vector_to_any_word() -> None:
    hashing = NgramHashing(2, 3)
    data = np.random.default_rng(0).standard_normal((50, 4)).astype(np.float32)
    table = Vectors(data, hashing=hashing)
    rows, lengths = hashing.rows(["never", "seen"], 50)
    expected = [part.mean(axis=0) for part in np.split(data[rows], np.cumsum(lengths)[:-1])]
    assert np.allclose(table.of(["never", "", "seen"])[[0, 2]], expected, atol=1e-6)
    assert not table[""].any()
    assert "anything" in table
    assert "" not in table
    with pytest.raises(UsageError, match="no words to choose from"):
        table.similar_words("never")


@given(st.integers(1, 40), st.integers(1, 6), st.integers(1, 12), st.integers(0, 2**32))
def test_the_most_similar_rows_are_those_of_a_plain_search(
    n_rows: int, width: int, n: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    data = rng.integers(-2, 3, (n_rows, width)).astype(np.float32)
    queries = rng.standard_normal((2, width))
    rows, scores = Vectors(data).most_similar(queries, n)
    cosines = unit_length(queries) @ unit_length(data).T
    assert np.allclose(scores, -np.sort(-cosines, axis=1)[:, :n], atol=1e-6)
    assert np.allclose(np.take_along_axis(cosines, rows, axis=1), scores, atol=1e-6)
    assert all(len(set(row)) == min(n, n_rows) for row in rows.tolist())


def test_a_table_is_searched_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    data = np.random.default_rng(0).standard_normal((23, 4)).astype(np.float32)
    whole = Vectors(data).most_similar(data[:3], 5)
    monkeypatch.setattr(vectors_module, "BLOCK", 20)
    assert [len(block) for block in row_blocks(data)] == [5, 5, 5, 5, 3]
    parted = Vectors(data).most_similar(data[:3], 5)
    assert np.array_equal(whole[0], parted[0])
    assert np.allclose(whole[1], parted[1], atol=1e-6)


def test_similar_words_leave_out_the_word_itself(vectors: Vectors) -> None:
    assert [word for word, _ in vectors.similar_words("hound", 5)] == ["cat", "Paris"]
    with pytest.raises(UsageError, match="no vector for 'bird'"):
        vectors.similar_words("bird")


def test_the_digest_tells_tables_apart(vectors: Vectors) -> None:
    same = Vectors(TABLE.copy(), ["cat", "Paris", "dog", "hound"], [0, 1, 2, 2], name="other")
    assert same.digest == vectors.digest
    others = [
        Vectors(TABLE + 1, ["cat", "Paris", "dog", "hound"], [0, 1, 2, 2]),
        Vectors(TABLE, ["cat", "Paris", "dog", "wolf"], [0, 1, 2, 2]),
        Vectors(TABLE, ["cat", "Paris", "dog", "hound"], [0, 1, 2, 1]),
        Vectors(TABLE, hashing=NgramHashing()),
        Vectors(TABLE, hashing=NgramHashing(3)),
    ]
    assert len({table.digest for table in [vectors, *others]}) == 6


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not rows of numbers"):
        Vectors(np.zeros(3, np.float32))
    with pytest.raises(ValueError, match="row 3 of 3 rows"):
        Vectors(TABLE, ["a"], [3])


def test_no_vectors_are_none() -> None:
    assert not NO_VECTORS
    assert NO_VECTORS["x"].shape == (0,)
    assert "x" not in NO_VECTORS
    assert nlptk.Vectors is Vectors


def test_the_cosine_of_nothing_is_zero() -> None:
    assert cosine(np.zeros(2), np.ones(2)) == 0
    assert cosine(np.ones(2), np.array([2, 2])) == pytest.approx(1)
