from __future__ import annotations

from itertools import count
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_corpus import tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.drawing.render import render
from nlptk.engine.errors import UsageError

SVG = "{http://www.w3.org/2000/svg}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(page):
    return ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))


def test_each_sentence_has_a_tree():
    trees = list(parsed(render(tiny_docs(2), page=True)).iter(f"{SVG}svg"))
    assert len(trees) == 6
    assert trees[0].find(f"{SVG}desc").text == (
        "sleep is root; cats is nsubj of sleep; . is punct of sleep"
    )


def test_without_a_page_there_are_pictures_alone():
    svg = render(tiny_docs(1)[0])
    assert svg.startswith("<svg ")
    assert svg.count("<svg ") == 3
    assert render(tiny_docs(1), "ent").startswith("<p ")


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=5), st.text(max_size=4))
def test_any_words_make_sound_pages_with_unique_ids(words, label):
    doc = Doc(Vocab(), words)
    doc.set_column("head", [0] * len(words))
    doc.set_column("dep", [label] * len(words))
    doc.set_ents([Span(doc, 0, 1, label)])
    doc.meta["id"] = label
    ids = [node.get("id") for node in parsed(render([doc, doc], page=True)).iter()]
    named = [name for name in ids if name]
    assert len(named) == len(set(named)) == 4
    parsed(render([doc], "ent", page=True))


@pytest.mark.parametrize("style", ["dep", "ent"])
def test_the_same_documents_give_the_same_bytes(style):
    assert render(tiny_docs(), style, page=True) == render(tiny_docs(), style, page=True)


def test_no_more_documents_than_the_limit_are_read():
    endless = (tiny_docs(1)[0] for _ in count())
    assert render(endless, limit=2).count("<svg ") == 6
    assert render(tiny_docs(), limit=0) == ""


def test_a_negative_limit_is_an_error():
    with pytest.raises(UsageError, match="negative limit"):
        render(tiny_docs(), limit=-1)


def test_headings_are_the_ids_of_documents_or_their_numbers():
    docs = tiny_docs(2)
    docs[0].meta["id"], docs[1].meta["id"] = "a<b", ""
    headings = parsed(render(docs, "ent", page=True)).iter(f"{XHTML}h2")
    assert [heading.text for heading in headings] == ["a<b", "Document 2"]


@pytest.mark.parametrize(("style", "column"), [("dep", "head"), ("ent", "ent_iob")])
def test_a_document_without_annotation_is_an_error_that_says_which(style, column):
    docs = tiny_docs(2)
    docs[1].drop_column(column)
    with pytest.raises(UsageError, match=r"document 2 has no \w+ to draw.*pipeline"):
        render(docs, style)


def test_a_document_in_which_no_entity_was_found_is_drawn():
    doc = Doc(Vocab(), ["Nobody"])
    doc.set_ents([])
    assert "Nobody" in render(doc, "ent")


@pytest.mark.parametrize("style", ["dep", "ent"])
def test_an_empty_document_is_drawn_empty(style):
    parsed(render(Doc(Vocab()), style, page=True))


def test_an_unknown_style_is_an_error():
    with pytest.raises(UsageError, match="no style 'cubist'"):
        render(tiny_docs(), "cubist")
