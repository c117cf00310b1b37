"""Links: those of mentions that were found, that were not, and that mean nothing."""

from __future__ import annotations

from functools import partial

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.scoring.links import count_candidates
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


CANDIDATES = {"Paris": ["Q9", "Q1"], "Rome": ["Q2"], "Lima": ["Q7"]}


def scores_with_candidates(gold: Doc, predicted: Doc):
    example = Example.from_reference(gold, predicted)
    also = partial(count_candidates, candidates=lambda ent: CANDIDATES[ent.text])
    return score_examples([example], ["links"], also=[also])


def test_candidates_bound_what_can_be_right_and_the_first_is_the_baseline() -> None:
    gold = doc_with((0, "Q1"), (2, "Q2"), (4, "Q3"))
    scores = scores_with_candidates(gold, doc_with((0, "Q1"), (2, "Q2"), (4, "Q7")))
    assert scores["links_acc"] == scores["links_oracle"] == 2 / 3
    assert scores["links_prior_acc"] == 1 / 3
    of_type = scores.tables["links_per_type"]["GPE"]
    assert (of_type["acc"], of_type["oracle"], of_type["prior_acc"]) == (2 / 3, 2 / 3, 1 / 3)
    assert (of_type["gold"], of_type["right"], of_type["unmet"]) == (3, 2, 0)


def test_candidates_of_mentions_that_were_not_found_do_not_count() -> None:
    gold = doc_with((0, "Q1"), (2, "Q2"))
    scores = scores_with_candidates(gold, doc_with((0, "Q1"), (4, "Q7")))
    assert scores["links_oracle"] == 0.5
    assert scores.tables["links_per_type"]["GPE"]["unmet"] == 1


def test_there_are_no_figures_of_candidates_that_nobody_names() -> None:
    scores = scores_of(doc_with((0, "Q1")), doc_with((0, "Q1")))
    assert scores["links_oracle"] is None
    assert scores["links_prior_acc"] is None


def test_links_of_what_is_not_made_of_tokens_were_not_found() -> None:
    doc = Doc(Vocab("en"), words=["in", "NewYork", "today"])
    gold = GoldParse(doc, entities=[(3, 6, "GPE")], links={(3, 6): {"Q1": 1.0}})
    scores = score_examples([Example(doc, gold)], ["links"])
    assert scores["links_acc"] == 0.0
    assert scores.tables["links_unmet"] == 1
