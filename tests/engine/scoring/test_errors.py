from __future__ import annotations

import json

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.errors import worst_sentences


def pair(words, **columns):
    """A gold and a predicted document, each column given as (gold values, predicted values)."""
    reference = Doc(Vocab(), words)
    predicted = blank_copy(reference)
    for name, (gold, found) in columns.items():
        reference.set_column(name, gold)
        predicted.set_column(name, found)
    return reference, predicted


def test_heads_of_the_same_form_are_told_apart():
    reference, predicted = pair(["a", "b", "a", "c"], head=([1, 1, 1, 0], [1, 1, 1, 2]))
    (one,) = worst_sentences([Example.from_reference(reference, predicted)], 1)
    assert one.wrong == 1
    assert one.rows[3] == ("c", "a 1", "a 3")
    assert one.rows[1] == ("b", "ROOT", "ROOT")


def test_what_nobody_annotated_is_not_wrong():
    reference, predicted = pair(["a", "b", "c"], tag=(["X", "", "X"], ["X", "Y", "X"]))
    reference.set_ents([Span(reference, 0, 1, "PER")], default=EntIob.MISSING)
    predicted.set_ents([Span(predicted, 0, 1, "PER"), Span(predicted, 2, 3, "PER")])
    assert worst_sentences([Example.from_reference(reference, predicted)], 1) == []


def test_words_that_are_no_tokens_have_no_prediction():
    reference = Doc(Vocab(), ["Do", "n't", "go"], [False, True, False])
    reference.set_column("lemma", ["do", "not", "go"])
    predicted = Doc(Vocab(), ["Don't", "go"])
    predicted.set_column("lemma", ["don't", "go"])
    (one,) = worst_sentences([Example.from_reference(reference, predicted)], 5)
    assert (one.wrong, one.columns) == (2, ("lemma",))
    assert one.rows == (("Do", "do", ""), ("n't", "not", ""), ("go", "go", "go"))


def test_the_worst_come_first_and_are_plain_data():
    tags = (["X"] * 5, ["Y", "X", "Y", "Y", "X"])
    reference, predicted = pair(["a", "b", "c", "d", "e"], tag=tags)
    reference.set_column("sent_start", [1, -1, 1, -1, 1])
    worst = worst_sentences([Example.from_reference(reference, predicted)], 5)
    assert [(one.text, one.wrong) for one in worst] == [("c d", 2), ("a b", 1)]
    assert json.loads(json.dumps(worst[0].to_dict()))["rows"] == [["c", "X", "Y"], ["d", "X", "Y"]]
