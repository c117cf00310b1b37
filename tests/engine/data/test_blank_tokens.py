from __future__ import annotations

from nlptk.engine.data.blank_tokens import BlankTokens


def test_indexes_skip_blank_tokens() -> None:
    blank = BlankTokens(["\n", "a", " ", "b", "\t"])
    assert len(blank) == 3
    assert blank.select([0, 1, 2, 3, 4]) == [1, 3]
    assert [blank.index(i) for i in range(6)] == [0, 0, 1, 1, 2, 2]


def test_a_head_that_goes_passes_its_child_on() -> None:
    blank = BlankTokens(["a", " ", "b", " ", "c"])
    assert blank.heads([1, 2, 2, 3, 3]) == [1, 1, -1]
    assert blank.heads([-1, 1, 0, 0, 4]) == [-1, 0, 2]


def test_without_blank_tokens_nothing_changes() -> None:
    blank = BlankTokens(["a", "b"])
    assert not blank
    assert blank.select("xy") == "xy"
    assert blank.heads([1, -1]) == [1, -1]
    assert blank.index(2) == 2
