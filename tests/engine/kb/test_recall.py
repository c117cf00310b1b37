from nlptk import KnowledgeBase
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.kb.candidates import CandidateGenerator
from nlptk.engine.kb.recall import gold_links, measure_recall


def test_recall_counts_links_by_how_their_entity_is_found() -> None:
    kb = KnowledgeBase(None, 0)
    for entity, name in [("Q1", "Roy Emerson"), ("Q2", "Ralph Waldo Emerson"), ("Q3", "Boston")]:
        kb.add_entity(entity, 1, [], texts={"name": name})
    kb.add_alias("Emerson", ["Q1", "Q2"], [0.2, 0.7])
    links = [
        ("Emerson", "Q2"),
        ("Emerson", "Q1"),
        ("EMERSON", "Q2"),
        ("Waldo", "Q2"),
        ("Waldo", "Q3"),  # known, and no candidate
        ("Emerson", "Q9"),  # unknown
    ]
    recall = measure_recall(links, CandidateGenerator(kb))
    assert (recall.links, recall.known, recall.first) == (6, 5, 3)
    assert recall.found == {"exact": 2, "folded": 1, "words": 1}
    assert recall.to_dict()["recall"] == 4 / 6
    assert recall.candidates == 2 + 2 + 2 + 1 + 1


def test_gold_links_leave_out_what_is_linked_to_nothing() -> None:
    doc = Doc(Vocab(), ["Emerson", "met", "Emerson", "in", "Rome"])
    doc.ents = [
        Span(doc, 0, 1, "PER", kb_id="Q1"),
        Span(doc, 2, 3, "PER", kb_id="NIL"),
        Span(doc, 4, 5, "LOC"),
    ]
    assert list(gold_links([doc])) == [("Emerson", "Q1")]


def test_no_links_have_no_recall() -> None:
    recall = measure_recall([], CandidateGenerator(KnowledgeBase()))
    assert recall.to_dict()["recall"] == 0
