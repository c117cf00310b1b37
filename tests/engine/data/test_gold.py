from __future__ import annotations

import numpy as np
import pytest
from annotated_docs import annotated_docs
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.columns import NUMBER_COLUMNS, EntIob, Origin
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.gold import GoldParse
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError

UBER = "Uber blew through $1 million a week"
UBER_WORDS = ["Uber", "blew", "through", "$", "1", "million", "a", "week"]
UBER_ANNOTATIONS = {
    "entities": [(0, 4, "ORG")],
    "heads": [1, 1, 1, 5, 5, 2, 7, 5],
    "deps": ["nsubj", "ROOT", "prt", "quantmod", "compound", "pobj", "det", "npadvmod"],
    "tags": ["PROPN", "VERB", "ADP", "SYM", "NUM", "NUM", "DET", "NOUN"],
    "cats": {"BUSINESS": 1.0},
}


def cut(text: str, *words: str) -> Doc:
    """A document of the text in these tokens."""
    starts, at = [], 0
    for word in words:
        starts.append(text.index(word, at))
        at = starts[-1] + len(word)
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    return Doc.from_offsets(Vocab(), text, np.array(starts, np.int32), np.array(ends, np.int32))


def test_tags_of_the_document_s_own_tokens():
    vocab = Vocab(tag_map={"N": {"pos": "NOUN"}, "V": {"pos": "VERB"}})
    doc = Doc(vocab, words=["I", "like", "stuff"])
    gold = GoldParse(doc, tags=["N", "V", "N"])
    assert gold.tags == ["N", "V", "N"]
    assert gold.words == ["I", "like", "stuff"]
    assert len(gold) == 3
    assert gold.doc is doc


def test_biluo_entities():
    doc = Doc(Vocab(), words=["Facebook", "released", "React", "in", "2014"])
    gold = GoldParse(doc, entities=["U-ORG", "O", "U-TECHNOLOGY", "O", "U-DATE"])
    assert gold.ner == ["U-ORG", "O", "U-TECHNOLOGY", "O", "U-DATE"]
    assert [(ent.text, ent.label, ent.doc is doc) for ent in gold.ents] == [
        ("Facebook", "ORG", True),
        ("React", "TECHNOLOGY", True),
        ("2014", "DATE", True),
    ]


def test_the_simple_training_style():
    gold = GoldParse.from_dict(cut(UBER, *UBER_WORDS), UBER_ANNOTATIONS)
    assert gold.ner == ["U-ORG"] + ["O"] * 7
    assert gold.heads == UBER_ANNOTATIONS["heads"]
    assert gold.deps == gold.labels == UBER_ANNOTATIONS["deps"]
    assert gold.tags == UBER_ANNOTATIONS["tags"]
    assert gold.cats == {"BUSINESS": 1.0}
    assert gold.is_projective
    assert gold.misaligned == []


def test_nothing_given_is_missing_everywhere():
    gold = GoldParse(cut(UBER, *UBER_WORDS))
    assert gold.tags == gold.pos == gold.morphs == gold.lemmas == gold.deps == [""] * 8
    assert gold.heads == gold.sent_starts == [None] * 8
    assert gold.ner == ["-"] * 8
    assert gold.ents == ()
    assert gold.cats == gold.links == {}
    assert not any(gold.has(name) for name in ("tag", "head", "ent_iob", "sent_start"))


def test_no_entities_is_not_the_same_as_entities_that_are_missing():
    doc = cut(UBER, *UBER_WORDS)
    assert GoldParse(doc, entities=[]).ner == ["O"] * 8
    assert GoldParse(doc, entities=["-", "O", None, "", "-", "-", "-", "-"]).ner == [
        *("-", "O", "-", "-", "-", "-", "-", "-")
    ]


def test_misaligned_entities_are_reported_and_become_missing():
    gold = GoldParse(cut(UBER, *UBER_WORDS), entities=[(0, 7, "ORG"), [18, 28, "MONEY"]])
    assert gold.ner == ["-", "-", "O", "B-MONEY", "I-MONEY", "L-MONEY", "O", "O"]
    (entity,) = gold.misaligned
    assert (entity.index, entity.label, entity.tokens) == (0, "ORG", (0, 2))
    assert entity.reasons == ("ends inside token 1 'blew'",)


