from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.normalization import TextMismatchError, common_bounds
from nlptk.engine.errors import DataError


@pytest.mark.parametrize(
    ("a", "b", "a_bounds", "b_bounds"),
    [
        ([], [], [0], [0]),
        (["a b", "\n"], ["a", "b"], [0, 2, 2], [0, 1, 2]),
        (["“", "é"], ["``", "e\u0301"], [0, 2, 4], [0, 2, 4]),
        (["so…"], ["so", "..."], [0, 5], [0, 2, 5]),
        (["a", "—", "b-"], ["a---", "b", "-"], [0, 1, 4, 6], [0, 4, 5, 6]),
    ],
)
def test_common_bounds_are_in_one_text(
    a: list[str], b: list[str], a_bounds: list[int], b_bounds: list[int]
):
    found = common_bounds(a, b)
    assert [bounds.tolist() for bounds in found] == [a_bounds, b_bounds]


@given(st.lists(st.text("ab “—…é", max_size=4)))
def test_common_bounds_of_like_tokens_need_no_normalization(tokens: list[str]):
    lengths = [len("".join(token.split())) for token in tokens]
    a_bounds, b_bounds = common_bounds(tokens, list(tokens))
    assert a_bounds.tolist() == b_bounds.tolist() == list(accumulate(lengths, initial=0))


@pytest.mark.parametrize(
    ("a", "b", "position", "a_token", "b_token"),
    [
        (["The", "cat", "sat"], ["The", "cut", "sat"], 4, 1, 1),
        (["The", "", " ", "cat"], ["Thec", "ut"], 4, 3, 1),
        (["Us"], ["us"], 0, 0, 0),
        (["a", "b"], ["a"], 1, 1, 1),
        (["a"], ["a", "", "b"], 1, 1, 2),
        (["é"], ["e"], 1, 0, 1),
        (["x", "—", "y", "z"], ["x", "--", "y", "w"], 4, 3, 3),
        (["a-b"], ["ab"], 1, 0, 0),
        ([], ["a"], 0, 0, 0),
    ],
)
def test_common_bounds_names_the_first_difference(
    a: list[str], b: list[str], position: int, a_token: int, b_token: int
):
    with pytest.raises(TextMismatchError) as caught:
        common_bounds(a, b)
    assert caught.value.position == position
    assert (caught.value.a_token, caught.value.b_token) == (a_token, b_token)
    with pytest.raises(TextMismatchError) as mirrored:
        common_bounds(b, a)
    assert mirrored.value.position == position
    assert (mirrored.value.a_token, mirrored.value.b_token) == (b_token, a_token)


def test_mismatch_message_shows_both_contexts():
    with pytest.raises(DataError) as caught:
        common_bounds(["The", "cat", "sat", "down"], ["The", "cat", "sa", "d", "own"])
    message = str(caught.value)
    assert "agree for 8 non-space characters" in message
    assert "'sat' (token at index 2, in 'The cat sat down')" in message
    assert "'d' (token at index 3, in 'The cat sa d own')" in message
