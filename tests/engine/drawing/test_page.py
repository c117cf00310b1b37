from __future__ import annotations

from xml.etree import ElementTree as ET

from nlptk.engine.drawing.page import Section, make_page

XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(page):
    return ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))


def test_sections_have_headings_and_figures():
    page = parsed(make_page("T & t", [Section("<1>", ["<p>a</p>", "<p>b</p>"]), Section("2", [])]))
    assert page.find(f".//{XHTML}title").text == page.find(f".//{XHTML}h1").text == "T & t"
    assert [heading.text for heading in page.iter(f"{XHTML}h2")] == ["<1>", "2"]
    assert ["".join(one.itertext()).strip() for one in page.iter(f"{XHTML}figure")] == ["a", "b"]


def test_a_figure_that_is_too_wide_can_be_scrolled_by_keyboard():
    page = make_page("", [Section("", ["<p/>"])])
    assert parsed(page).find(f".//{XHTML}figure").get("tabindex") == "0"
    assert "overflow-x: auto" in page


def test_a_page_asks_for_nothing_from_elsewhere():
    page = make_page("", [Section("", ["<p/>"])])
    for way_out in ("src=", "<script", "<link", "url(", "@import", "https:"):
        assert way_out not in page


def test_a_page_knows_dark_from_light():
    assert "@media (prefers-color-scheme: dark)" in make_page("", [])
