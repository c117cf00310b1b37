from __future__ import annotations

import pytest

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.entity_columns import entity_columns
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab


def doc_of(*tokens: str) -> Doc:
    return Doc(Vocab(), tokens)


def test_entity_columns_of_iob2_tags():
    columns = entity_columns(["B-A-B", "I-A-B", "O", "-", "", "B-C"])
    assert columns["ent_type"] == ["A-B", "A-B", "", "", "", "C"]
    assert columns["ent_iob"] == [
        EntIob.BEGIN,
        EntIob.INSIDE,
        EntIob.OUTSIDE,
        EntIob.MISSING,
        EntIob.MISSING,
        EntIob.BEGIN,
    ]


def test_entities_round_trip_with_what_is_unknown():
    doc = doc_of(*"abcde")
    spans = [Span(doc, 3, 5, "Y", kb_id="Q1"), Span(doc, 0, 1, "X"), Span(doc, 1, 2, "X")]
    doc.set_ents(spans, default=EntIob.MISSING)
    assert [ent.key() for ent in doc.ents] == [
        *((0, 1, "X", ""), (1, 2, "X", ""), (3, 5, "Y", "Q1"))
    ]
    assert [token.ent_iob for token in doc] == ["B", "B", "", "B", "I"]
    doc.ents = ()
    assert [token.ent_iob for token in doc] == ["O"] * 5


@pytest.mark.parametrize(
    ("spans", "message"),
    [([(0, 2), (1, 3)], "overlap: .*0:2.* and .*1:3"), ([(1, 1)], "without tokens")],
)
def test_entities_that_cannot_be(spans: list[tuple[int, int]], message: str):
    doc = doc_of(*"abc")
    with pytest.raises(ValueError, match=message):
        doc.ents = [Span(doc, start, end, "X") for start, end in spans]
