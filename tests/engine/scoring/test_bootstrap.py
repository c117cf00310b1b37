from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scored import random_example

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.bootstrap import compare, intervals
from nlptk.engine.scoring.score import figures_of, score_examples

NAMES = ["tokens", "tags", "deps", "sents", "ents"]


def counts_of(seeds):
    return score_examples(map(random_example, seeds), NAMES, keep_counts=True).by_doc


def test_intervals_are_percentiles_of_documents_drawn_anew():
    by_doc = counts_of(range(12))
    found = intervals(by_doc, NAMES, np.random.default_rng(5), samples=50, confidence=90)
    rng = np.random.default_rng(5)
    drawn = []
    for _ in range(50):
        total = Counter()
        for doc in rng.integers(len(by_doc), size=len(by_doc)).tolist():
            total.update(by_doc[doc])
        drawn.append(figures_of(total, NAMES))
    for name in ("las", "ents_f", "tag_acc", "sent_f"):
        values = [figures[name] for figures in drawn if figures[name] is not None]
        low, high = np.percentile(values, [5, 95])
        assert (found[name].low, found[name].high) == (pytest.approx(low), pytest.approx(high))


def test_p_is_the_share_of_samples_in_which_the_better_one_is_not_better():
    first, second = counts_of(range(10)), counts_of(range(100, 110))
    found = compare(first, second, NAMES, np.random.default_rng(3), samples=40)["tag_acc"]
    sign = 1 if found.second >= found.first else -1
    rng = np.random.default_rng(3)
    worse = 0
    for _ in range(40):
        one, two = Counter(), Counter()
        for doc in rng.integers(10, size=10).tolist():
            one.update(first[doc])
            two.update(second[doc])
        before, after = (figures_of(total, ["tags"])["tag_acc"] for total in (one, two))
        worse += sign * (after - before) <= 0
    assert found.p == pytest.approx(worse / 40)


def test_what_kind_of_categories_there_are_does_not_change_with_the_sample():
    def example(gold, found):
        reference = Doc(Vocab(), ["a"])
        reference.cats = gold
        predicted = blank_copy(reference)
        predicted.cats = found
        return Example.from_reference(reference, predicted)

    found = {"A": 0.9, "B": 0.6}
    # one document in six says that categories are independent: many samples are without it
    examples = [example({"A": 1.0, "B": 1.0}, found)]
    examples += [example({"A": 1.0, "B": 0.0}, found)] * 5
    by_doc = score_examples(examples, ["cats"], keep_counts=True).by_doc
    one = intervals(by_doc, ["cats"], np.random.default_rng(0), samples=200)["cats_micro_r"]
    assert (one.figure, one.low, one.high) == (1, 1, 1)
    acc = intervals(by_doc, ["cats"], np.random.default_rng(0), samples=200)["cats_acc"]
    assert acc.high < 1


def test_no_documents_have_no_intervals():
    assert intervals([], NAMES, np.random.default_rng(0)) == {}
