"""The best dependency tree with a single root, for many sentences at once.

Each word takes its best head among the words, and the word that gains most by it takes the root:
no tree with a single root scores higher. Where that happens to be a tree already, it is the answer;
the other sentences go through the algorithm of Chu and Liu (1965), "On the shortest arborescence of
a directed graph", and Edmonds (1967), "Optimum branchings".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]
    Indexes = NDArray[np.int64]

_ROOT = 0


def best_trees(scores: Floats, lengths: Indexes) -> Indexes:
    """The tree of greatest score among those with one root, as heads, shape (S, L).

    `scores`, shape (S, L, L + 1), is that of each word having each head: 0 is the root and k + 1
    word k. `lengths`, shape (S,), counts the words of each sentence; what stands beyond them is
    ignored, and the heads there are -1. A score that is NaN or minus infinity is worse than any
    sum of others; the tree has as few such arcs as it can.
    """
    n_sentences, longest = scores.shape[:2]
    if not longest:
        return np.zeros((n_sentences, 0), np.int64)
    is_word: Bools = np.arange(longest)[None, :] < lengths[:, None]
    is_arc = _possible_arcs(is_word)
    open_scores: Floats = np.where(is_arc, scores, -np.inf)
    heads = _best_heads(open_scores, is_word)
    heads[~is_word] = -1
    is_odd: Bools = (is_arc & ~np.isfinite(open_scores)).max(axis=(1, 2))
    for sentence in np.flatnonzero(is_odd | ~reach_root(heads)).tolist():
        n = int(lengths[sentence])
        doubles = open_scores[sentence, :n, : n + 1].astype(np.float64)
        if is_odd[sentence]:
            _make_finite(doubles)
        heads[sentence, :n] = _single_root_tree(doubles)
    return heads


def reach_root(heads: Indexes) -> Bools:
    """Whether the root is above all words of a sentence, shape (S,).

    `heads`, shape (S, L), are as `best_trees` gives them. All words jump from head to head at once,
    twice as far each time.
    """
    n_sentences, longest = heads.shape
    above = np.zeros((n_sentences, longest + 1), np.int64)
    above[:, 1:] = np.maximum(heads, _ROOT)
    # places in one flat array: take is several times as fast as take_along_axis
    first = np.arange(n_sentences)[:, None] * (longest + 1)
    above += first
    flat = above.ravel()
    for _ in range(longest.bit_length()):
        flat = flat.take(flat)
    reached: Bools = (flat.reshape(above.shape) == first).all(axis=1)
    return reached


def _possible_arcs(is_word: Bools) -> Bools:
    """Which arcs a tree may have, shape (S, L, L + 1): from each word to any other or the root."""
    n_sentences, longest = is_word.shape
    is_head = np.ones((n_sentences, longest + 1), bool)
    is_head[:, 1:] = is_word
    is_arc = is_word[:, :, None] & is_head[:, None, :]
    words = np.arange(longest)
    is_arc[:, words, words + 1] = False
    return is_arc


def _best_heads(scores: Floats, is_word: Bools) -> Indexes:
    """Each word's best head, the root for one word; cycles are possible."""
    sentences = np.arange(len(scores))
    heads: Indexes = scores[:, :, 1:].argmax(axis=2)
    best = np.take_along_axis(scores[:, :, 1:], heads[:, :, None], axis=2)[:, :, 0]
    heads += 1
    # a lone word has no other head: then the gain is infinite, as it should be
    gains = np.where(is_word, scores[:, :, _ROOT], -np.inf).astype(np.float64)
    with np.errstate(invalid="ignore"):  # minus infinity both: no gain
        np.subtract(gains, best, out=gains, where=is_word)
    gains[np.isnan(gains)] = -np.inf
    heads[sentences, gains.argmax(axis=1)] = _ROOT
    return heads


