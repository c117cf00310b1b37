"""The linker learns what mentions mean from context, and says so of new documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlptk import KnowledgeBase
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import set_soft_links
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.protocols import OffersCandidates
from nlptk.plugins.components.entity_linker.component import EntityLinker
from nlptk.plugins.components.entity_linker.features import Option
from nlptk.plugins.components.specs import SPECS, EntityLinkerSettings
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


def test_candidates_are_in_the_order_of_what_is_known_without_the_text() -> None:
    kb = KnowledgeBase()
    for entity, freq in (("Q1", 10), ("Q2", 10)):
        kb.add_entity(entity, freq, [], texts={"name": f"Paris {entity}"})
    kb.add_alias("Paris", ["Q1", "Q2"], [0.2, 0.7])
    linker = EntityLinker(EntityLinkerSettings(labels_discard=("DATE",)))
    linker.kb = kb
    assert isinstance(linker, OffersCandidates)
    for number, link in enumerate(("Q8", "Q9", "Q9", "Q1")):
        linker.observe(Example.from_reference(text_with(f"about {number}", link)))
    doc = text_with("see", "")
    assert linker.candidates(doc.ents[0]) == ["Q2", "Q1", "Q9", "Q8"]
    assert linker.candidates(Span(doc, 1, 2, "DATE")) == []
    linker.candidates_of = lambda _ent: [Option("Q5", "", 1, 0.1), Option("Q6", "", 1, 0.9)]
    assert linker.candidates(doc.ents[0]) == ["Q6", "Q5"]


def test_soft_links_of_documents_are_counted_in_their_parts(kb_folder: Path) -> None:
    doc = text_with("the river runs through", "Q1")
    (ent,) = doc.ents
    set_soft_links(doc, {(ent.start, ent.end): {"Q1": 0.75, "Q2": 0.25}})
    linker = EntityLinker(EntityLinkerSettings(kb=str(kb_folder)))
    assert linker.observe(Example.from_reference(doc, Doc(doc.vocab, words=doc.words))) == 1
    meant = linker.ledger.evidence.meant
    assert meant["Paris"] == {"Q1": 0.75, "Q2": 0.25}