def test_words_that_the_document_merges_and_splits():
    doc = cut(UBER, "Uber", "bl", "ew", "through", "$1 million", "a week")
    gold = GoldParse.from_dict(doc, {"words": UBER_WORDS, **UBER_ANNOTATIONS})
    # "$1 million" hangs together below "million", "a week" below "week"; "blew" is no token
    assert gold.tags == ["PROPN", "", "", "ADP", "", ""]
    assert gold.heads == [None, None, None, None, 3, 4]
    assert gold.deps == ["nsubj", "", "", "prt", "pobj", "npadvmod"]
    assert gold.ner == ["U-ORG", "O", "O", "O", "O", "O"]
    assert gold.words == UBER_WORDS
    assert gold.reference.text == UBER
    assert gold.alignment.a2b_data.tolist() == [0, 1, 1, 2, 3, 4, 5, 6, 7]


def test_words_in_other_spelling():
    text = "“Hi” (she said)…"
    doc = cut(text, "“", "Hi", "”", "(she", "said", ")", "…")
    words = ["``", "Hi", "''", "-LRB-", "she", "said", "-RRB-", "..."]
    gold = GoldParse(doc, words=words, tags=[*"abcdefgh"], entities=["O", "U-X", *["O"] * 6])
    assert gold.tags == ["a", "b", "c", "", "f", "g", "h"]
    assert [ent.text for ent in gold.ents] == ["Hi"]
    dots = GoldParse(doc, words=["“Hi”", "(", "she", "said", ")", ".", ".."], tags=[*"abcdefg"])
    assert dots.tags == ["", "", "", "", "d", "e", ""]
    assert dots.reference.ends.tolist()[-2:] == [len(text)] * 2


def test_entities_of_words_that_are_no_tokens_are_misaligned():
    doc = cut(UBER, "Uber", "blew", "through", "$1", "million", "a", "week")
    gold = GoldParse(doc, words=UBER_WORDS, entities=["O"] * 4 + ["U-NUM"] + ["O"] * 3)
    assert gold.ner == ["O", "O", "O", "-", "O", "O", "O"]
    (entity,) = gold.misaligned
    assert (entity.start, entity.end, entity.label) == (19, 20, "NUM")
    assert entity.reasons == ("starts inside token 3 '$1'",)


def test_missing_words_make_missing_tokens():
    doc = cut(UBER, "Uber blew", "through", "$1", "million", "a", "week")
    gold = GoldParse(doc, words=UBER_WORDS, entities=["O", "-", "O", "O", "O", "O", "O", "-"])
    assert gold.ner == ["-", "O", "O", "O", "O", "-"]


def test_sentence_starts_go_to_the_token_with_the_first_character():
    doc = cut("One two. Three.Four five", "One", "two.", "Three.Four", "fi", "ve")
    words = ["One", "two", ".", "Three", ".", "Four", "five"]
    starts = [True, False, False, True, False, True, None]
    gold = GoldParse(doc, words=words, sent_starts=starts)
    assert gold.sent_starts == [True, False, True, None, None]
    later = GoldParse(doc, words=words, sent_starts=[1, -1, -1, -1, -1, 1, -1])
    assert later.sent_starts == [True, False, None, False, False]


def test_sentences_by_characters():
    doc = cut("One two. Three. Four", "One", "two.", "Three", ".", "Four")
    gold = GoldParse.from_dict(doc, {"sents": [(0, 8), (8, 15)]})
    assert gold.sent_starts == [True, False, True, False, None]
    inside = GoldParse.from_dict(doc, {"sents": [(0, 5), (5, 20)]})
    assert inside.sent_starts == [True, None, False, False, False]
    with pytest.raises(DataError, match=r"sents\[1\].*at least 8"):
        GoldParse.from_dict(doc, {"sents": [(0, 8), (7, 15)]})
    with pytest.raises(DataError, match="both sents and sent_starts"):
        GoldParse.from_dict(doc, {"sents": [], "sent_starts": [1, 0, 0, 0, 0]})


