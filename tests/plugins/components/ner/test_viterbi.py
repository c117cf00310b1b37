"""The decoder against all sequences there are, and what holds for every sequence it gives."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlptk.plugins.components.ner.scheme import (
    BEGIN,
    IN,
    LAST,
    OUTSIDE,
    PARTS,
    UNIT,
    n_classes,
)
from nlptk.plugins.components.ner.viterbi import decode, surely_outside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Scores = NDArray[np.float32]


def makes_sense(classes: Sequence[int]) -> bool:
    """Whether classes are entities from B to L of one label, U, and O: read from left to right."""
    going = None
    for one in classes:
        label, part = divmod(one - 1, PARTS) if one != OUTSIDE else (None, None)
        if (part in (IN, LAST)) != (going is not None):
            return False
        if going is not None and label != going:
            return False
        going = label if part in (BEGIN, IN) else None
    return going is None


@cache
def all_sequences(length: int, n_labels: int) -> NDArray[np.int64]:
    """Every sequence of that length that makes sense, shape (sequences, length)."""
    every = product(range(n_classes(n_labels)), repeat=length)
    found = [one for one in every if makes_sense(one)]
    return np.array(found, np.int64).reshape((len(found), length))


def total(scores: Scores, classes: NDArray[np.int64]) -> float:
    return float(scores[np.arange(len(classes)), classes].astype(np.float64).sum())


def best_total(scores: Scores) -> float:
    sequences = all_sequences(len(scores), (scores.shape[1] - 1) // PARTS)
    rows = np.arange(len(scores))
    return float(scores.astype(np.float64)[rows, sequences].sum(axis=1).max())


def pieces(values: NDArray[np.int64], lengths: Sequence[int]) -> list[NDArray[np.int64]]:
    return np.split(values, np.cumsum(lengths)[:-1]) if lengths else []


rough = st.integers(-3, 3).map(float)  # many ties
fine = st.floats(-8, 8, width=32)


@st.composite
def batches(draw, *, longest=4, most_labels=2, values=None):
    """Scores of a few sequences and their lengths."""
    n_labels = draw(st.integers(0, most_labels))
    lengths = draw(st.lists(st.integers(0, longest), max_size=4))
    elements = draw(st.sampled_from([rough, fine])) if values is None else values
    shape = (sum(lengths), n_classes(n_labels))
    return draw(arrays(np.float32, shape, elements=elements)), lengths


@given(batches())
@settings(max_examples=100, deadline=None)
def test_the_sum_of_scores_is_the_largest_there_is(batch):
    scores, lengths = batch
    found = decode(scores, np.array(lengths, np.int64))
    bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(int)
    for start, end in pairwise(bounds.tolist()):
        own = scores[start:end]
        assert total(own, found[start:end]) == pytest.approx(best_total(own), abs=1e-4)


@given(batches(longest=12, most_labels=4))
@settings(max_examples=100, deadline=None)
def test_what_is_found_always_makes_sense(batch):
    scores, lengths = batch
    found = decode(scores, np.array(lengths, np.int64))
    assert found.shape == (sum(lengths),)
    assert all(makes_sense(one.tolist()) for one in pieces(found, lengths))


@given(batches(longest=10, most_labels=3, values=fine))
@settings(max_examples=100, deadline=None)
def test_a_sequence_is_decoded_alike_alone_and_with_others(batch):
    scores, lengths = batch
    found = decode(scores, np.array(lengths, np.int64))
    for own, classes in zip(
        np.split(scores, np.cumsum(lengths)[:-1]) if lengths else [],
        pieces(found, lengths),
        strict=True,
    ):
        assert total(own, decode(own, np.array([len(own)]))) == pytest.approx(
            total(own, classes), abs=1e-4
        )


@given(batches(most_labels=2))
@settings(max_examples=100, deadline=None)
def test_what_is_surely_outside_is_so_in_every_best_sequence(batch):
    scores, _ = batch
    scores = scores[:5]
    sequences = all_sequences(len(scores), (scores.shape[1] - 1) // PARTS)
    totals = scores.astype(np.float64)[np.arange(len(scores)), sequences].sum(axis=1)
    best = sequences[totals == totals.max()]
    assert (best[:, surely_outside(scores)] == OUTSIDE).all()


def test_clear_scores_of_no_entity_are_surely_outside():
    scores = np.zeros((5, n_classes(3)), np.float32)
    scores[:, OUTSIDE] = [9, 9, -9, 9, 9]
    assert surely_outside(scores).tolist() == [True, True, False, True, True]


def test_an_entity_that_no_tag_alone_would_give_is_found():
    scores = np.full((3, n_classes(1)), -5, np.float32)
    scores[:, OUTSIDE] = 1
    for row, part in enumerate((BEGIN, IN, LAST)):
        scores[row, 1 + part] = 0.9
    scores[1, OUTSIDE] = -1  # O at either side would leave it without a beginning or an end
    assert decode(scores, np.array([3])).tolist() == [1 + BEGIN, 1 + IN, 1 + LAST]


def test_no_entity_crosses_from_one_sequence_to_the_next():
    scores = np.full((2, n_classes(1)), -5, np.float32)
    scores[0, 1 + BEGIN] = scores[1, 1 + LAST] = 5
    scores[:, 1 + UNIT] = 0
    assert decode(scores, np.array([2])).tolist() == [1 + BEGIN, 1 + LAST]
    assert decode(scores, np.array([1, 1])).tolist() == [1 + UNIT, 1 + UNIT]


def test_long_sequences_lose_no_precision():
    """Sums of so many large scores would swallow the small differences that decide here."""
    n = 20_000
    scores = np.zeros((n, n_classes(1)), np.float32)
    scores[:, OUTSIDE] = 1000
    scores[:, 1 + UNIT] = 1000 + 1 / 256
    found = decode(scores, np.array([n]))
    assert (found == 1 + UNIT).all()
