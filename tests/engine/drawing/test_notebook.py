"""Documents draw themselves in notebooks."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tiny_corpus import tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.drawing.notebook import draw_in_notebooks, figure_of


def test_entities_and_trees_of_a_document_are_drawn() -> None:
    doc = tiny_docs()[2]
    assert "<svg" in figure_of(doc)
    assert "PER" in figure_of(doc)
    doc.drop_column("head")
    assert "<svg" not in figure_of(doc)


def test_a_document_without_annotation_is_left_to_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Doc, "figure_of", None)
    assert tiny_docs()[0]._repr_html_() is None
    draw_in_notebooks()
    assert Doc(Vocab(), ["plain", "words"])._repr_html_() is None
    doc = tiny_docs()[2]
    assert doc._repr_html_() == figure_of(doc)
    assert doc[0:3]._repr_html_() == figure_of(doc[0:3].as_doc())


@pytest.mark.parametrize("window", ["nlptk", "nlptk.api"])
def test_whoever_makes_a_document_may_look_at_it(window: str) -> None:
    program = f"""
from {window} import Doc, Vocab
doc = Doc(Vocab(), ["Anna", "sings"])
doc.set_column("head", [1, 1])
assert "<svg" in doc._repr_html_()
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_trees_of_long_documents_are_not_drawn_unasked() -> None:
    doc = Doc(Vocab(), ["word"] * 101)
    doc.set_column("head", [0] * 101)
    assert figure_of(doc) == ""
