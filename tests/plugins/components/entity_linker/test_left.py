"""A linker learns as if the aliases of its knowledge base had not been counted from the lesson."""

from __future__ import annotations

import pytest

from nlptk import KnowledgeBase
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.plugins.components.entity_linker.evidence import Evidence, Link, Mention
from nlptk.plugins.components.entity_linker.features import NIL, Option
from nlptk.plugins.components.entity_linker.left import Left
from nlptk.plugins.components.entity_linker.offers import Offers
from nlptk.plugins.components.entity_linker.witness import Witness


def links(*pairs: tuple[str, str]) -> Evidence:
    made = Evidence()
    made.add([Link(Mention(text, "", (), ()), entity) for text, entity in pairs])
    return made


def base(**priors: dict[str, float]) -> KnowledgeBase:
    kb = KnowledgeBase()
    for entity, name in (("Q1", "Paris"), ("Q2", "Paris (novel)"), ("Q3", "Paris Hilton")):
        kb.add_entity(entity, 5.0, [], texts={"name": name})
    for alias, meant in priors.items():
        kb.add_alias(alias, list(meant), list(meant.values()))
    return kb


COUNTED = [("Paris", "Q1")] * 3 + [("Paris", "Q2")]


def offered(kb: KnowledgeBase, text: str, witness: Witness) -> list[Option]:
    offers = Offers("", 20)
    offers.kb = kb
    doc = Doc(Vocab("en"), words=text.split())
    return offers.all(Span(doc, 0, len(doc), "X"), witness)


def test_priors_are_those_of_other_documents() -> None:
    kb = base(Paris={"Q1": 0.75, "Q2": 0.25})
    left = Left(kb.tables, Witness(links(*COUNTED), links(("Paris", "Q1"), ("Paris", "Q1"))))
    rows, priors = left.entries(kb.tables.alias("Paris"))
    assert [kb.tables.entity_ids[row] for row in rows] == ["Q1", "Q2"]
    assert priors == pytest.approx([0.5, 0.5])


def test_nothing_is_left_of_an_alias_that_only_the_lesson_has() -> None:
    kb = base(Paree={"Q1": 1.0})
    witness = Witness(links(("Paree", "Q1"), ("x", "Q2")), links(("Paree", "Q1")))
    assert Left(kb.tables, witness).entries(kb.tables.alias("Paree")) == ([], [])
    assert offered(kb, "Paree", witness) == []


def test_an_entity_is_still_found_by_its_name() -> None:
    kb = base(Paris={"Q1": 0.75, "Q2": 0.25})
    witness = Witness(links(*COUNTED), links(*COUNTED[:3]))
    found = {option.entity: option.found_by for option in offered(kb, "Paris", witness)}
    assert found == {"Q1": "name", "Q2": "exact", "Q3": "words"}


def test_a_mention_that_means_nothing_takes_nothing_away() -> None:
    kb = base(Paris={"Q1": 0.75, "Q2": 0.25})
    witness = Witness(links(*COUNTED, ("Paris", NIL)), links(("Paris", NIL)))
    assert Left(kb.tables, witness).entries(kb.tables.alias("Paris"))[1] == [0.75, 0.25]


def test_priors_that_were_not_counted_from_the_lessons_stay() -> None:
    kb = base(Paris={"Q1": 0.6, "Q2": 0.3})
    number = kb.tables.alias("Paris")
    left = Left(kb.tables, Witness(links(*COUNTED), links(*COUNTED)))
    assert left.entries(number) == kb.tables.entries(number)
    assert left.names(number) == []


def test_a_witness_that_leaves_nothing_out_changes_nothing() -> None:
    kb = base(Paris={"Q1": 0.75, "Q2": 0.25})
    whole = offered(kb, "Paris", Witness(links(*COUNTED)))
    assert [option.prior for option in whole if option.found_by == "exact"] == [0.75, 0.25]
