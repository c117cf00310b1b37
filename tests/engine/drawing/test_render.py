from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tiny_corpus import tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.drawing.levels import arc_levels
from nlptk.engine.drawing.render import render
from nlptk.engine.errors import UsageError

SVG = "{http://www.w3.org/2000/svg}"


def parsed(page):
    return ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))


def test_each_sentence_has_a_tree_with_its_words_and_arcs():
    doc = tiny_docs(1)[0]
    trees = list(parsed(render(doc, page=True)).iter(f"{SVG}svg"))
    assert len(trees) == 3
    texts = [node.text for node in trees[0].iter(f"{SVG}text")]
    assert texts[:6] == ["cats", "NOUN", "sleep", "VERB", ".", "PUNCT"]
    assert sorted(texts[6:]) == ["nsubj", "punct", "root"]
    assert trees[0].find(f"{SVG}desc").text == (
        "sleep is root; cats is nsubj of sleep; . is punct of sleep"
    )


def test_entities_are_marked_with_their_labels():
    doc = Doc(Vocab(), ["Anna", "<b>", "likes", "New", "York"])
    doc.set_ents([Span(doc, 0, 1, "PER"), Span(doc, 3, 5, "GP&E", kb_id="Q60")])
    root = ET.fromstring(render(doc, "ent"))
    marks = ["".join(mark.itertext()) for mark in root.iter("mark")]
    assert marks == ["AnnaPER", "New YorkGP&E"]
    assert "<b>" in "".join(root.itertext())


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=5), st.text(max_size=4))
def test_any_words_make_sound_xml_with_unique_ids(words, label):
    words = [word for word in words if word.strip()] or ["x"]
    doc = Doc(Vocab(), words)
    doc.set_column("head", [0] * len(words))
    doc.set_column("dep", [label] * len(words))
    doc.set_ents([Span(doc, 0, 1, label or "X")])
    page = parsed(render([doc, doc], page=True))
    ids = [node.get("id") for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids)) == 4
    parsed(render([doc], "ent", page=True))


def test_the_same_documents_give_the_same_bytes():
    assert render(tiny_docs(), page=True) == render(tiny_docs(), page=True)


def test_a_limit_is_kept_to():
    assert len(list(parsed(render(tiny_docs(), page=True, limit=2)).iter(f"{SVG}svg"))) == 6


def test_a_page_asks_for_nothing_from_elsewhere():
    page = render(tiny_docs(), page=True)
    assert "src=" not in page
    assert "<script" not in page
    assert "url(" not in page


@pytest.mark.parametrize("style", ["dep", "ent"])
def test_a_document_without_annotation_is_an_error(style):
    with pytest.raises(UsageError, match="to draw"):
        render(Doc(Vocab(), ["a"]), style)


def test_an_unknown_style_is_an_error():
    with pytest.raises(UsageError, match="no style 'cubist'"):
        render(tiny_docs(), "cubist")


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda arc: arc[0] < arc[1]),
        unique=True,
        max_size=8,
    )
)
def test_arcs_on_one_level_do_not_overlap(arcs):
    levels = arc_levels(arcs)
    assert all(level >= 1 for level in levels)
    for i, one in enumerate(arcs):
        for j in range(i):
            other = arcs[j]
            if levels[i] == levels[j]:
                assert one[1] <= other[0] or other[1] <= one[0]
