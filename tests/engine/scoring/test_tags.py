from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scored import random_example

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.score import score_examples


@pytest.mark.parametrize(
    ("name", "column", "figure"),
    [
        ("tags", "tag", "tag_acc"),
        ("pos", "pos", "pos_acc"),
        ("morphs", "morph", "morph_acc"),
        ("lemmas", "lemma", "lemma_acc"),
    ],
)
def test_accuracy_is_of_annotated_words(name, column, figure):
    reference = Doc(Vocab(), ["a", "b", "c", "d"])
    reference.set_column(column, ["X", "Y", "", "Y"])
    predicted = blank_copy(reference)
    predicted.set_column(column, ["X", "X", "Z", ""])
    scores = score_examples([Example.from_reference(reference, predicted)], [name])
    assert scores.figures == {figure: pytest.approx(1 / 3)}
    assert scores.tables[f"{name}_confusion"] == [("Y", "", 1), ("Y", "X", 1)]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9), st.booleans())
def test_tag_accuracy_is_that_of_words_found_by_their_characters(seed, retokenized):
    example = random_example(seed, retokenized=retokenized)
    gold, found = (
        {
            (start, end): tag
            for start, end, tag in zip(
                doc.starts.tolist(), doc.ends.tolist(), doc.texts("tag"), strict=True
            )
        }
        for doc in (example.reference, example.predicted)
    )
    right = sum(found.get(bounds) == tag for bounds, tag in gold.items())
    figures = score_examples([example], ["tags"]).figures
    assert figures["tag_acc"] == pytest.approx(right / len(gold))
