from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.drawing.layout import LABEL_SIZE, WORD_SIZE, Arc, lay_out
from nlptk.engine.drawing.text_width import text_width


@st.composite
def trees(draw):
    n = draw(st.integers(1, 8))
    words = draw(st.lists(st.text("aMi中", min_size=1, max_size=9), min_size=n, max_size=n))
    heads = draw(st.lists(st.integers(0, n - 1), min_size=n, max_size=n))
    labels = draw(st.lists(st.text("xW:", max_size=12), min_size=n, max_size=n))
    arcs = [Arc(*arc) for arc in zip(range(n), heads, labels, strict=True)]
    return words, arcs


@given(trees())
def test_words_do_not_touch(tree):
    words, arcs = tree
    layout = lay_out(words, [""] * len(words), arcs)
    halves = [text_width(word, WORD_SIZE) / 2 for word in words]
    edges = list(zip(layout.centres, halves, strict=True))
    for (x, half), (next_x, next_half) in pairwise(edges):
        assert x + half < next_x - next_half
    assert edges[0][0] - edges[0][1] > 0
    assert edges[-1][0] + edges[-1][1] < layout.width


@given(trees())
def test_labels_find_room_between_the_legs_of_their_arc(tree):
    words, arcs = tree
    for placed in lay_out(words, [""] * len(words), arcs).arcs:
        if not placed.arc.is_root:
            room = abs(placed.x_head - placed.x_word)
            assert room > text_width(placed.arc.label, LABEL_SIZE)


@given(trees())
def test_no_two_legs_fall_together(tree):
    words, arcs = tree
    legs = [
        round(x, 3)
        for placed in lay_out(words, [""] * len(words), arcs).arcs
        for x in ({placed.x_word} if placed.arc.is_root else {placed.x_head, placed.x_word})
    ]
    assert len(legs) == len(set(legs))


def test_legs_of_longer_arcs_stand_further_in():
    arcs = [Arc(1, 0, ""), Arc(2, 0, ""), Arc(0, 0, "root")]
    short, long, root = lay_out(["a", "b", "c"], ["", "", ""], arcs).arcs
    assert root.x_word < long.x_head < short.x_head
    assert (root.level, short.level, long.level) == (0, 1, 2)


def test_a_mirrored_tree_runs_leftwards():
    layout = lay_out(["a", "b"], ["", ""], [Arc(1, 0, "x")])
    mirrored = layout.mirrored()
    assert mirrored.centres[0] > mirrored.centres[1]
    assert mirrored.width == layout.width
    assert mirrored.mirrored().centres == pytest.approx(layout.centres)


def test_no_words_need_a_margin_only():
    layout = lay_out([], [], [])
    assert layout.arcs == layout.centres == ()
    assert layout.width > 0
