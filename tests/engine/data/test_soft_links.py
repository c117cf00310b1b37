from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.conversion.multiwords import merge_multiwords
from nlptk.engine.data.columns import Multiword
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.data.layer_counts import count_layers
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import (
    COLUMN,
    is_soft,
    likeliest,
    parse,
    set_soft_links,
    soft_links,
    to_text,
)
from nlptk.engine.data.span import Span
from nlptk.engine.data.training_json import docs_to_json
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError

CHANCES = {"Q1": 0.75, "Q2": 0.25}
KEPT = st.dictionaries(st.text(max_size=5), st.floats(2**-40, 1), min_size=1, max_size=4)


def linked() -> Doc:
    doc = Doc(Vocab(), ["In", "New", "York", "Ada", "met", "Bob"])
    doc.ents = [Span(doc, 1, 3, "LOC", kb_id="Q1"), Span(doc, 5, 6, "PER", kb_id="Q9")]
    set_soft_links(doc, {(1, 3): CHANCES, (5, 6): {"Q9": 1.0, "Q8": 0.0}})
    return doc


def test_what_is_sure_is_no_soft_link() -> None:
    doc = linked()
    assert soft_links(doc) == {(1, 3): CHANCES}
    assert count_layers(doc)[Layer.LINKS] == 2
    assert count_layers(doc)[Layer.SOFT_LINKS] == 1


@pytest.mark.parametrize(
    ("chances", "soft", "best"),
    [
        ({"Q1": 1.0}, False, "Q1"),
        ({"Q1": 1.0, "Q2": 0.0}, False, "Q1"),
        ({"Q1": 0.0}, False, ""),
        ({}, False, ""),
        ({"Q1": 0.9}, True, "Q1"),
        ({"Q1": 0.3, "Q2": 0.7}, True, "Q2"),
        ({"Q1": 0.5, "Q2": 0.5}, True, ""),
    ],
)
def test_softness_and_the_likeliest(chances: dict[str, float], soft: bool, best: str) -> None:
    assert is_soft(chances) == soft
    assert likeliest(chances) == best


@given(KEPT)
def test_text_says_what_it_was_made_of(chances: dict[str, float]) -> None:
    assert parse(to_text(chances)) == chances


@pytest.mark.parametrize("text", ["[]", "{", '{"a": "b"}', '{"a": true}', '{"a": NaN}', "1.0"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no probabilities|Expecting"):
        parse(text)


def test_soft_links_go_where_their_tokens_go() -> None:
    doc = linked()
    assert soft_links(doc.slice(1, 4)) == {(0, 2): CHANCES}
    assert soft_links(Doc.from_docs([doc.slice(4, 6), doc])) == {(3, 5): CHANCES}
    assert Doc.from_bytes(Vocab(), doc.to_bytes()) == doc


def test_soft_links_are_of_the_entities_that_had_them() -> None:
    doc = linked()
    doc.ents = [*doc.ents, Span(doc, 3, 4, "PER")]
    assert soft_links(doc) == {(1, 3): CHANCES}
    doc.ents = [Span(doc, 1, 3, "LOC", kb_id="Q5")]
    assert soft_links(doc) == {}


def test_soft_links_stay_where_multiword_tokens_are_merged() -> None:
    doc = linked()
    doc.multiwords = [Multiword(1, 3, "NewYork")]
    (merged,) = merge_multiwords([doc])
    assert soft_links(merged) == {(1, 2): CHANCES}


def test_a_block_with_other_texts_is_damaged() -> None:
    doc = linked()
    doc.set_column(COLUMN, ["no JSON"] * len(doc))
    with pytest.raises(DataError, match="cannot be decoded"):
        Doc.from_bytes(Vocab(), doc.to_bytes())


def test_gold_of_a_document_knows_them_and_gives_them_on() -> None:
    doc = linked()
    gold = GoldParse.from_doc(Doc(Vocab(), ["In", "New", "York", "Ada", "met", "Bob"]), doc)
    assert gold.links == {(3, 11): CHANCES, (20, 23): {"Q9": 1.0}}
    again = GoldParse(gold.doc, entities=[(3, 11, "LOC")], links={(3, 11): CHANCES})
    assert soft_links(again.reference) == {(1, 3): CHANCES}
    (paragraph,) = docs_to_json(again.reference)["paragraphs"]
    token = paragraph["sentences"][0]["tokens"][1]
    assert (token["kb_id"], token["links"]) == ("Q1", CHANCES)
