from __future__ import annotations

import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.strings import hash_string
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.text.token_facts import TEXTS, TRUTHS, TokenFacts


def annotated():
    doc = Doc(Vocab("en", norms={"colour": "color"}), ["Colour", "7", "a@b.de", "!", "UK"])
    for name in ("lemma", "tag", "pos", "dep", "ent_type"):
        doc.set_column(name, [f"{name}{i}" for i in range(5)])
    return doc


@pytest.mark.parametrize(
    ("attribute", "first"),
    [
        ("ORTH", "Colour"),
        ("LOWER", "colour"),
        ("NORM", "color"),
        ("SHAPE", "Xxxxx"),
        ("LEMMA", "lemma0"),
        ("TAG", "tag0"),
        ("POS", "pos0"),
        ("DEP", "dep0"),
        ("ENT_TYPE", "ent_type0"),
    ],
)
def test_texts_are_ids(attribute, first):
    ids = TokenFacts(annotated()).ids(attribute)
    assert ids.shape == (5,)
    assert ids[0] == hash_string(first)


@pytest.mark.parametrize(
    ("attribute", "holds"),
    [
        ("IS_ALPHA", [1, 0, 0, 0, 1]),
        ("IS_ASCII", [1, 1, 1, 1, 1]),
        ("IS_DIGIT", [0, 1, 0, 0, 0]),
        ("IS_LOWER", [0, 0, 1, 0, 0]),
        ("IS_UPPER", [0, 0, 0, 0, 1]),
        ("IS_TITLE", [1, 0, 0, 0, 0]),
        ("IS_PUNCT", [0, 0, 0, 1, 0]),
        ("IS_SPACE", [0, 0, 0, 0, 0]),
        ("LIKE_NUM", [0, 1, 0, 0, 0]),
        ("LIKE_URL", [0, 0, 0, 0, 0]),
        ("LIKE_EMAIL", [0, 0, 1, 0, 0]),
    ],
)
def test_truths(attribute, holds):
    facts = TokenFacts(annotated())
    assert facts.truths(attribute).tolist() == list(map(bool, holds))
    assert facts.truths(attribute).tolist() == list(map(bool, holds))


def test_lengths_are_in_characters():
    assert TokenFacts(annotated()).lengths().tolist() == [6, 1, 6, 1, 2]


def test_a_question_about_the_text_is_asked_once_a_word():
    asked = []
    facts = TokenFacts(Doc(Vocab(), ["a", "b", "a"]))
    answers = facts.where_text("ORTH", lambda text: asked.append(text) or text == "a")
    assert answers.tolist() == [True, False, True]
    assert sorted(asked) == ["a", "b"]


def test_documents_of_one_vocabulary_come_one_after_the_other():
    vocab = Vocab()
    one, two = Doc(vocab, ["Now"]), Doc(vocab, ["go", "7"])
    two.set_column("pos", ["VERB", "NUM"])
    facts = TokenFacts(one, Doc(vocab), two)
    assert len(facts) == 3
    assert facts.offsets.tolist() == [0, 1, 1, 3]
    assert vocab.strings.texts(facts.ids("LOWER")) == ["now", "go", "7"]
    assert vocab.strings.texts(facts.ids("POS")) == ["", "VERB", "NUM"]
    assert facts.truths("LIKE_NUM").tolist() == [False, False, True]
    assert facts.lengths().tolist() == [3, 2, 1]


def test_an_empty_document_has_empty_attributes():
    facts = TokenFacts(Doc(Vocab()))
    for attribute in TEXTS:
        assert facts.ids(attribute).shape == (0,)
    for attribute in TRUTHS:
        assert facts.truths(attribute).shape == (0,)
    assert facts.lengths().shape == (0,)
