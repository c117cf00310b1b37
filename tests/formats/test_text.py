from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import texts

from nlptk.engine.data.diagnostic import Diagnostic
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import UsageError
from nlptk.formats.text import TEXT
from nlptk.plugins.testing import read_docs, sample_doc, verify_format, write_docs, written_text

THREE = "One line.\n two lines\n\n \t\nA new paragraph.\n"


def lost(path: Path, *docs: Doc, **options: str) -> tuple[str, list[Diagnostic]]:
    """What is written for documents, and what is reported as lost."""
    findings: list[Diagnostic] = []
    write_docs(TEXT, docs, path / "out.txt", findings=findings, **options)
    return (path / "out.txt").read_bytes().decode(), findings


def test_text_keeps_the_contract_of_formats(tmp_path: Path):
    example = tmp_path / "raw.txt"
    example.write_text(THREE)
    verify_format(TEXT, [example])


@pytest.mark.parametrize(
    ("per", "expected", "lines"),
    [
        ("line", ["One line.", " two lines", "A new paragraph."], [1, 2, 5]),
        ("paragraph", ["One line.\n two lines", "A new paragraph."], [1, 5]),
        ("file", [THREE], [1]),
    ],
)
def test_a_document_is_a_line_a_paragraph_or_a_file(
    per: str, expected: list[str], lines: list[int]
):
    found = read_docs(TEXT, THREE, per=per)
    assert [doc.text for doc in found] == expected
    assert [doc.place().line for doc in found] == lines
    assert found[0].words[:3] == ["One", "line", "."]


@pytest.mark.parametrize("per", ["line", "paragraph", "file"])
@pytest.mark.parametrize("text", ["", "\n", " \n\t\n"])
def test_nothing_but_whitespace_is_no_document(text: str, per: str):
    assert read_docs(TEXT, text, per=per) == []


def test_the_last_line_needs_no_newline():
    assert [doc.text for doc in read_docs(TEXT, "a\nb")] == ["a", "b"]
    assert [doc.text for doc in read_docs(TEXT, "a\n\nb", per="paragraph")] == ["a", "b"]


def test_an_unknown_unit_is_refused():
    with pytest.raises(UsageError, match="line, paragraph, file"):
        read_docs(TEXT, "a", per="page")
    with pytest.raises(UsageError, match="line, paragraph, file"):
        written_text(TEXT, [sample_doc("a")], per="page")


@settings(max_examples=60, deadline=None)
@given(st.lists(texts(), max_size=3), st.sampled_from(["line", "paragraph"]))
def test_reading_gives_what_was_written(written: list[Doc], per: str):
    assert read_docs(TEXT, written_text(TEXT, written, per=per), per=per) == written


@settings(max_examples=60, deadline=None)
@given(texts(text=st.text("a \n\r\u2028", max_size=8).filter(str.strip)), st.data())
def test_a_text_comes_back_or_its_change_is_reported(
    tmp_path_factory: pytest.TempPathFactory, doc: Doc, data: st.DataObject
):
    per = data.draw(st.sampled_from(["line", "paragraph", "file"]))
    text, findings = lost(tmp_path_factory.mktemp("text"), doc, per=per)
    back = [doc.text for doc in read_docs(TEXT, text, per=per)]
    assert bool(findings) == (back != [doc.text])
    assert all(finding.layer == Layer.SPACING for finding in findings)


def test_line_breaks_become_spaces_on_one_line(tmp_path: Path):
    text, (finding,) = lost(tmp_path, sample_doc("a\r\nb\n\nc"))
    assert text == "a b c\n"
    assert (finding.code, finding.layer, finding.count) == ("lost", Layer.SPACING, 2)
    assert "paragraph" in finding.hint


def test_documents_that_end_up_in_one_are_reported(tmp_path: Path):
    text, findings = lost(tmp_path, sample_doc("a"), sample_doc("b"), per="file")
    assert text == "ab"
    assert [finding.layer for finding in findings] == [Layer.DOCUMENTS]


def test_a_document_without_text_is_reported(tmp_path: Path):
    text, findings = lost(tmp_path, sample_doc(" "), sample_doc("b"))
    assert text == "b\n"
    assert [finding.layer for finding in findings] == [Layer.DOCUMENTS]
