"""Links: those of mentions that were found, that were not, and that mean nothing."""

from __future__ import annotations

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.score import score_examples


def doc_with(*links: tuple[int, str]) -> Doc:
    doc = Doc(Vocab("en"), words=["Paris", "met", "Rome", "and", "Lima"])
    doc.ents = [Span(doc, at, at + 1, "GPE", kb_id=link) for at, link in links]
    return doc


def scores_of(gold: Doc, predicted: Doc):
    return score_examples([Example.from_reference(gold, predicted)], ["links"])


def test_links_count_those_that_met_no_entity() -> None:
    scores = scores_of(doc_with((0, "Q1"), (2, "Q2")), doc_with((0, "Q1")))
    assert scores["links_acc"] == 0.5
    assert scores["links_met_acc"] == 1.0
    assert scores.tables["links_unmet"] == 1


def test_links_to_nothing_are_scored_apart() -> None:
    gold = doc_with((0, "NIL"), (2, "Q2"), (4, "NIL"))
    scores = scores_of(gold, doc_with((0, "NIL"), (2, "NIL"), (4, "Q3")))
    assert scores["links_acc"] == 0.0
    assert scores["links_nil_p"] == 0.5
    assert scores["links_nil_r"] == 0.5


def test_entities_without_an_id_are_left_out() -> None:
    assert scores_of(doc_with((0, "")), doc_with((0, "Q1")))["links_acc"] is None
