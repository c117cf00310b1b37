"""Offsets that take in whitespace or end behind the text are brought to their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.data.trimming import TrimmedEntity, trim_entities
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError

TEXT = "Lima  is far"


def test_whitespace_around_an_entity_is_left_out() -> None:
    entities, trimmed = trim_entities(TEXT, [(0, 5, "LOC"), (5, 8, "X", "Q1"), (9, 13, "Y")])
    assert entities == [(0, 4, "LOC"), (6, 8, "X", "Q1"), (9, 12, "Y")]
    assert trimmed[1] == TrimmedEntity(1, (5, 8), 6, 8, "X")
    assert [one.given for one in trimmed] == [(0, 5), (5, 8), (9, 13)]


@pytest.mark.parametrize(
    "entity",
    [(0, 4, "LOC"), (4, 6, "X"), (9, 14, "X"), (-1, 4, "X"), (5, 3, "X"), "B-LOC", None, (1,)],
)
def test_what_is_right_or_cannot_be_is_left_alone(entity: object) -> None:
    assert trim_entities(TEXT, [entity]) == ([entity], [])


@given(st.text("ab \n", max_size=8), st.integers(0, 8), st.integers(0, 9))
def test_what_is_trimmed_means_the_same_words(text: str, start: int, end: int) -> None:
    ((new_start, new_end, _),), trimmed = trim_entities(text, [(start, end, "X")])
    if trimmed:
        assert text[new_start:new_end] == text[start:end].strip() != ""
    else:
        assert (new_start, new_end) == (start, end)


def test_a_gold_parse_learns_what_is_meant_and_says_what_was_off() -> None:
    doc = Doc(Vocab(), ["Android", "Pay", "expands", "to", "Canada"])
    gold = GoldParse(doc, entities=[(0, 11, "PRODUCT"), (23, 30, "GPE")])
    assert gold.ner == ["B-PRODUCT", "L-PRODUCT", "O", "O", "U-GPE"]
    assert [one.index for one in gold.trimmed] == [1]
    assert not gold.misaligned
    with pytest.raises(DataError, match=r"entities\[0\]"):
        GoldParse(doc, entities=[(23, 31, "GPE")])
