"""Where the parser lets sentences start."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.parser.segments import sentence_starts


def doc_of(n: int, starts: tuple[int, ...] = ()) -> Doc:
    doc = Doc(Vocab(), ["a"] * n)
    if starts:
        doc.set_column("sent_start", [1 if i in starts else -1 for i in range(n)])
    return doc


def scores_of(margins: list[float]) -> Any:
    """Scores whose differences are these."""
    going = np.random.default_rng(0).standard_normal(len(margins))
    return np.stack([going, going + margins], axis=1).astype(np.float32)


def starts_of(docs: list[Doc], margins: list[float] | None, **more: float) -> list[int]:
    scores = None if margins is None else scores_of(margins)
    return np.flatnonzero(sentence_starts(Batch.of_docs(docs), scores, **more)).tolist()


def test_sentences_start_where_the_score_says_and_with_each_document() -> None:
    margins = [-3, 1, -1, -2, -1, 2]
    assert starts_of([doc_of(3), doc_of(0), doc_of(3)], margins) == [0, 1, 3, 5]


@pytest.mark.parametrize(("bias", "starts"), [(0.0, [0, 1]), (1.5, [0, 1, 2]), (-2.0, [0])])
def test_a_bias_is_added_to_the_score_of_starting(bias: float, starts: list[int]) -> None:
    assert starts_of([doc_of(4)], [-9, 1, -1, -4], bias=bias) == starts


def test_without_scores_a_document_is_one_sentence() -> None:
    assert starts_of([doc_of(3), doc_of(2)], None) == [0, 3]


@pytest.mark.parametrize("margins", [None, [5.0] * 7])
def test_sentences_that_are_set_stay(margins: list[float] | None) -> None:
    found = starts_of([doc_of(4, (0, 2)), doc_of(3)], margins)
    assert [start for start in found if start < 4] == [0, 2]


def test_no_tokens_have_no_sentences() -> None:
    assert starts_of([], []) == starts_of([doc_of(0)], []) == starts_of([doc_of(0)], None) == []


@given(st.integers(401, 2500), st.integers(0, 20))
def test_long_sentences_are_cut(n: int, seed: int) -> None:
    margins = -np.random.default_rng(seed).random(n) - 0.1
    starts = starts_of([doc_of(n)], margins.tolist())
    lengths = np.diff([*starts, n])
    assert lengths.max() <= 400
    assert lengths.min() >= 100
    assert starts[0] == 0


def test_a_long_sentence_is_cut_where_a_start_is_likeliest() -> None:
    margins = np.full(600, -5.0)
    margins[333] = -0.5
    margins[20] = -0.1  # too near the end to be worth a cut
    assert starts_of([doc_of(600)], margins.tolist()) == [0, 333]


def test_long_sentences_that_are_set_are_not_cut() -> None:
    assert starts_of([doc_of(900, (0, 700))], [-1.0] * 900) == [0, 700]
