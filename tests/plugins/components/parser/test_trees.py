"""Best trees against all trees, and what holds for every tree."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlptk.plugins.components.parser.trees import best_trees, reach_root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def climbs_to_root(heads: Sequence[int]) -> bool:
    for word in range(len(heads)):
        passed = set()
        above = word + 1
        while above:
            if above in passed:
                return False
            passed.add(above)
            above = heads[above - 1]
    return True


def is_single_root_tree(heads: Sequence[int]) -> bool:
    n = len(heads)
    in_range = all(0 <= head <= n for head in heads)
    return in_range and list(heads).count(0) == 1 and climbs_to_root(heads)


@cache
def all_trees(n: int) -> NDArray[np.int64]:
    """Every single-root tree of n words, as heads, shape (trees, n)."""
    candidates = product(*[[head for head in range(n + 1) if head != i + 1] for i in range(n)])
    return np.array([heads for heads in candidates if is_single_root_tree(heads)])


def score_of(scores: NDArray[np.float32], heads: NDArray[np.int64]) -> float:
    return float(scores[np.arange(len(heads)), heads].astype(np.float64).sum())


def best_score(scores: NDArray[np.float32]) -> float:
    return max(score_of(scores, heads) for heads in all_trees(len(scores)))


def arc_scores(n: int, *, values: st.SearchStrategy[float]) -> st.SearchStrategy[NDArray]:
    return arrays(np.float32, (1, n, n + 1), elements=values)


rough = st.integers(-3, 3).map(float)  # many ties
fine = st.floats(-100, 100, width=32)
with_gaps = rough | st.sampled_from([float("nan"), float("-inf")])
sizes = st.integers(1, 5)


def test_all_trees_are_as_many_as_cayley_says():
    # n^(n-1) rooted labelled trees
    assert [len(all_trees(n)) for n in range(1, 6)] == [1, 2, 9, 64, 625]


@pytest.mark.parametrize("values", [rough, fine], ids=["ties", "floats"])
def test_no_tree_scores_higher(values):
    @settings(max_examples=150, deadline=None)
    @given(sizes.flatmap(lambda n: arc_scores(n, values=values)))
    def check(scores):
        heads = best_trees(scores, np.array([scores.shape[1]]))[0]
        assert is_single_root_tree(heads.tolist())
        assert score_of(scores[0], heads) == pytest.approx(best_score(scores[0]), abs=1e-3)

    check()


@settings(max_examples=150, deadline=None)
@given(sizes.flatmap(lambda n: arc_scores(n, values=with_gaps)))
def test_bad_arcs_are_as_few_as_can_be_and_the_rest_is_best(scores):
    bad = ~np.isfinite(scores[0])
    finite = np.where(bad, np.float32(-1000), scores[0])
    heads = best_trees(scores, np.array([scores.shape[1]]))[0]
    assert is_single_root_tree(heads.tolist())
    assert score_of(finite, heads) == best_score(finite)


def test_six_words_in_a_batch_are_best():
    rng = np.random.default_rng(6)
    scores = rng.standard_normal((40, 6, 7)).astype(np.float32)
    trees = all_trees(6)
    for one, heads in zip(scores, best_trees(scores, np.full(40, 6)), strict=True):
        best = one[np.arange(6), trees].sum(axis=1, dtype=np.float64).max()
        assert score_of(one, heads) == pytest.approx(best, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=4), st.integers(0, 2**32), rough)
def test_every_sentence_gets_a_tree_and_padding_is_ignored(lengths, seed, certainty):
    rng = np.random.default_rng(seed)
    longest = max(lengths)
    scores = rng.standard_normal((len(lengths), longest, longest + 1)).astype(np.float32)
    scores[:, np.arange(longest), np.arange(longest)] += certainty  # a chain, more or less
    heads = best_trees(scores, np.array(lengths))
    assert heads.shape == (len(lengths), longest)
    assert heads.dtype == np.int64
    for sentence, n in enumerate(lengths):
        alone = best_trees(scores[sentence : sentence + 1, :n, : n + 1], np.array([n]))[0]
        assert heads[sentence, :n].tolist() == alone.tolist()
        assert (heads[sentence, n:] == -1).all()
        assert n == 0 or is_single_root_tree(alone.tolist())


def test_padding_may_hold_anything():
    scores = np.full((2, 3, 4), np.nan, np.float32)
    scores[0, :1, :2] = [[1, 9]]
    scores[1, :2, :3] = [[0, 9, 2], [1, 1, 9]]
    assert best_trees(scores, np.array([1, 2])).tolist() == [[0, -1, -1], [2, 0, -1]]


def test_scores_are_left_alone():
    scores = np.random.default_rng(1).standard_normal((5, 8, 9)).astype(np.float32)
    before = scores.copy()
    best_trees(scores, np.full(5, 8))
    np.testing.assert_array_equal(scores, before)


def test_one_root_when_every_word_would_rather_be_one():
    scores = np.zeros((1, 4, 5), np.float32)
    scores[0, :, 0] = [50, 90, 70, 60]
    heads = best_trees(scores, np.array([4]))[0].tolist()
    assert is_single_root_tree(heads)
    assert heads[1] == 0


def test_one_root_when_two_cycles_would_each_enter_by_it():
    scores = np.full((1, 4, 5), -50, np.float32)
    scores[0, :, 0] = 0
    for word, head in [(0, 2), (1, 1), (2, 4), (3, 3)]:
        scores[0, word, head] = 10
    heads = best_trees(scores, np.array([4]))[0]
    assert is_single_root_tree(heads.tolist())
    assert score_of(scores[0], heads) == best_score(scores[0])


def test_no_score_at_all_still_gives_a_tree():
    for nothing in (np.nan, -np.inf):
        heads = best_trees(np.full((1, 7, 8), nothing, np.float32), np.array([7]))[0]
        assert is_single_root_tree(heads.tolist())


def test_enormous_scores_do_not_drown_the_constraint():
    scores = (np.random.default_rng(2).standard_normal((20, 5, 6)) * 1e37).astype(np.float32)
    scores[:, :, 0] += np.float32(1e38)
    for one, heads in zip(scores, best_trees(scores, np.full(20, 5)), strict=True):
        assert is_single_root_tree(heads.tolist())
        assert score_of(one, heads) == pytest.approx(best_score(one), rel=1e-6)


def test_enormous_equal_scores_give_one_root():
    heads = best_trees(np.full((1, 5, 6), 1e38, np.float32), np.array([5]))[0]
    assert is_single_root_tree(heads.tolist())


def test_cycles_within_cycles_open_in_a_long_sentence():
    n = 300
    scores = np.full((1, n, n + 1), -100, np.float32)
    scores[0, :, 0] = -1000
    scores[0, np.arange(1, n), np.arange(1, n)] = 10  # each word hangs on the one before it,
    scores[0, 0, 2:] = 9 - np.arange(n - 1)  # and the first on any of them
    heads = best_trees(scores, np.array([n]))[0]
    assert heads.tolist() == list(range(n))


@settings(max_examples=200)
@given(st.integers(1, 9).flatmap(lambda n: st.lists(st.integers(0, n), min_size=n, max_size=n)))
def test_reach_root_says_what_climbing_says(heads):
    padded = np.array([[*heads, -1, -1]])
    assert reach_root(padded).tolist() == [climbs_to_root(heads)]


def test_reach_root_tells_sentences_apart():
    chain = list(range(64))
    loop = [*range(1, 64), 64]
    assert reach_root(np.array([chain, loop, chain])).tolist() == [True, False, True]


def test_nothing_gives_nothing():
    assert best_trees(np.zeros((0, 0, 1), np.float32), np.zeros(0, np.int64)).shape == (0, 0)
    assert best_trees(np.zeros((2, 0, 1), np.float32), np.zeros(2, np.int64)).shape == (2, 0)
    assert best_trees(np.zeros((0, 3, 4), np.float32), np.zeros(0, np.int64)).shape == (0, 3)
