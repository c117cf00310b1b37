"""n-grams as rows: the hash against published values, and what floret itself makes of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.ngram_hashing import NgramHashing, murmur3_128

FOX = b"The quick brown fox jumps over the lazy dog"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", (0, 0)),
        (b"hello", (0xCBD8A7B341BD9B02, 0x5B1E906A48AE1D19)),
        (FOX, (0xE34BBC7BBC071B6C, 0x7A433CA9C49A9347)),
    ],
)
def test_hashes_are_the_published_ones(text: bytes, expected: tuple[int, int]) -> None:
    assert tuple(murmur3_128([text], 0)[0].tolist()) == expected


@given(st.lists(st.binary(max_size=70), max_size=8), st.integers(0, 2**32 - 1))
def test_strings_do_not_change_each_others_hashes(strings: list[bytes], seed: int) -> None:
    together = murmur3_128(strings, seed)
    assert together.shape == (len(strings), 2)
    for string, found in zip(strings, together.tolist(), strict=True):
        assert murmur3_128([string], seed)[0].tolist() == found


def test_a_word_has_itself_and_its_ngrams() -> None:
    hashing = NgramHashing(2, 3)
    assert hashing.ngrams("ab") == ["<ab>", "<a", "ab", "b>", "<ab", "ab>"]
    assert NgramHashing(0, 0).ngrams("ab") == ["<ab>"]


def test_rows_are_those_of_floret() -> None:
    rows, lengths = NgramHashing(2, 5, 2).rows(["apple", "a", ""], 1000)
    assert lengths.tolist() == [38, 8, 0]
    assert rows[:8].tolist() == [534, 33, 105, 384, 356, 867, 69, 521]


@given(st.lists(st.text(max_size=6), max_size=5), st.integers(1, 4), st.integers(1, 50))
def test_rows_are_in_the_table(words: list[str], hashes: int, n_rows: int) -> None:
    rows, lengths = NgramHashing(3, 4, hashes).rows(words, n_rows)
    assert len(rows) == lengths.sum()
    assert [length > 0 for length in lengths.tolist()] == [bool(word) for word in words]
    assert not len(rows) or 0 <= rows.min() <= rows.max() < n_rows
    assert rows.dtype == np.int32
