from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.normalization import TextMismatchError
from nlptk.engine.data.projection import (
    Ranges,
    highest_words,
    locate,
    mark_starts,
    project_heads,
    project_labels,
    project_values,
    surfaces,
)
from nlptk.engine.data.trees import find_cycle


def ranges(*pairs: tuple[int, int]) -> Ranges:
    starts, ends = zip(*pairs, strict=True) if pairs else ((), ())
    return Ranges(np.array(starts, np.int32), np.array(ends, np.int32))


def from_edges(edges: list[int]) -> Ranges:
    return ranges(*pairwise(edges))


def test_locate_finds_words_through_spelling():
    text = " “Hi”,  so… "
    found = locate(text, ["``", "Hi''", ",", "so", ".", ".."])
    assert [text[s:e] for s, e in zip(*found, strict=True)] == ["“", "Hi”", ",", "so", "…", "…"]


def test_locate_gives_blank_words_empty_ranges():
    starts, ends = locate("a b", ["a", " ", "b", ""])
    assert (ends - starts).tolist() == [1, 0, 1, 0]


def test_locate_refuses_another_text():
    with pytest.raises(TextMismatchError):
        locate("a b", ["a", "c"])


@given(st.text("ab –…é\n", max_size=12), st.lists(st.integers(0, 12), max_size=6))
def test_locate_words_cut_from_the_text(text: str, places: list[int]):
    edges = sorted({0, len(text), *(place for place in places if place < len(text))})
    words = [text[a:b].strip() for a, b in pairwise(edges)]
    starts, ends = locate(text, words)
    for word, start, end in zip(words, starts.tolist(), ends.tolist(), strict=True):
        assert text[start:end] == word


def test_surfaces_of_words_that_share_a_range():
    pieces, numbers = surfaces("vu du bar", ranges((0, 2), (3, 5), (3, 5), (6, 9)))
    assert pieces == ["vu", "du", "bar"]
    assert numbers.tolist() == [0, 1, 1, 2]


def test_project_values_of_single_words_only():
    tokens, words = from_edges([0, 2, 3, 4]), from_edges([0, 1, 2, 4])
    values = np.array([7, 8, 9], np.uint64)
    assert project_values(values, tokens.align(words)).tolist() == [0, 0, 0]
    assert project_values(values, words.align(words)).tolist() == [7, 8, 9]


def test_project_heads_takes_the_highest_of_several_words():
    # words a b c d; tokens "a", "bc", "d"; b <- c, c <- d, d root, a <- b
    words, tokens = from_edges([0, 1, 2, 3, 4]), from_edges([0, 1, 3, 4])
    heads = np.array([1, 2, 3, 3], np.int32)
    alignment = tokens.align(words)
    assert highest_words(heads, alignment).tolist() == [0, 2, 3]
    assert project_heads(heads, alignment).tolist() == [1, 2, 2]
    labels = np.array([5, 6, 7, 8], np.uint64)
    assert project_labels(labels, heads, alignment).tolist() == [5, 7, 8]


@st.composite
def trees(draw: st.DrawFn) -> tuple[Ranges, Ranges, list[int]]:
    """Words, tokens of the same text, and a forest over the words with heads missing."""
    size = draw(st.integers(1, 14))
    edges = st.sets(st.integers(1, size), max_size=size).map(lambda e: sorted({0, size, *e}))
    words, tokens = from_edges(draw(edges)), from_edges(draw(edges))
    n = len(words.starts)
    order = draw(st.permutations(range(n)))
    heads = [0] * n
    for place, word in enumerate(order):
        heads[word] = draw(st.sampled_from([-1, word, *order[:place], *order[:place]]))
    return words, tokens, heads


@given(trees())
def test_project_heads_keeps_trees_trees(case: tuple[Ranges, Ranges, list[int]]):
    words, tokens, heads = case
    projected = project_heads(np.array(heads, np.int32), tokens.align(words)).tolist()
    assert find_cycle([-1 if head == i else head for i, head in enumerate(projected)]) == []


@given(trees())
def test_project_heads_equals_a_search_by_the_definition(case: tuple[Ranges, Ranges, list[int]]):
    words, tokens, heads = case

    def whole_words(token: int) -> set[int]:
        """The words of a token that is made of whole words; nothing for another."""
        start, end = tokens.starts[token], tokens.ends[token]
        touched = {i for i in range(len(heads)) if words.starts[i] < end and words.ends[i] > start}
        fits = all(words.starts[i] >= start and words.ends[i] <= end for i in touched)
        return touched if fits else set()

    inside = [whole_words(token) for token in range(len(tokens.starts))]
    expected = []
    for token, members in enumerate(inside):
        tops = [i for i in members if heads[i] == i or heads[i] not in members]
        head = heads[tops[0]] if len(tops) == 1 else -1
        if any(heads[i] < 0 for i in members) or head < 0:
            expected.append(-1)
        elif head == tops[0]:
            expected.append(token)
        else:
            expected.append(next((t for t, m in enumerate(inside) if head in m), -1))
    assert project_heads(np.array(heads, np.int32), tokens.align(words)).tolist() == expected


def test_mark_starts_inside_a_token_is_unknown():
    tokens = ranges((0, 2), (3, 6), (3, 6), (6, 7), (8, 9))
    known = np.array([True, True, True, True, False])
    begins = np.array([0, 3, 5, 8], np.int32)
    assert mark_starts(begins[[0, 1]], tokens, known=known).tolist() == [1, 1, -1, -1, 0]
    assert mark_starts(begins[[2, 3]], tokens, known=known).tolist() == [-1, 0, 0, -1, 1]