def test_links_of_entities():
    doc = cut(UBER, *UBER_WORDS)
    links = {(0, 4): {"Q1": 0.0, "Q2": 1.0}}
    gold = GoldParse(doc, entities=[(0, 4, "ORG")], links=links)
    assert gold.links == links
    assert [ent.kb_id for ent in gold.ents] == ["Q2"]
    named = GoldParse(doc, entities=[(0, 4, "ORG", "Q2"), (29, 35, "TIME")])
    assert named.links == {(0, 4): {"Q2": 1.0}}
    assert [ent.kb_id for ent in named.ents] == ["Q2", ""]


def test_links_without_entities():
    gold = GoldParse(cut(UBER, *UBER_WORDS), links={(0, 4): {"Q2": 0.9}, (6, 8): {"Q3": 1}})
    assert gold.reference.texts("kb_id") == ["Q2", *[""] * 7]
    assert gold.ner == ["-"] * 8
    assert [(entity.start, entity.label) for entity in gold.misaligned] == [(6, "Q3")]


def test_links_of_a_misaligned_entity_are_kept():
    doc = cut(UBER, *UBER_WORDS)
    gold = GoldParse(doc, entities=[(0, 3, "ORG")], links={(0, 3): {"Q2": 1.0}})
    assert gold.links == {(0, 3): {"Q2": 1.0}}
    assert len(gold.misaligned) == 1
    assert not gold.has("kb_id")


def test_non_projective_trees_are_seen_on_the_tokens():
    doc = cut("a b c d", "a", "b", "c", "d")
    assert not GoldParse(doc, heads=[2, 3, 2, 2]).is_projective
    merged = cut("a b c d", "a", "b c", "d")
    assert GoldParse(merged, words=[*"abcd"], heads=[2, 2, 2, 2]).is_projective


def test_a_token_of_words_that_do_not_hang_together_has_no_head():
    merged = cut("a b c d", "a", "b c", "d")
    gold = GoldParse(merged, words=[*"abcd"], heads=[0, 0, 3, 0], deps=[*"wxyz"])
    assert gold.heads == [0, None, 0]
    assert gold.deps == ["w", "", "z"]
    gapped = GoldParse(merged, words=[*"abcd"], heads=[0, None, 1, 1])
    assert gapped.heads == [0, None, 1]


