"""Where trees say that sentences start, when nobody else does."""

from __future__ import annotations

from typing import Any

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.parser.segments import gold_starts


def starts(*heads_of: list[int], **columns: Any) -> list[int]:
    examples = []
    for heads in heads_of:
        doc = Doc(Vocab(), ["w"] * len(heads))
        doc.set_column("head", heads)
        for name, values in columns.items():
            doc.set_column(name, values)
        examples.append(Example.from_reference(doc))
    batch = Batch.of_examples(examples)
    return gold_starts(batch, batch.gold_heads()).tolist()


def test_no_sentence_starts_under_an_arc() -> None:
    assert starts([1, 1, 1]) == [1, -1, -1]


def test_sentences_start_between_trees() -> None:
    assert starts([1, 1, 3, 3], [0, 0]) == [1, -1, 1, -1, 1, -1]


def test_between_trees_that_are_not_all_known_nobody_can_tell() -> None:
    assert starts([1, 1, -1, 3]) == [0, -1, 0, 0]


def test_what_is_annotated_goes_first() -> None:
    assert starts([1, 1, 2, 2], sent_start=[1, -1, -1, -1]) == [1, -1, -1, -1]


def test_without_arcs_nothing_is_known() -> None:
    assert starts([-1, -1]) == [0, 0]
    assert starts([], [0]) == [1]
