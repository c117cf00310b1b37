from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nlptk.engine.data.annotation_values import (
    as_list,
    char_range,
    probability,
    sentence_mark,
    text,
    texts,
)
from nlptk.engine.errors import DataError


@pytest.mark.parametrize("values", [[1, 2], (1, 2), np.array([1, 2]), range(1, 3)])
def test_lists_of_many_kinds(values: Any):
    assert as_list("x", values, size=2) == [1, 2]


@pytest.mark.parametrize("values", ["ab", b"ab", {"a": 1}, 7, None, {1, 2}])
def test_what_is_no_list(values: Any):
    with pytest.raises(DataError, match="x cannot be used; expected a list"):
        as_list("x", values)


def test_long_values_are_shown_in_part():
    with pytest.raises(DataError) as caught:
        as_list("x", "a" * 500)
    assert len(caught.value.found) == 60


def test_texts_may_be_missing():
    assert texts("x", ["a", None, ""], size=3) == ["a", "", ""]
    with pytest.raises(DataError, match=r"x\[1\] cannot be used.*found 1.5"):
        texts("x", ["a", 1.5], size=2)
    with pytest.raises(DataError, match="x has 1 values for 2 tokens"):
        texts("x", ["a"], size=2)


def test_text_is_not_empty():
    assert text("x", "a") == "a"
    for value in ("", None, 3):
        with pytest.raises(DataError, match="expected text"):
            text("x", value)


@pytest.mark.parametrize("value", [(0, 4), [0, 4], (np.int32(0), np.int64(4))])
def test_character_ranges(value: Any):
    found = char_range("x", value, length=4)
    assert found == (0, 4)
    assert all(type(edge) is int for edge in found)


@pytest.mark.parametrize(
    "value", [(0, 5), (-1, 2), (2, 2), (3, 2), (0, 1, 2), "01", (0.0, 1.0), (False, True), None]
)
def test_what_is_no_character_range(value: Any):
    with pytest.raises(DataError, match=r"0 <= start < end <= 4"):
        char_range("x", value, length=4)


def test_probabilities():
    values = [0, 1, 0.5, True, False, np.float32(0.25), np.bool_(True)]
    assert [probability("x", value) for value in values] == [0, 1, 0.5, 1, 0, 0.25, 1]
    for value in (-0.1, 1.1, float("nan"), float("inf"), "1", None):
        with pytest.raises(DataError, match="a number from 0 to 1"):
            probability("x", value)


def test_sentence_marks():
    values = [True, False, None, 1, -1, 0, np.bool_(False), np.int8(1)]
    assert [sentence_mark("x", value) for value in values] == [1, -1, 0, 1, -1, 0, -1, 1]
    for value in (2, "1", 1.0, []):
        with pytest.raises(DataError, match="True, False or None"):
            sentence_mark("x", value)
