from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.drawing.levels import arc_levels

arcs_of_a_text = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda arc: arc[0] < arc[1]),
    unique=True,
    max_size=10,
)


@given(arcs_of_a_text)
def test_arcs_on_one_level_do_not_overlap(arcs):
    levels = arc_levels(arcs)
    for (one, its), (other, others) in combinations(zip(arcs, levels, strict=True), 2):
        assert its != others or one[1] <= other[0] or other[1] <= one[0]


@given(arcs_of_a_text)
def test_an_arc_lies_above_those_it_reaches_over(arcs):
    levels = arc_levels(arcs)
    for one, its in zip(arcs, levels, strict=True):
        inside = [
            level
            for arc, level in zip(arcs, levels, strict=True)
            if arc != one and one[0] <= arc[0] and arc[1] <= one[1]
        ]
        assert its > max(inside, default=0)


def test_neighbours_share_the_lowest_level():
    assert arc_levels([(0, 1), (1, 2), (3, 4)]) == [1, 1, 1]


def test_a_level_below_an_outer_arc_is_used_again():
    assert arc_levels([(0, 5), (0, 1), (1, 3), (2, 3), (4, 5)]) == [3, 1, 2, 1, 1]


def test_crossing_arcs_lie_apart_and_low():
    assert arc_levels([(0, 2), (1, 3)]) == [1, 2]
    nested_then_crossing = [(0, 1), (0, 2), (0, 4), (3, 8)]
    assert arc_levels(nested_then_crossing) == [1, 2, 3, 1]


def test_two_words_that_are_each_others_head_have_two_arcs():
    assert sorted(arc_levels([(0, 1), (0, 1)])) == [1, 2]


def test_no_arcs_have_no_levels():
    assert arc_levels([]) == []
