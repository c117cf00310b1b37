"""From scores to trees: whatever is decoded together, each sentence gets its own best tree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import Model, NumpyOps

from nlptk.engine.layers.padding import Padding
from nlptk.plugins.components.parser import decode
from nlptk.plugins.components.parser.decode import decode_arcs, decode_labels
from nlptk.plugins.components.parser.model import ParserInput, parser_model
from nlptk.plugins.components.parser.trees import best_trees

N_IN, N_LABELS = 6, 4
lengths_of_sentences = st.lists(st.integers(1, 7), max_size=6)


def model_of(seed: int = 0) -> Model[Any, Any]:
    rng = np.random.default_rng(seed)
    ops = NumpyOps(use_blis=False)
    model = parser_model(N_IN, N_LABELS, arc_width=5, label_width=4, rng=rng, ops=ops)
    model.initialize()
    arcs = model.layers[1]  # all alike at first
    arcs.set_param("U", rng.standard_normal((5, 5)).astype(np.float32) * 4)
    arcs.set_param("u", rng.standard_normal(5).astype(np.float32))
    return model


def encoded_of(n: int, seed: int = 1) -> Any:
    return np.random.default_rng(seed).standard_normal((n, N_IN)).astype(np.float32)


def hidden_of(model: Model[Any, Any], encoded: Any) -> Any:
    return model.layers[0].predict((encoded, np.zeros(len(encoded), np.int64)))


def starts_of(lengths: list[int]) -> Any:
    starts = np.zeros(sum(lengths), bool)
    starts[np.cumsum([0, *lengths])[:-1]] = True
    return starts


def scores_of(model: Model[Any, Any], encoded: Any, heads: Any) -> Any:
    """What the whole model says of one sentence."""
    padding = Padding(np.array([len(encoded)]))
    return model.predict(ParserInput(encoded, padding, heads))


@given(lengths_of_sentences, st.integers(0, 20))
def test_each_sentence_gets_the_best_tree_of_its_scores(lengths: list[int], seed: int) -> None:
    model, encoded = model_of(), encoded_of(sum(lengths), seed)
    heads = decode_arcs(model, hidden_of(model, encoded), starts_of(lengths))
    start = 0
    for length in lengths:
        own = encoded[start : start + length]
        arcs = scores_of(model, own, np.zeros(length, np.int64)).arcs
        best = best_trees(arcs, np.array([length]))[0]
        tokens = np.arange(length)
        expected = np.where(best == 0, tokens, best - 1) + start
        assert heads[start : start + length].tolist() == expected.tolist()
        start += length


@given(lengths_of_sentences, st.integers(0, 20))
def test_trees_stay_in_their_sentence_and_have_one_root(lengths: list[int], seed: int) -> None:
    model, encoded = model_of(seed), encoded_of(sum(lengths))
    heads = decode_arcs(model, hidden_of(model, encoded), starts_of(lengths))
    start = 0
    for length in lengths:
        own = heads[start : start + length]
        assert ((own >= start) & (own < start + length)).all()
        assert np.count_nonzero(own == np.arange(start, start + length)) == 1
        start += length


@pytest.mark.parametrize("most_scores", [1, 30, 10**9])
def test_how_many_are_decoded_at_once_does_not_matter(
    most_scores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths = [5, 1, 3, 7, 3, 2, 1, 6]
    model, encoded = model_of(), encoded_of(sum(lengths))
    hidden, starts = hidden_of(model, encoded), starts_of(lengths)
    before = decode_arcs(model, hidden, starts)
    monkeypatch.setattr(decode, "_MOST_SCORES", most_scores)
    assert decode_arcs(model, hidden, starts).tolist() == before.tolist()


def test_labels_are_the_best_ones_for_the_heads_chosen() -> None:
    model, encoded = model_of(), encoded_of(6)
    heads = np.array([1, 1, 1, 3, 3, 2])
    rows = np.where(heads == np.arange(6), 0, heads + 1)
    expected = scores_of(model, encoded, rows).labels.argmax(axis=1)
    assert decode_labels(model, hidden_of(model, encoded), heads).tolist() == expected.tolist()


def test_no_tokens_have_no_arcs() -> None:
    model = model_of()
    hidden = hidden_of(model, encoded_of(0))
    heads = decode_arcs(model, hidden, np.zeros(0, bool))
    assert heads.tolist() == decode_labels(model, hidden, heads).tolist() == []
