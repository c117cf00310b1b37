from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scored import random_example
from tiny_corpus import tiny_docs

from nlptk.engine.data.example import Example
from nlptk.engine.errors import UsageError
from nlptk.engine.scoring.bootstrap import compare, intervals
from nlptk.engine.scoring.errors import worst_sentences
from nlptk.engine.scoring.report import Scores
from nlptk.engine.scoring.score import SCORERS, score_examples

ALL = list(SCORERS)


def test_gold_against_gold_is_perfect():
    examples = [Example.from_reference(doc, doc) for doc in tiny_docs()]
    figures = score_examples(examples, ALL).figures
    assert {value for value in figures.values() if value is not None} == {1.0}
    assert all(figures[name] == 1 for name in ("las", "tag_acc", "ents_f", "cats_score", "sent_f"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
def test_scores_lie_between_0_and_1(seeds):
    examples = [random_example(seed, retokenized=seed % 2 == 0) for seed in seeds]
    for name, value in score_examples(examples, ALL).figures.items():
        assert value is None or 0 <= value <= 1, name


def test_tags_that_are_confused_are_counted_and_a_word_that_is_no_token_is_wrong():
    example = random_example(11, retokenized=True)
    scores = score_examples([example], ["tags"])
    aligned = int((example.gold.alignment.b2a_single >= 0).sum())
    assert scores.figures["tag_acc"] <= aligned / len(example.reference)
    confused = scores.tables["tags_confusion"]
    assert all(gold != found for gold, found, _ in confused)


def test_an_unknown_scorer_is_an_error():
    with pytest.raises(UsageError, match="no scorer 'bleu'"):
        score_examples([], ["bleu"])


def test_the_main_score_is_a_mean_of_what_there_is():
    scores = Scores({"las": 0.5, "uas": 1.0, "ents_f": None})
    assert scores.main_score({"las": 1.0, "uas": 1.0, "ents_f": 5.0}) == 0.75
    assert scores.main_score({"ents_f": 1.0}) == 0


def by_doc(seeds):
    examples = [random_example(seed) for seed in seeds]
    return score_examples(examples, ["deps", "ents"], keep_counts=True)


def test_intervals_hold_the_figure_and_depend_on_the_seed_alone():
    scores = by_doc(range(40))
    names = ["deps", "ents"]
    found = intervals(scores.by_doc, names, np.random.default_rng(0), samples=200)
    again = intervals(scores.by_doc, names, np.random.default_rng(0), samples=200)
    assert found == again
    for name, one in found.items():
        assert one.figure == scores.figures[name]
        assert one.low <= one.figure <= one.high
        assert one.low < one.high


def test_a_pipeline_does_not_differ_from_itself_and_differs_from_a_perfect_one():
    scores = by_doc(range(40))
    perfect = [
        Example.from_reference(random_example(seed).reference, random_example(seed).reference)
        for seed in range(40)
    ]
    best = score_examples(perfect, ["deps", "ents"], keep_counts=True)
    rng = np.random.default_rng(0)
    same = compare(scores.by_doc, scores.by_doc, ["deps"], rng, samples=100)["las"]
    assert (same.difference, same.p) == (0, 1)
    other = compare(scores.by_doc, best.by_doc, ["deps"], rng, samples=100)["las"]
    assert other.difference > 0
    assert other.p < 0.01
    with pytest.raises(ValueError, match="40 documents and 1"):
        compare(scores.by_doc, best.by_doc[:1], ["deps"], rng)


def test_the_worst_sentences_come_first():
    docs = tiny_docs(2)
    wrong = tiny_docs(2)
    wrong[1].set_column("tag", ["X"] * 9)
    wrong[0].set_column("tag", ["NN", "X", *["NN", "VB", "."] * 2, "."][:9])
    examples = [Example.from_reference(a, b) for a, b in zip(docs, wrong, strict=True)]
    worst = worst_sentences(examples, 2)
    assert [one.wrong for one in worst] == sorted((one.wrong for one in worst), reverse=True)
    assert worst[0].wrong == 3
    assert ("tag" in worst[0].columns, len(worst[0].rows)) == (True, 3)
    perfect = [Example.from_reference(doc, doc) for doc in docs]
    assert worst_sentences(perfect, 5) == []
