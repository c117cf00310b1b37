"""The words of a table: found by form, listed in order, with several to a row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.vector_keys import VectorKeys

words = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), unique=True)


@given(words, st.data())
def test_each_word_is_found_at_its_row(listed: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, 5), min_size=len(listed), max_size=len(listed)))
    keys = VectorKeys.of(listed, rows)
    assert list(keys) == listed
    assert keys.find(listed).tolist() == rows
    assert [keys.word(number) for number in range(len(keys))] == listed
    for row in range(7):
        first = next((word for word, own in zip(listed, rows, strict=True) if own == row), "")
        assert keys.word_of_row(row) == first


@given(words, st.data())
def test_words_without_a_row_are_left_out(listed: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(-1, 3), min_size=len(listed), max_size=len(listed)))
    keys = VectorKeys.of(listed, range(len(listed))).with_rows(np.array(rows, np.int32))
    kept = {word: row for word, row in zip(listed, rows, strict=True) if row >= 0}
    assert list(keys) == list(kept)
    assert keys.find(listed).tolist() == rows


def test_unknown_words_have_no_row() -> None:
    assert VectorKeys.of(["a"], [0]).find(["b", "", "A"]).tolist() == [-1, -1, -1]
    assert VectorKeys.of([], []).find(["b"]).tolist() == [-1]


def test_a_word_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="'b' stands there twice"):
        VectorKeys.of(["a", "b", "b"], [0, 1, 2])