@pytest.mark.parametrize(
    ("annotations", "message"),
    [
        ({"tags": ["a"]}, "tags has 1 values for 8 tokens"),
        ({"tags": [*"abcdefg", 3]}, r"tags\[7\] cannot be used.*found 3"),
        ({"tags": "abcdefgh"}, "tags cannot be used; expected a list"),
        ({"heads": [1, 1, 1, 5, 5, 2, 7, 8]}, r"heads\[7\].*one of 8 tokens.*found 8"),
        ({"heads": [1, 1, 1, 5, 5, 2, 7, "x"]}, r"heads\[7\].*'x'"),
        ({"heads": [1, 2, 0, 5, 5, 2, 7, 5]}, "cycle.*0 'Uber' -> 1 'blew' -> 2 'through' -> 0"),
        (
            {"heads": [0, 0, 0, 0, 0, 0, 0, 0], "sent_starts": [1, 0, 0, 0, 1, 0, 0, 0]},
            r"heads\[4\].*another sentence",
        ),
        ({"sent_starts": [True, False, None, 1, 0, -1, 2, 0]}, r"sent_starts\[6\].*found 2"),
        ({"entities": ["U-X"]}, "entities has 1 values for 8 tokens"),
        ({"entities": ["B-X"] + ["O"] * 7}, '"O" cannot stand after "B-X" in BILUO'),
        ({"entities": ["Q-X"] + ["O"] * 7}, '"Q-X" is not a tag of BILUO'),
        ({"entities": [(0, 4, "A"), (0, 99, "X")]}, r"entities\[1\].*<= 35.*\(0, 99\)"),
        ({"entities": [(4, 4, "X")]}, r"entities\[0\]"),
        ({"entities": [(0, 4)]}, r"entities\[0\].*\(start, end, label\)"),
        ({"entities": [(0, 4, "")]}, r"the label of entities\[0\]"),
        ({"entities": [(0, 4, "A"), (2, 6, "B")]}, "0 to 4 .'A'. and 2 to 6 .'B'. overlap"),
        ({"entities": ["O", (0, 4, "A")]}, r"entities\[0\].*'O'"),
        ({"cats": {"A": 1.5}}, r"cats\['A'\].*found 1.5"),
        ({"cats": {"A": float("nan")}}, r"cats\['A'\].*found nan"),
        ({"cats": ["A"]}, "cats cannot be used"),
        ({"links": {(0, 4): {"Q": 1}}, "entities": [(5, 9, "A")]}, r"\(0, 4\).*no entity: 'Uber'"),
        ({"links": {(0, 4): {"Q": 2}}}, r"links\[\(0, 4\)\]\['Q'\].*found 2"),
        ({"links": {(0, 4): {"": 1}}}, r"an id of links\[\(0, 4\)\]"),
        ({"links": {(0, 99): {}}}, "the key .* of links"),
        ({"links": {"0-4": {}}}, "the key 0-4 of links"),
        ({"links": {(0, 4): "Q"}}, r"links\[\(0, 4\)\].*ids and probabilities"),
        ({"links": [(0, 4)]}, "links cannot be used"),
        ({"links": {(0, 4): {"Q": 1}}, "entities": [(0, 4, "A", "R")]}, "disagree.*'R'.*'Q'"),
        ({"words": ["Uber", "flew"]}, "'flew' .token at index 1.*'blew'"),
        ({"words": ["Uber", " "]}, r"words\[1\]"),
        ({"words": ["Uber", ""]}, r"words\[1\]"),
        ({"entites": []}, "'entites'.*did you mean 'entities'"),
        ({"zzz": []}, "no annotation is called 'zzz'; expected words, tags"),
    ],
)
def test_impossible_annotation_is_an_error_that_names_it(annotations: dict, message: str):
    with pytest.raises(DataError, match=message):
        GoldParse.from_dict(cut(UBER, *UBER_WORDS), annotations)


def test_annotations_that_are_no_dictionary():
    with pytest.raises(DataError, match="the annotations cannot be used"):
        GoldParse.from_dict(cut(UBER, *UBER_WORDS), [(0, 4, "ORG")])  # type: ignore[arg-type]


def test_errors_say_where_the_document_was_read():
    doc = cut(UBER, *UBER_WORDS)
    doc.origin = Origin("train.jsonl", 7)
    with pytest.raises(DataError, match=r"^train.jsonl:7: tags has 1"):
        GoldParse(doc, tags=["N"])


def test_from_doc_shares_the_arrays_of_a_document_of_the_same_tokens():
    reference = cut(UBER, *UBER_WORDS)
    reference.set_column("head", np.zeros(8, np.int32))
    reference.set_column("tag", ["T"] * 8)
    gold = GoldParse.from_doc(cut(UBER, *UBER_WORDS), reference)
    assert gold.column("head") is reference.column("head")
    assert gold.column("tag") is reference.column("tag")
    assert gold.alignment.a2b_single.tolist() == list(range(8))


def test_from_doc_of_a_text_with_other_whitespace():
    reference = cut(UBER, *UBER_WORDS)
    reference.ents = [Span(reference, 3, 6, "MONEY", kb_id="Q7")]
    doc = Doc(Vocab(), ["Uber", "blew", "through", "$", "1", "million", "a", "week"])
    assert doc.text != reference.text
    gold = GoldParse.from_doc(doc, reference)
    assert gold.ner == ["O", "O", "O", "B-MONEY", "I-MONEY", "L-MONEY", "O", "O"]
    assert gold.links == {(18, 29): {"Q7": 1.0}}
    with pytest.raises(DataError, match="different texts"):
        GoldParse.from_doc(Doc(Vocab(), ["Uber", "flew"]), reference)


