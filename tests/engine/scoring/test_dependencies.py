from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scored import random_example

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.score import score_examples


def plain_scores(example):
    """Attachment and sentence scores as the CoNLL 2018 shared task defines them, word by word."""

    def words(doc):
        bounds = list(zip(doc.starts.tolist(), doc.ends.tolist(), strict=True))
        heads, deps = doc.column("head").tolist(), doc.texts("dep")
        return {
            bounds[i]: (bounds[heads[i]] if heads[i] != i else "root", deps[i])
            for i in range(len(doc))
        }

    def sentences(doc):
        return {(int(doc.starts[start]), int(doc.ends[end - 1])) for start, end in doc.sent_bounds}

    def f(right, found, gold):
        return 2 * right / (found + gold)

    gold, found = words(example.reference), words(example.predicted)
    common = gold.keys() & found.keys()
    attached = [word for word in common if gold[word][0] == found[word][0]]
    labelled = [word for word in attached if gold[word][1] == found[word][1]]
    universal = [
        word for word in attached
        if gold[word][1].split(":")[0] == found[word][1].split(":")[0]
    ]  # fmt: skip
    sides = sentences(example.reference), sentences(example.predicted)
    sizes = len(found), len(gold)
    return {
        "uas": f(len(attached), *sizes),
        "las": f(len(labelled), *sizes),
        "las_universal": f(len(universal), *sizes),
        "sent_f": f(len(sides[0] & sides[1]), len(sides[0]), len(sides[1])),
        "token_f": f(len(common), *sizes),
    }


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.booleans())
def test_scores_are_those_of_the_shared_task(seed, retokenized):
    example = random_example(seed, retokenized=retokenized)
    figures = score_examples([example], ["tokens", "deps", "sents"]).figures
    for name, value in plain_scores(example).items():
        assert figures[name] == pytest.approx(value), name


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=4))
def test_with_gold_tokens_scores_are_shares_of_words(seeds):
    examples = [random_example(seed) for seed in seeds]
    right = total = right_nopunct = total_nopunct = 0
    for example in examples:
        gold, found = (
            list(zip(doc.column("head").tolist(), doc.texts("dep"), strict=True))
            for doc in (example.reference, example.predicted)
        )
        for wanted, given_arc in zip(gold, found, strict=True):
            hit = wanted == given_arc
            right, total = right + hit, total + 1
            if wanted[1] != "punct":
                right_nopunct, total_nopunct = right_nopunct + hit, total_nopunct + 1
    figures = score_examples(examples, ["deps"]).figures
    assert figures["las"] == pytest.approx(right / total)
    if total_nopunct:
        assert figures["las_nopunct"] == pytest.approx(right_nopunct / total_nopunct)


def test_punctuation_is_left_out_by_the_gold_label():
    reference = Doc(Vocab(), ["a", "b", "!"])
    reference.set_column("head", [0, 0, 0])
    reference.set_column("dep", ["root", "obj", "punct"])
    predicted = blank_copy(reference)
    predicted.set_column("head", [0, 0, 1])
    predicted.set_column("dep", ["root", "obj", "punct"])
    figures = score_examples([Example.from_reference(reference, predicted)], ["deps"]).figures
    assert figures["uas"] == pytest.approx(2 / 3)
    assert figures["uas_nopunct"] == 1


def test_words_without_gold_head_are_not_judged():
    reference = Doc(Vocab(), ["a", "b", "c"])
    reference.set_column("head", [0, 0, -1])
    reference.set_column("dep", ["root", "obj", ""])
    predicted = blank_copy(reference)
    predicted.set_column("head", [0, 0, 0])
    predicted.set_column("dep", ["root", "obj", "obj"])
    figures = score_examples([Example.from_reference(reference, predicted)], ["deps"]).figures
    assert figures["las"] == 1


def test_nothing_annotated_has_no_scores():
    reference = Doc(Vocab(), ["a"])
    example = Example.from_reference(reference, blank_copy(reference))
    figures = score_examples([example], ["deps", "sents", "tags", "ents", "cats"]).figures
    assert set(figures.values()) == {None}


