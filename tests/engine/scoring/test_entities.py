from __future__ import annotations

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scored import random_example

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.score import score_examples

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from seqeval.metrics import f1_score, precision_score, recall_score


def iob2(doc):
    tags = ["O"] * len(doc)
    for ent in doc.ents:
        tags[ent.start : ent.end] = [f"I-{ent.label}"] * (ent.end - ent.start)
        tags[ent.start] = f"B-{ent.label}"
    return tags


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=4))
def test_scores_are_those_of_seqeval(seeds):
    examples = [random_example(seed) for seed in seeds]
    figures = score_examples(examples, ["ents"]).figures
    gold = [iob2(example.reference) for example in examples]
    found = [iob2(example.predicted) for example in examples]
    if not any(tag != "O" for tags in gold + found for tag in tags):
        assert figures["ents_f"] is None
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, metric in (
            ("ents_p", precision_score), ("ents_r", recall_score), ("ents_f", f1_score),
        ):  # fmt: skip
            assert figures[name] == pytest.approx(metric(gold, found, zero_division=0)), name


def example_of(gold, found, *, unknown=()):
    reference = Doc(Vocab(), ["a", "b", "c", "d"])
    reference.set_ents([Span(reference, *span) for span in gold])
    iob = reference.column("ent_iob").copy()
    iob[list(unknown)] = EntIob.MISSING
    reference.set_column("ent_iob", iob)
    predicted = blank_copy(reference)
    predicted.set_ents([Span(predicted, *span) for span in found])
    return Example.from_reference(reference, predicted)


def test_predictions_on_what_nobody_annotated_do_not_count():
    example = example_of([(0, 1, "PER")], [(0, 1, "PER"), (3, 4, "LOC")], unknown=[3])
    assert score_examples([example], ["ents"]).figures["ents_p"] == 1


def test_bounds_types_and_overlaps_are_told_apart():
    example = example_of([(0, 1, "PER"), (2, 4, "LOC")], [(0, 1, "LOC"), (3, 4, "LOC")])
    scores = score_examples([example], ["ents"])
    assert scores.figures["ents_f"] == 0
    assert scores.figures["ents_unlabelled_f"] == 0.5
    assert scores.figures["ents_partial_f"] == 1
    assert scores.tables["ents_confusion"] == [("PER", "LOC", 1)]


def test_entities_that_are_not_made_of_tokens_are_counted():
    reference = Doc(Vocab(), ["ab", "c"])
    reference.set_ents([Span(reference, 0, 1, "PER")])
    predicted = Doc(Vocab(), ["abc"])
    predicted = Doc.from_offsets(
        reference.vocab, reference.text, reference.starts[:1], reference.ends[1:]
    )
    predicted.set_ents([])
    scores = score_examples([Example.from_reference(reference, predicted)], ["ents"])
    assert scores.tables["ents_misaligned"] == 1
    assert scores.figures["ents_f_strict"] == 0 or scores.figures["ents_f_strict"] is None


def test_types_have_figures_of_their_own():
    example = example_of([(0, 1, "PER"), (2, 3, "LOC")], [(0, 1, "PER")])
    table = score_examples([example], ["ents"]).tables["ents_per_type"]
    assert table["PER"] == {"p": 1, "r": 1, "f": 1, "right": 1, "predicted": 1, "gold": 1}
    assert table["LOC"]["r"] == 0