def french() -> Doc:
    """`de le` in one surface token, `le Monde` being an entity."""
    starts, ends = np.array([0, 3, 3, 6], np.int32), np.array([2, 5, 5, 11], np.int32)
    doc = Doc.from_offsets(Vocab(), "vu du Monde", starts, ends, words=["vu", "de", "le", "Monde"])
    doc.set_column("head", [0, 3, 3, 0])
    doc.set_column("tag", ["V", "P", "D", "N"])
    doc.set_column("sent_start", [1, 1, -1, -1])
    return doc


def test_from_doc_words_of_a_multiword_token():
    reference = french()
    reference.ents = [Span(reference, 1, 4, "PER"), Span(reference, 0, 1, "X")]
    gold = GoldParse.from_doc(cut("vu du Monde", "vu", "du", "Monde"), reference)
    assert gold.tags == ["V", "", "N"]
    assert gold.heads == [0, None, 0]
    assert gold.sent_starts == [True, True, False]
    assert gold.ner == ["U-X", "B-PER", "L-PER"]
    same = GoldParse.from_doc(french(), reference)
    assert same.tags == ["V", "P", "D", "N"]


def test_from_doc_an_entity_that_begins_within_a_multiword_token_is_misaligned():
    reference = french()
    reference.ents = [Span(reference, 0, 2, "X"), Span(reference, 2, 4, "NEWS")]
    gold = GoldParse.from_doc(cut("vu du Monde", "vu", "du", "Monde"), reference)
    assert gold.ner == ["-", "-", "-"]
    assert [(entity.index, entity.label) for entity in gold.misaligned] == [(0, "X"), (1, "NEWS")]
    assert "multiword" in gold.misaligned[0].reasons[0]


@given(annotated_docs())
def test_from_doc_of_itself_is_the_annotation_itself(doc: Doc):
    gold = GoldParse.from_doc(doc, doc)
    for name in [*doc.column_names, "tag", "head", "ent_iob"]:
        assert np.array_equal(gold.column(name), doc.column(name))
    assert [ent.key() for ent in gold.ents] == [ent.key() for ent in doc.ents]
    assert gold.misaligned == []
    assert gold.cats == doc.cats


@given(annotated_docs(), st.data())
def test_from_doc_on_other_tokens_invents_nothing(reference: Doc, data: st.DataObject):
    places = [i for i, char in enumerate(reference.text) if not char.isspace()]
    cuts = {i for i in places if data.draw(st.booleans())}
    starts = [i for i in places if i in cuts or i - 1 not in places]
    ends = [i + 1 for i in places if i + 1 in starts or i + 1 not in places]
    doc = Doc.from_offsets(
        Vocab(), reference.text, np.array(starts, np.int32), np.array(ends, np.int32)
    )
    gold = GoldParse.from_doc(doc, reference)
    for name in reference.column_names:
        column = gold.column(name)
        assert len(column) == len(doc)
        assert column.dtype == NUMBER_COLUMNS.get(name, (np.uint64, 0))[0]
    chars = {(ent.start_char, ent.end_char, ent.label, ent.kb_id) for ent in reference.ents}
    kept = {(ent.start_char, ent.end_char, ent.label, ent.kb_id) for ent in gold.ents}
    assert kept <= chars
    assert len(gold.ents) + len(gold.misaligned) == len(reference.ents)
    begins = {
        start
        for start, mark in zip(
            reference.starts.tolist(), reference.column("sent_start").tolist(), strict=True
        )
        if mark == 1
    }
    for token, mark in zip(doc, gold.sent_starts, strict=True):
        assert mark is not True or token.idx in begins
        assert mark is not False or token.idx not in begins
    assert len(gold.ner) == len(doc)


def test_ent_iob_column_has_the_document_s_codes():
    gold = GoldParse(cut("a b c", "a", "b", "c"), entities=["B-X", "L-X", "-"])
    assert gold.column("ent_iob").tolist() == [EntIob.BEGIN, EntIob.INSIDE, EntIob.MISSING]
    assert gold.texts("ent_type") == ["X", "X", ""]


def test_repr_shows_the_text():
    assert "Uber" in repr(GoldParse(cut(UBER, *UBER_WORDS)))
