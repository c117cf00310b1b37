from __future__ import annotations

import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.entity_annotations import read_links, set_entities, set_links
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError


@pytest.fixture
def doc() -> Doc:
    return Doc(Vocab(), ["New", "York", "grows"])


def test_entities_by_tags_and_by_characters_are_the_same(doc: Doc):
    assert set_entities(doc, ["B-GPE", "L-GPE", "O"]) == []
    by_tags = [ent.key() for ent in doc.ents]
    assert set_entities(doc, [[0, 8, "GPE"]]) == []
    assert [ent.key() for ent in doc.ents] == by_tags == [(0, 2, "GPE", "")]


def test_entities_that_are_no_tokens_leave_them_unknown(doc: Doc):
    (entity,) = set_entities(doc, [(0, 6, "X")])
    assert entity.suggestion == (0, 8)
    assert [token.ent_iob for token in doc] == ["", "", "O"]


def test_the_likeliest_id_is_the_entity_s(doc: Doc):
    misaligned = set_entities(doc, [(0, 3, "A"), (4, 8, "B"), (9, 14, "C")])
    links = {(0, 3): {"Q1": 0.2, "Q2": 0.8}, (4, 8): {"Q1": 0.5, "Q2": 0.5}, (9, 14): {"Q3": 0.0}}
    set_links(doc, links, misaligned)
    assert [ent.kb_id for ent in doc.ents] == ["Q2", "", ""]


def test_a_link_of_no_entity_shows_the_entities(doc: Doc):
    misaligned = set_entities(doc, [(0, 3, "A")])
    with pytest.raises(DataError, match=r"'York'.*found \(0, 3\)"):
        set_links(doc, {(4, 8): {"Q1": 1.0}}, misaligned)
    with pytest.raises(DataError, match="found no entities"):
        set_links(doc, {(4, 8): {"Q1": 1.0}}, set_entities(doc, []))


def test_links_overlap_only_as_an_error_that_shows_both(doc: Doc):
    with pytest.raises(DataError, match=r"0 to 8 .* and 4 to 8"):
        set_links(doc, {(0, 8): {"Q1": 1.0}, (4, 8): {"Q2": 1.0}}, None)


def test_links_are_read_as_numbers():
    assert read_links({(0, 4): {"Q1": 1}}, 4) == {(0, 4): {"Q1": 1.0}}
