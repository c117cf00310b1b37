from __future__ import annotations

import colorsys
import re
from itertools import combinations
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.drawing.entities import DARK, LIGHT, draw_entities, label_hue


def with_ents(doc, *ents):
    doc.set_ents([Span(doc, *ent) for ent in ents])
    return doc


def text_of(html):
    return "".join(ET.fromstring(html).itertext())


def test_entities_are_marked_and_labelled():
    doc = with_ents(Doc(Vocab(), ["Anna", "likes", "New", "York"]), (0, 1, "PER"), (2, 4, "LOC"))
    marks = list(ET.fromstring(draw_entities(doc)).iter("mark"))
    assert [(mark.text, mark.find("span").text) for mark in marks] == [
        ("Anna", "PER"),
        ("New York", "LOC"),
    ]


def test_the_knowledge_base_id_is_the_title():
    doc = Doc(Vocab(), ["Bonn"])
    doc.set_ents([Span(doc, 0, 1, "LOC", kb_id='Q"586')])
    assert ET.fromstring(draw_entities(doc)).find("mark").get("title") == 'Q"586'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_line_breaks_stay(end):
    doc = with_ents(Doc.from_gaps(Vocab(), ["New", "York", "x"], [end, end, ""]), (0, 2, "LOC"))
    html = draw_entities(doc)
    assert re.search("New<br/>York<span", html)
    assert html.count("<br/>") == 2
    assert end not in html


def test_words_that_share_a_range_are_drawn_once():
    starts, ends = np.array([0, 3, 3], np.int32), np.array([2, 5, 5], np.int32)
    doc = Doc.from_offsets(Vocab(), "Fi du", starts, ends, words=["Fi", "de", "le"])
    with_ents(doc, (1, 2, "A"), (2, 3, "B"))
    assert text_of(draw_entities(doc)) == "Fi duAB"


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=5), st.text(max_size=5))
def test_any_text_and_label_make_sound_html(words, label):
    doc = with_ents(Doc(Vocab(), words), (0, 1, label))
    ET.fromstring(draw_entities(doc))


def luminance(rgb):
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_ink_is_legible_on_every_hue(palette):
    ink = luminance([int(palette.ink[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    for hue in range(360):
        rgb = colorsys.hls_to_rgb(hue / 360, palette.lightness / 100, palette.saturation / 100)
        low, high = sorted([ink, luminance(rgb)])
        assert (high + 0.05) / (low + 0.05) >= 4.5, hue


def test_a_label_has_the_same_colour_everywhere():
    first, second = (
        draw_entities(with_ents(Doc(Vocab(), words), (0, 1, "ORG"))) for words in (["a"], ["b"])
    )
    assert first.replace(">a<", ">b<") == second
    assert f"hsl({label_hue('ORG')} " in first


def test_usual_labels_have_colours_that_differ():
    hues = [label_hue(label) for label in ("PER", "ORG", "LOC", "MISC")]
    for one, other in combinations(hues, 2):
        assert 45 <= abs(one - other) <= 315
