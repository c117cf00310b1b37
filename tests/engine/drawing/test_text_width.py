from __future__ import annotations

import pytest

from nlptk.engine.drawing.text_width import text_width


@pytest.mark.parametrize(
    ("narrow", "wide"), [("ill", "mom"), ("abc", "ABC"), ("ab", "中文"), ("a", "ab")]
)
def test_wide_letters_take_more_room(narrow, wide):
    assert text_width(narrow, 10) < text_width(wide, 10)


def test_accents_take_no_room_of_their_own():
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_the_width_grows_with_the_size():
    assert text_width("word", 20) == pytest.approx(2 * text_width("word", 10))
    assert text_width("", 20) == 0
