from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scored import random_example

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.score import score_examples


def figures_of(reference, predicted):
    return score_examples([Example.from_reference(reference, predicted)], ["sents"]).figures


def sentenced(marks):
    doc = Doc(Vocab(), [f"w{i}" for i in range(len(marks))])
    doc.set_column("sent_start", marks)
    return doc


def found_in(reference, marks):
    predicted = blank_copy(reference)
    predicted.set_column("sent_start", marks)
    return predicted


def test_sentences_need_not_begin_with_a_word_of_both_sides():
    reference = Doc(Vocab(), ["Do", "n't", "go", "Stop"], [False, True, True, False])
    reference.set_column("sent_start", [1, -1, -1, 1])
    predicted = Doc(Vocab(), ["Don't", "go", "Stop"])
    predicted.set_column("sent_start", [1, -1, 1])
    assert set(figures_of(reference, predicted).values()) == {1.0}


def test_a_document_without_predicted_sentences_is_one_sentence():
    reference = sentenced([1, -1, 1, -1])
    figures = figures_of(reference, blank_copy(reference))
    assert (figures["sent_p"], figures["sent_r"]) == (0, 0)
    assert (figures["sent_start_p"], figures["sent_start_r"]) == (1, 0.5)


def test_unknown_starts_are_neither_right_nor_wrong():
    reference = sentenced([1, -1, 1, 0, 0, 1, -1])
    figures = figures_of(reference, found_in(reference, [1, -1, 1, 1, -1, 1, -1]))
    assert set(figures.values()) == {1.0}


@settings(max_examples=100, deadline=None)
@given(st.data(), st.integers(1, 10))
def test_sentences_with_unknown_words_are_left_out(data, n):
    marks = [1, *data.draw(st.lists(st.sampled_from([1, 0, -1]), min_size=n - 1, max_size=n - 1))]
    found = [1, *data.draw(st.lists(st.sampled_from([1, -1]), min_size=n - 1, max_size=n - 1))]
    reference = sentenced(marks)
    predicted = found_in(reference, found)

    def known(doc):
        return {
            (start, end)
            for start, end in doc.sent_bounds
            if 0 not in marks[start : end + 1]
        }  # fmt: skip

    gold, given_spans = known(reference), known(predicted)
    figures = figures_of(reference, predicted)
    if not gold and not given_spans:
        assert figures["sent_f"] is None
        return
    right = 2 * len(gold & given_spans)
    assert figures["sent_f"] == pytest.approx(right / (len(gold) + len(given_spans)))


@given(st.integers(0, 10**9))
def test_gold_sentences_are_perfect(seed):
    reference = random_example(seed).reference
    assert set(figures_of(reference, reference).values()) == {1.0}
