from __future__ import annotations

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.batch import Batch
from nlptk.engine.text.languages import get_language
from nlptk.plugins.components.sentencizer import Sentencizer, SentencizerSettings


def annotate(component, words):
    doc = Doc(Vocab("en"), words)
    component.annotate(Batch.of_docs([doc]), None)
    return doc


def test_sentences_start_after_full_stops():
    doc = annotate(Sentencizer(SentencizerSettings()), ["Cats", "sleep", ".", "Dogs", "run", "."])
    assert doc.column("sent_start").tolist() == [1, -1, -1, 1, -1, -1]


def test_the_language_of_the_pipeline_knows_its_abbreviations():
    component = Sentencizer(SentencizerSettings())
    component.language = get_language("en")
    assert annotate(component, ["Mr.", "Smith", "sleeps", "."]).n_sents == 1


def test_sentences_that_are_set_stay():
    doc = Doc(Vocab("en"), ["Cats", "sleep", ".", "Dogs", "run", "."])
    doc.set_column("sent_start", [1, -1, -1, -1, -1, -1])
    Sentencizer(SentencizerSettings()).annotate(Batch.of_docs([doc]), None)
    assert doc.n_sents == 1


def test_an_empty_document_stays_empty():
    assert annotate(Sentencizer(SentencizerSettings()), []).n_sents == 0


def test_other_characters_can_end_sentences():
    component = Sentencizer(SentencizerSettings(sentence_end="|"))
    words = ["Cats", "sleep", "|", "Dogs", "run", ".", "Birds", "sing"]
    for language in ("xx", "en"):
        component.language = get_language(language)
        assert annotate(component, words).column("sent_start").tolist() == [
            *(1, -1, -1),
            *(1, -1, -1, -1, -1),
        ]
