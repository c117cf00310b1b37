from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlptk.plugins.checks.label_typos import _is_slip


def distance(one: str, other: str) -> int:
    """The optimal string alignment distance, by the whole table."""
    rows = [list(range(len(other) + 1))]
    for i in range(1, len(one) + 1):
        row = [i]
        for j in range(1, len(other) + 1):
            changed = rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            best = min(rows[i - 1][j] + 1, row[j - 1] + 1, changed)
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                best = min(best, rows[i - 2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


SHORT = st.text("abc", max_size=6)


@given(SHORT, SHORT)
def test_slip_is_one_edit(one: str, other: str) -> None:
    assert _is_slip(one, other, 0) == (distance(one, other) == 1)


def test_slip_is_in_a_long_enough_word() -> None:
    assert _is_slip("class:adverb", "class:advreb", 4)
    assert not _is_slip("class:adv", "class:adj", 4)
    assert not _is_slip("class1", "class2", 4)
