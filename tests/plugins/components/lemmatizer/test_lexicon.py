"""Counting pairs of form and lemma: frequent trees, and the forms that they do not fit."""

from __future__ import annotations

from nlptk.plugins.components.lemmatizer.edit_trees import EditTree
from nlptk.plugins.components.lemmatizer.lexicon import PairCounts


def counted(*pairs):
    counts = PairCounts()
    counts.add(pairs)
    return counts


def label(form, lemma):
    return EditTree.between(form, lemma).label


def test_frequent_labels_are_those_of_enough_tokens_most_frequent_first():
    counts = counted(("walks", "walk"), ("cat", "cat"), ("The", "the"), ("went", "go"))
    counts.add([("dogs", "dog"), ("the", "the")])
    assert counts.frequent_labels(2) == [label("cat", "cat"), label("walks", "walk")]
    assert counts.frequent_labels(1)[-1] == label("went", "go")
    assert counts.frequent_labels(7) == []


def test_labels_do_not_depend_on_the_order_of_the_pairs():
    pairs = [("walks", "walk"), ("walked", "walk"), ("went", "go"), ("saw", "see")]
    assert counted(*pairs).frequent_labels(1) == counted(*pairs[::-1]).frequent_labels(1)


def test_exceptions_are_forms_whose_usual_lemma_no_tree_makes():
    counts = counted(("went", "go"), ("cats", "cat"), *[("saw", "see")] * 2, ("saw", "saw"))
    labels = {label("cats", "cat"), label("saw", "saw")}
    assert counts.exceptions(labels) == {"went": "go", "saw": "see"}
    assert counts.exceptions({*labels, label("saw", "see")}) == {"went": "go"}


def test_of_equally_frequent_lemmas_the_same_one_wins_in_any_order():
    pairs = [("saw", "see"), ("saw", "sow")]
    assert counted(*pairs).exceptions(()) == counted(*pairs[::-1]).exceptions(()) == {"saw": "sow"}