def _make_finite(scores: Doubles) -> None:
    """Give all arcs of a sentence finite scores, in place; a word still cannot be its own head.

    One infinite score counts for more than all the finite ones of a tree can make up for.
    """
    n = len(scores)
    is_finite = np.isfinite(scores)
    far = (n + 1) * (1 + 2 * np.abs(scores[is_finite]).max(initial=0.0))
    np.nan_to_num(scores, copy=False, nan=-far, posinf=far, neginf=-far)
    scores[np.arange(n), np.arange(1, n + 1)] = -np.inf


def _single_root_tree(scores: Doubles) -> list[int]:
    """The best tree with one root, by way of the best tree with any number of them.

    When some constant is taken from all arcs of the root and the best tree has one root then, no
    other tree with one root is better. A constant greater than all differences of trees makes sure
    of that: Stanojević and Cohen (2021), "A root of a problem"; on why the constraint matters see
    Zmigrod, Vieira and Cotterell (2020), "Please mind the root". But with it all words must be
    contracted before the root is chosen; hence first the greatest constant that leaves the root to
    the word that gains most.
    """
    n = len(scores)
    if n == 1:
        return [_ROOT]
    gain = float((scores[:, _ROOT] - scores[:, 1:].max(axis=1)).max())
    heads = _best_tree(_less_rooted(scores, gain))
    if heads.count(_ROOT) > 1:
        greatest = float(np.abs(scores[np.isfinite(scores)]).max())
        heads = _best_tree(_less_rooted(scores, 1 + 2 * n * greatest))
    return heads


def _less_rooted(scores: Doubles, constant: float) -> Doubles:
    rooted = scores.copy()
    rooted[:, _ROOT] -= constant
    return rooted


class _Contraction(NamedTuple):
    """A cycle that became one node, which goes by the number of its first member."""

    members: list[int]
    heads: list[int]  # of the members, in the cycle
    entered: NDArray[np.int64]  # for each head, the index of the member that it would be head of


class _Graph:
    """Words on their way to a tree; the words of a contracted cycle are one node.

    Only the dependents of arcs are contracted, heads remain words: `owners` says which node a word
    is in. So a contraction rewrites one row of the scores, and a sentence of n words takes time of
    the order of n squared, as in Tarjan (1977), "Finding optimum branchings".
    """

    def __init__(self, scores: Doubles) -> None:
        self.scores = scores
        self.heads: list[int] = scores.argmax(axis=1).tolist()
        self.owners = list(range(len(scores)))
        self.words = [[word] for word in self.owners]
        self.contractions: list[_Contraction] = []

    def contract(self, cycle: list[int]) -> None:
        """Make a cycle one node, with the best head that any of its members may have instead."""
        node, heads = cycle[0], [self.heads[member] for member in cycle]
        gains = self.scores[cycle] - self.scores[cycle, heads][:, None]
        entered = gains.argmax(axis=0)
        row = gains[entered, np.arange(gains.shape[1])]
        self.contractions.append(_Contraction(cycle, heads, entered))
        for member in cycle[1:]:
            for word in self.words[member]:
                self.owners[word] = node
            self.words[node] += self.words[member]
        row[[word + 1 for word in self.words[node]]] = -np.inf
        self.scores[node] = row
        self.heads[node] = int(row.argmax())

    def expand(self) -> list[int]:
        """Heads of words: the cycles open, last ones first, where an arc comes in."""
        for members, heads, entered in reversed(self.contractions):
            head = self.heads[members[0]]
            for member, old in zip(members, heads, strict=True):
                self.heads[member] = old
            self.heads[members[entered[head]]] = head
        return self.heads


def _best_tree(scores: Doubles) -> list[int]:
    """The best tree with any number of roots, as heads; overwrites the scores, shape (n, n + 1)."""
    graph = _Graph(scores)
    settled = [False] * len(scores)
    for start in range(len(scores)):
        node: int | None = graph.owners[start]
        path: dict[int, int] = {}
        while node is not None and not settled[node]:
            if node in path:
                cycle = list(path)[path[node] :]
                for member in cycle:
                    del path[member]
                graph.contract(cycle)
            path[node] = len(path)
            head = graph.heads[node]
            node = None if head == _ROOT else graph.owners[head - 1]
        for passed in path:
            settled[passed] = True
    return graph.expand()