def test_labels_have_figures_of_their_own():
    reference = Doc(Vocab(), ["a", "b", "c"])
    reference.set_column("head", [0, 0, 0])
    reference.set_column("dep", ["root", "obj", "obj"])
    predicted = blank_copy(reference)
    predicted.set_column("head", [0, 0, 1])
    predicted.set_column("dep", ["root", "obj", "obj"])
    tables = score_examples([Example.from_reference(reference, predicted)], ["deps"]).tables
    counts = {"right": 1, "predicted": 2, "gold": 2}
    assert tables["las_per_type"]["obj"] == {"p": 0.5, "r": 0.5, "f": 0.5, **counts}
    assert tables["las_per_type"]["root"]["f"] == 1


def test_words_without_gold_label_count_for_heads_alone():
    reference = Doc(Vocab(), ["a", "b", "c"])
    reference.set_column("head", [0, 0, 0])
    predicted = blank_copy(reference)
    predicted.set_column("head", [0, 0, 1])
    predicted.set_column("dep", ["root", "obj", "obj"])
    example = Example.from_reference(reference, predicted)
    figures = score_examples([example], ["deps"]).figures
    assert figures["uas"] == pytest.approx(2 / 3)
    assert (figures["las"], figures["las_universal"], figures["las_nopunct"]) == (None, None, None)
    reference.set_column("dep", ["", "obj", ""])
    assert score_examples([example], ["deps"]).figures["las"] == 1


def plain_partial(example):
    """UAS and LAS where some gold words lack a head or a label, token by token."""
    gold, found = example.reference, example.predicted

    def bounds(doc):
        return list(zip(doc.starts.tolist(), doc.ends.tolist(), strict=True))

    gold_bounds, found_bounds = bounds(gold), bounds(found)
    gold_heads, found_heads = gold.column("head").tolist(), found.column("head").tolist()
    gold_deps, found_deps = gold.texts("dep"), found.texts("dep")
    heads = {i for i in range(len(gold)) if gold_heads[i] >= 0}
    labels = {i for i in heads if gold_deps[i]}

    def f(annotated, right):
        judged = [
            token
            for token, (start, end) in enumerate(found_bounds)
            if any(start < gold_bounds[i][1] and gold_bounds[i][0] < end for i in annotated)
        ]
        common = [token for token in judged if found_bounds[token] in gold_bounds]
        hits = sum(right(token, gold_bounds.index(found_bounds[token])) for token in common)
        return 2 * hits / (len(judged) + len(annotated)) if annotated else None

    def attached(token, word):
        if found_heads[token] == token or gold_heads[word] == word:
            return found_heads[token] == token and gold_heads[word] == word
        head = gold_heads[word]
        return head >= 0 and found_bounds[found_heads[token]] == gold_bounds[head]

    def labelled(token, word):
        return attached(token, word) and found_deps[token] == gold_deps[word] != ""

    return f(heads, attached), f(labels, labelled)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.booleans(), st.data())
def test_what_nobody_annotated_is_not_judged(seed, retokenized, data):
    example = random_example(seed, retokenized=retokenized)
    reference = example.reference
    n = len(reference)
    mask = st.lists(st.booleans(), min_size=n, max_size=n)
    heads, deps = reference.column("head").tolist(), reference.texts("dep")
    reference.set_column(
        "head", [head if on else -1 for head, on in zip(heads, data.draw(mask), strict=True)]
    )
    reference.set_column(
        "dep", [dep if on else "" for dep, on in zip(deps, data.draw(mask), strict=True)]
    )
    fresh = Example.from_reference(reference, example.predicted)
    figures = score_examples([fresh], ["deps"]).figures
    for name, value in zip(("uas", "las"), plain_partial(fresh), strict=True):
        assert figures[name] == (None if value is None else pytest.approx(value)), name
