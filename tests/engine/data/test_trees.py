from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.trees import check_heads, find_crossing, find_cycle

HEADS = st.integers(1, 8).flatmap(
    lambda n: st.lists(st.integers(-1, n - 1), min_size=n, max_size=n)
)


def on_cycles(heads: list[int]) -> set[int]:
    """Tokens that come back to themselves within as many steps as there are tokens."""
    found = set()
    for start in range(len(heads)):
        token = heads[start]
        for _ in heads:
            if token < 0 or token == start:
                break
            token = heads[token]
        if token == start:
            found.add(start)
    return found


@given(HEADS)
def test_find_cycle_equals_a_walk_from_every_token(heads: list[int]):
    cycle = find_cycle(heads)
    assert bool(cycle) == bool(on_cycles(heads))
    assert set(cycle) <= on_cycles(heads)
    for token, following in zip(cycle, [*cycle[1:], *cycle[:1]], strict=True):
        assert heads[token] == following
    assert cycle[:1] == sorted(cycle)[:1]


def test_find_cycle_of_a_long_chain():
    n = 50_000
    assert find_cycle([*range(1, n), -1]) == []
    assert len(find_cycle([*range(1, n), 0])) == n


@pytest.mark.parametrize(
    ("heads", "bounds", "kind", "tokens"),
    [
        ([1, 1, 3], (), "head-out-of-range", (2,)),
        ([-2], (), "head-out-of-range", (0,)),
        ([1, 0, 2], (), "cycle", (0, 1)),
        ([0, 0, 0, 3], [(0, 2), (2, 4)], "arc-leaves-sentence", (2, 0)),
    ],
)
def test_check_heads_names_the_first_problem(
    heads: list[int], bounds: list[tuple[int, int]], kind: str, tokens: tuple[int, ...]
):
    problem = check_heads(heads, bounds)
    assert problem is not None
    assert (problem.kind, problem.tokens) == (kind, tokens)


def test_check_heads_several_roots_only_on_request():
    heads, bounds = [0, 0, 2, -1, 4], [(0, 4), (4, 5)]
    assert check_heads(heads, bounds) is None
    problem = check_heads(heads, bounds, single_root=True)
    assert problem is not None
    assert (problem.kind, problem.tokens) == ("several-roots", (0, 2))


def is_projective(heads: list[int]) -> bool:
    """By the definition: whatever an arc reaches over hangs below its head, roots do not."""
    for token, head in enumerate(heads):
        for between in range(min(token, head) + 1, max(token, head)) if head >= 0 else ():
            above = between
            while above not in (head, -1) and heads[above] != above:
                above = heads[above]
            if above != head:
                return False
    return True


@st.composite
def trees(draw: st.DrawFn) -> list[int]:
    n = draw(st.integers(1, 8))
    order = draw(st.permutations(range(n)))
    heads = [0] * n
    for place, token in enumerate(order):
        heads[token] = draw(st.sampled_from(order[:place] or [token]))
    return heads


@given(trees())
def test_find_crossing_equals_the_definition_of_projective_trees(heads: list[int]):
    assert (find_crossing(heads) is None) == is_projective(heads)


def test_find_crossing_names_two_tokens_and_skips_missing_heads():
    assert find_crossing([2, 3, 2, 2]) == (0, 1)
    assert find_crossing([2, 3, -1, -1]) == (0, 1)
    assert find_crossing([-1, -1]) is None
    assert find_crossing([1, 1, 0]) == (1, 2)  # over the root
    assert find_crossing([0, 0, 2, 2]) is None  # two sentences
