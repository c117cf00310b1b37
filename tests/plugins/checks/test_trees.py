from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.columns import MISSING_HEAD
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.plugins.checks.trees import _crossed_sentences

VOCAB = Vocab("en")


@st.composite
def trees(draw: st.DrawFn) -> list[int]:
    """The heads of a sentence: a tree, of which some words may have lost their heads."""
    size = draw(st.integers(1, 8))
    order = draw(st.permutations(range(size)))
    heads = [MISSING_HEAD] * size
    heads[order[0]] = order[0]
    for i in range(1, size):
        heads[order[i]] = order[draw(st.integers(0, i - 1))]
    for lost in draw(st.sets(st.integers(0, size - 1), max_size=2)):
        heads[lost] = MISSING_HEAD
    return heads


def crosses(heads: list[int]) -> bool:
    """Whether two arcs of a sentence cross, all pairs compared; a root hangs before its start."""
    arcs = [
        (-1, word) if head == word else (min(word, head), max(word, head))
        for word, head in enumerate(heads)
        if head != MISSING_HEAD
    ]
    pairs = [sorted(pair) for pair in combinations(arcs, 2)]
    return any(one[0] < other[0] < one[1] < other[1] for one, other in pairs)


@given(st.lists(trees(), min_size=1, max_size=4))
def test_crossed_sentences_are_those_with_two_arcs_that_cross(sentences: list[list[int]]) -> None:
    starts = np.cumsum([0, *map(len, sentences)])
    shifted = [
        head + int(start) if head != MISSING_HEAD else head
        for heads, start in zip(sentences, starts, strict=False)
        for head in heads
    ]
    doc = Doc(VOCAB, ["w"] * len(shifted))
    doc.set_column("head", shifted)
    doc.set_column("dep", ["dep"] * len(shifted))
    begins = set(starts.tolist())
    doc.set_column("sent_start", [1 if i in begins else -1 for i in range(len(shifted))])
    expected = [int(starts[i]) for i, heads in enumerate(sentences) if crosses(heads)]
    assert _crossed_sentences(doc) == expected
