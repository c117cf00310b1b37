from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.score import score_examples


def example_of(gold, found):
    reference = Doc(Vocab(), ["a"])
    reference.cats = gold
    predicted = blank_copy(reference)
    predicted.cats = found
    return Example.from_reference(reference, predicted)


def test_the_most_probable_of_exclusive_categories_is_predicted():
    examples = [
        example_of({"A": 1.0, "B": 0.0}, {"A": 0.4, "B": 0.3}),
        example_of({"A": 0.0, "B": 1.0}, {"A": 0.4, "B": 0.3}),
    ]
    figures = score_examples(examples, ["cats"]).figures
    assert figures["cats_acc"] == 0.5
    assert figures["cats_f_A"] == pytest.approx(2 / 3)
    assert figures["cats_f_B"] == 0
    assert figures["cats_score"] == figures["cats_macro_f"] == pytest.approx(1 / 3)


def test_all_categories_from_the_threshold_on_are_predicted_otherwise():
    examples = [
        example_of({"A": 1.0, "B": 1.0}, {"A": 0.9, "B": 0.6}),
        example_of({"A": 0.0, "B": 0.0}, {"A": 0.6, "B": 0.1}),
    ]
    scores = score_examples(examples, ["cats"])
    assert scores.figures["cats_micro_p"] == pytest.approx(2 / 3)
    assert scores.figures["cats_micro_r"] == 1
    assert scores.figures["cats_score"] == scores.figures["cats_macro_auc"] == 1


def test_an_independent_category_that_nobody_annotated_is_not_judged():
    examples = [
        example_of({"A": 1.0}, {"A": 0.9, "B": 0.8, "C": 0.7}),
        example_of({"A": 1.0, "C": 1.0}, {"A": 0.9, "B": 0.8, "C": 0.7}),
    ]
    scores = score_examples(examples, ["cats"])
    assert set(scores.tables["cats_per_type"]) == {"A", "C"}
    assert scores.figures["cats_micro_f"] == scores.figures["cats_acc"] == 1


def test_of_exclusive_categories_those_that_gold_does_not_list_do_not_hold():
    found = {"A": 0.9, "B": 0.1}
    examples = [example_of({label: 1.0}, found) for label in "ABAB"]
    figures = score_examples(examples, ["cats"]).figures
    assert figures["cats_acc"] == 0.5
    assert figures["cats_macro_auc"] == 0.5
    assert (figures["cats_f_A"], figures["cats_f_B"]) == (pytest.approx(2 / 3), 0)


probabilities = st.lists(st.integers(0, 9), min_size=3, max_size=3)


@given(st.lists(st.tuples(st.sampled_from("ABC"), probabilities), min_size=1, max_size=12))
def test_exclusive_scores_do_not_depend_on_whether_gold_lists_what_does_not_hold(texts):
    listed, brief = [], []
    for label, scores in texts:
        found = dict(zip("ABC", (score / 9 for score in scores), strict=True))
        brief.append(example_of({label: 1.0}, found))
        listed.append(example_of({**dict.fromkeys("ABC", 0.0), label: 1.0}, found))
    figures = score_examples(listed, ["cats"]).figures
    assert figures == score_examples(brief, ["cats"]).figures
    best = [max("ABC", key=lambda one, s=scores: s["ABC".index(one)]) for _, scores in texts]
    right = [label == one for (label, _), one in zip(texts, best, strict=True)]
    assert figures["cats_acc"] == pytest.approx(sum(right) / len(texts))


def test_a_category_that_the_pipeline_does_not_know_is_missed():
    known = {"A": 0.9, "B": 0.1}
    examples = [
        example_of({"A": 1.0, "B": 0.0, "NEW": 0.0}, known),
        example_of({"A": 0.0, "B": 0.0, "NEW": 1.0}, known),
    ]
    scores = score_examples(examples, ["cats"])
    assert scores.figures["cats_acc"] == 0.5
    assert scores.tables["cats_per_type"]["NEW"]["r"] == 0
    assert scores.tables["cats_confusion"] == [("NEW", "A", 1)]


def test_a_document_without_prediction_is_wrong():
    figures = score_examples([example_of({"A": 1.0}, {})], ["cats"]).figures
    assert (figures["cats_acc"], figures["cats_micro_f"]) == (0, 0)


def test_gold_probabilities_that_sum_to_1_are_of_exclusive_categories():
    examples = [example_of({"A": 0.4, "B": 0.35, "C": 0.25}, {"A": 0.6, "B": 0.3, "C": 0.1})]
    figures = score_examples(examples, ["cats"]).figures
    assert (figures["cats_acc"], figures["cats_score"]) == (1, 1)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=1, max_size=25))
def test_auc_is_the_share_of_pairs_in_the_right_order(pairs):
    examples = [
        example_of({"A": float(yes), "B": 1.0, "C": 1.0}, {"A": score / 20, "B": 1.0, "C": 1.0})
        for yes, score in pairs
    ]
    auc = score_examples(examples, ["cats"]).tables["cats_per_type"]["A"]["auc"]
    yes = [score for is_yes, score in pairs if is_yes]
    no = [score for is_yes, score in pairs if not is_yes]
    if not yes or not no:
        assert auc is None
        return
    right = sum((a > b) + (a == b) / 2 for a in yes for b in no)
    assert auc == pytest.approx(right / (len(yes) * len(no)))
