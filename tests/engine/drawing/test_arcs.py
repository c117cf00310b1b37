from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.drawing.arcs import draw_arcs, find_arcs

SVG = "{http://www.w3.org/2000/svg}"

SNAPSHOT = Path(__file__).with_name("cats_sleep.svg")


def parsed_doc(words, heads, deps, pos=()):
    doc = Doc(Vocab(), words)
    doc.set_column("head", heads)
    doc.set_column("dep", deps)
    if pos:
        doc.set_column("pos", pos)
    return doc


def cats_sleep():
    return parsed_doc(["Cats", "sleep"], [1, 1], ["nsubj", "root"], ["NOUN", "VERB"])


def texts(svg, group):
    (found,) = ET.fromstring(svg).findall(f"{SVG}g[@class='{group}']")
    return [node.text for node in found.iter(f"{SVG}text")]


def test_a_tree_has_words_with_their_tags_and_labels():
    svg = draw_arcs(cats_sleep(), 0, 2, name="t")
    assert texts(svg, "words") == ["Cats", "NOUN", "sleep", "VERB"]
    assert texts(svg, "labels") == ["nsubj", "root"]


def test_fine_tags_stand_in_for_missing_parts_of_speech():
    doc = parsed_doc(["a"], [0], ["root"])
    assert texts(draw_arcs(doc, 0, 1, name="t"), "words") == ["a"]
    doc.set_column("tag", ["NN"])
    assert texts(draw_arcs(doc, 0, 1, name="t"), "words") == ["a", "NN"]


def test_a_tree_is_told_in_words():
    root = ET.fromstring(draw_arcs(cats_sleep(), 0, 2, name="t"))
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, title.get("id")) == ("Cats sleep", root.get("aria-labelledby"))
    assert desc.text == "sleep is root; Cats is nsubj of sleep"


def test_arcs_that_leave_the_sentence_are_left_out():
    doc = parsed_doc(["a", "b", "c", "d"], [0, -1, 0, 2], ["root", "", "x", "y"])
    assert find_arcs(doc, 2, 4) == [(1, 0, "y")]
    assert find_arcs(doc, 0, 2) == [(0, 0, "root")]


def test_arrows_point_at_the_dependent():
    root = ET.fromstring(draw_arcs(cats_sleep(), 0, 2, name="t"))
    arrows = [node.get("d") for node in root.findall(f"{SVG}g[@class='arrows']/{SVG}path")]
    cats = root.find(f"{SVG}g[@class='words']/{SVG}text")
    assert len(arrows) == 2
    assert arrows[0].startswith(f"M{cats.get('x')} ")


def test_hebrew_is_drawn_from_right_to_left():
    doc = parsed_doc([".", "חתולים", "ישנים"], [2, 2, 2], ["punct", "nsubj", "root"])
    words = ET.fromstring(draw_arcs(doc, 0, 3, name="t")).find(f"{SVG}g[@class='words']")
    places = [float(node.get("x")) for node in words]
    assert places == sorted(places, reverse=True)


@given(
    st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=6),
    st.text(max_size=4),
    st.data(),
)
def test_any_words_make_sound_xml(words, label, data):
    n = len(words)
    heads = data.draw(st.lists(st.integers(-1, n - 1), min_size=n, max_size=n))
    svg = draw_arcs(parsed_doc(words, heads, [label] * n, words), 0, n, name="t")
    ET.fromstring(svg)


def test_one_sentence_is_drawn_so():
    assert draw_arcs(cats_sleep(), 0, 2, name="t") == SNAPSHOT.read_text("utf-8").rstrip("\n")
