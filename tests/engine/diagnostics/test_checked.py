from __future__ import annotations

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.diagnostics.checked import CheckedDoc


def checked(words: list[str]) -> CheckedDoc:
    doc = Doc(Vocab(), words)
    return CheckedDoc(doc, "train", 1, tokenize=lambda doc: doc)


def test_excerpt_shows_what_is_meant_and_what_is_near() -> None:
    seen = checked([*["before"] * 30, "this", *["after"] * 30])
    excerpt = seen.where(30, 31).excerpt
    assert excerpt.marked == "this"
    assert excerpt.text[: excerpt.start].endswith("before before ")
    assert len(excerpt.text) < 130


def test_excerpt_of_a_long_document_is_short() -> None:
    seen = checked(["word"] * 5000)
    excerpt = seen.where(0, 5000).excerpt
    assert excerpt.start == 0
    assert len(excerpt.text) <= 300
    assert seen.where(0, 5000).tokens == (0, 5000)


def test_ranges_of_entities_are_those_of_the_document() -> None:
    seen = checked(["Ann", "Lee", "Ben", "ran", "to", "York"])
    assert seen.entity_ranges == []
    seen = checked(["Ann", "Lee", "Ben", "ran", "to", "York"])
    doc = seen.doc
    doc.ents = [Span(doc, 0, 2, "PER"), Span(doc, 2, 3, "PER"), Span(doc, 5, 6, "LOC")]
    assert seen.entity_ranges == [(0, 2), (2, 3), (5, 6)]
