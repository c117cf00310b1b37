"""The linker learns what mentions mean from context, and says so of new documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlptk import KnowledgeBase
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.plugins.components.specs import SPECS
from nlptk.plugins.testing import verify_component

SPEC = next(spec for spec in SPECS if spec.name == "entity_linker")
TOWN = ["the river runs through", "mayor and streets of", "bridges and houses in"]
MAN = ["the writer said that", "books and novels by", "he was called"]


def text_with(words: str, link: str) -> Doc:
    tokens = [*words.split(), "Paris", "."]
    doc = Doc(Vocab("en"), words=tokens)
    at = len(tokens) - 2
    doc.ents = [Span(doc, at, at + 1, "X", kb_id=link)]
    return doc


def corpus() -> list[Doc]:
    return [
        text_with(f"{w} {m}", link)
        for link, all_ in (("Q1", TOWN), ("Q2", MAN))
        for w in all_
        for m in ("", "today", "again")
    ]


def small_kb() -> KnowledgeBase:
    kb = KnowledgeBase()
    kb.add_entity("Q1", 10, [], texts={"name": "Paris"})
    kb.add_entity("Q2", 10, [], texts={"name": "Paris (writer)"})
    kb.add_alias("Paris", ["Q1", "Q2"], [0.5, 0.5])
    return kb


@pytest.fixture
def kb_folder(tmp_path: Path) -> Path:
    small_kb().to_disk(tmp_path / "kb")
    return tmp_path / "kb"


def test_linker_keeps_the_contract(kb_folder: Path) -> None:
    assert Layer.LINKS in SPEC.gives
    verify_component(SPEC, settings={"kb": str(kb_folder)}, docs=corpus())
