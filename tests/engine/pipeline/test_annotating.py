"""What of a document stays when a pipeline annotates it."""

from __future__ import annotations

import pytest
from small_pipelines import small_pipeline
from tiny_corpus import tiny_docs

from nlptk.engine.data.doc import Doc
from nlptk.engine.pipeline.annotating import annotated_anew
from nlptk.engine.pipeline.language import Language


@pytest.fixture(scope="module")
def nlp() -> Language:
    return small_pipeline("tagger", "parser", steps=15)


def annotated(nlp: Language, doc: Doc, **options: bool) -> Doc:
    doc.meta = {"id": "a"}
    doc.comments = {0: ("# sent_id = 1",), 3: ("# sent_id = 2",)}
    (found,) = annotated_anew(nlp, iter([doc]), **options)
    return found


def test_what_the_pipeline_gives_is_made_anew_and_the_rest_stays(nlp: Language) -> None:
    doc, before = tiny_docs()[0], tiny_docs()[0]
    doc.set_column("tag", ["X"] * 9)
    doc.set_column("dep", ["x"] * 9)
    doc.set_column("deps", ["0:x"] * 9)
    found = annotated(nlp, doc)
    assert found.texts("tag") == before.texts("tag")
    assert set(found.texts("dep")) <= set(before.texts("dep"))
    assert not found.has("deps")
    assert found.texts("lemma") == before.texts("lemma")
    assert [str(ent) for ent in found.ents] == [str(ent) for ent in before.ents]
    assert (found.cats, found.meta) == (before.cats, {"id": "a"})


def test_sentences_stay_unless_they_are_to_be_found_anew(nlp: Language) -> None:
    doc = tiny_docs()[0]
    doc.set_column("sent_start", [1, -1, -1, -1, -1, -1, 1, -1, -1])
    assert annotated(nlp, doc).sent_bounds == [(0, 6), (6, 9)]
    assert doc.comments
    found = annotated(nlp, doc, own_sents=True)
    assert found.sent_bounds == [(0, 3), (3, 6), (6, 9)]
    assert not found.comments
    tagged = small_pipeline("tagger")
    doc.set_column("sent_start", [1, -1, -1, -1, -1, -1, 1, -1, -1])
    assert annotated(tagged, doc, own_sents=True).sent_bounds == [(0, 6), (6, 9)]  # it finds none


def test_own_tokens_leave_text_and_id(nlp: Language) -> None:
    doc = Doc.from_gaps(tiny_docs()[0].vocab, ["catssleep", ".Don't"], ["  ", ""])
    doc.set_column("lemma", ["x", "y"])
    found = annotated(nlp, doc, own_tokens=True)
    assert found.text == "catssleep  .Don't"
    assert list(found.words) == nlp.tokenizer.split(found.text)
    assert found.meta == {"id": "a"}
    assert not found.has("lemma")


def test_documents_come_in_order(nlp: Language) -> None:
    docs = tiny_docs(40)
    texts = [doc.text for doc in docs]
    assert [doc.text for doc in annotated_anew(nlp, docs)] == texts
