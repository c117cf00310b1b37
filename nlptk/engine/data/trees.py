"""Dependency trees as arrays of heads: what can be wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .columns import MISSING_HEAD

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class TreeProblem:
    """What is wrong with a tree: `kind` is a kebab name, `tokens` those that are part of it."""

    kind: str
    tokens: tuple[int, ...]


def find_cycle(heads: Sequence[int]) -> list[int]:
    """The tokens of one cycle from the first on, each followed by its head; empty if there is none.

    `heads` are token indexes; a negative number is a root or no head. A token that is its own head
    is a cycle of one. Linear in the number of tokens.
    """
    visited = [0] * len(heads)
    for path, start in enumerate(heads, start=1):
        token = start
        while token >= 0 and not visited[token]:
            visited[token] = path
            token = heads[token]
        if token >= 0 and visited[token] == path:
            return _cycle_from(token, heads)
    return []


def _cycle_from(token: int, heads: Sequence[int]) -> list[int]:
    cycle = [token]
    while (head := heads[cycle[-1]]) != token:
        cycle.append(head)
    first = cycle.index(min(cycle))
    return cycle[first:] + cycle[:first]


def check_heads(
    heads: Sequence[int], bounds: Sequence[tuple[int, int]] = (), *, single_root: bool = False
) -> TreeProblem | None:
    """The first thing wrong with the trees of a document, or None.

    `heads` are absolute token indexes, a root being its own head and -1 missing. `bounds` are the
    sentences, which no arc may leave. Kinds: `head-out-of-range`, `cycle`, `arc-leaves-sentence`
    and, with `single_root`, `several-roots`.
    """
    n = len(heads)
    for token, head in enumerate(heads):
        if not MISSING_HEAD <= head < n:
            return TreeProblem("head-out-of-range", (token,))
    cycle = find_cycle([-1 if head == token else head for token, head in enumerate(heads)])
    if cycle:
        return TreeProblem("cycle", tuple(cycle))
    for start, end in bounds:
        leaving = [i for i in range(start, end) if heads[i] >= 0 and not start <= heads[i] < end]
        if leaving:
            return TreeProblem("arc-leaves-sentence", (leaving[0], heads[leaving[0]]))
        roots = [i for i in range(start, end) if heads[i] == i] if single_root else []
        if len(roots) > 1:
            return TreeProblem("several-roots", tuple(roots))
    return None


def find_crossing(heads: Sequence[int]) -> tuple[int, int] | None:
    """Two tokens whose arcs cross, or None: then the trees are projective.

    `heads` are absolute token indexes, a root being its own head and -1 missing. The arc of a root
    comes from before the text, so that nothing may reach over a root (Nivre, "Algorithms for
    Deterministic Incremental Dependency Parsing", Computational Linguistics 2008). Of several
    crossings it is the one whose second arc starts first.
    """
    arcs = [
        (-1 if head == token else min(token, head), max(token, head), token)
        for token, head in enumerate(heads)
        if head >= 0
    ]
    arcs.sort(key=lambda arc: (arc[0], -arc[1]))
    around: list[tuple[int, int]] = []  # (end, token) of the arcs that are open, inner ones last
    for start, end, token in arcs:
        while around and around[-1][0] <= start:
            around.pop()
        if around and around[-1][0] < end:
            return around[-1][1], token
        around.append((end, token))
    return None
