from __future__ import annotations

import json

import numpy as np
from annotated_docs import annotated_docs
from hypothesis import given

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.span import Span
from nlptk.engine.data.training_json import ParagraphWriter, docs_to_json
from nlptk.engine.data.vocab import Vocab


def small_doc() -> Doc:
    doc = Doc(
        Vocab(),
        ["Acme", "Corp", "grows", ".", "Good", "!"],
        [True, True, False, True, False, False],
    )
    doc.set_column("tag", ["NNP", "NNP", "VBZ", ".", "JJ", "."])
    doc.set_column("head", [1, 2, 2, 2, 4, 4])
    doc.set_column("dep", ["compound", "nsubj", "ROOT", "punct", "ROOT", "punct"])
    doc.set_column("sent_start", [1, -1, -1, -1, 1, -1])
    doc.ents = [Span(doc, 0, 2, "ORG")]
    doc.cats = {"good": 1.0}
    doc.spans["brackets"] = [Span(doc, 0, 2, "NP")]
    return doc


def token(i: int, orth: str, **known: object) -> dict[str, object]:
    return {"id": i, "orth": orth, **known}


def test_docs_to_json_has_the_form_of_the_guide() -> None:
    assert docs_to_json(small_doc(), id=3) == {
        "id": 3,
        "paragraphs": [
            {
                "raw": "Acme Corp grows. Good!",
                "sentences": [
                    {
                        "tokens": [
                            token(0, "Acme", tag="NNP", head=1, dep="compound", ner="B-ORG"),
                            token(1, "Corp", tag="NNP", head=1, dep="nsubj", ner="L-ORG"),
                            token(2, "grows", tag="VBZ", head=0, dep="ROOT", ner="O"),
                            token(3, ".", tag=".", head=-1, dep="punct", ner="O"),
                        ],
                        "brackets": [{"first": 0, "last": 1, "label": "NP"}],
                    },
                    {
                        "tokens": [
                            token(4, "Good", tag="JJ", head=0, dep="ROOT", ner="O"),
                            token(5, "!", tag=".", head=-1, dep="punct", ner="O"),
                        ],
                        "brackets": [],
                    },
                ],
                "cats": [{"label": "good", "value": 1.0}],
            }
        ],
    }


def test_keys_are_there_where_something_is_known() -> None:
    doc = Doc(Vocab(), ["a", "b"])
    doc.set_column("tag", ["X", ""])
    doc.set_column("head", [-1, 0])
    doc.ents = [Span(doc, 1, 2, "T")]
    iob = doc.column("ent_iob")
    iob[0] = EntIob.MISSING
    (paragraph,) = docs_to_json([doc])["paragraphs"]
    assert paragraph["segmented"] is False
    assert paragraph["sentences"][0]["tokens"] == [
        {"id": 0, "orth": "a", "tag": "X"},
        {"id": 1, "orth": "b", "head": -1, "ner": "U-T"},
    ]
    assert docs_to_json([])["paragraphs"] == []


@given(annotated_docs())
def test_a_paragraph_is_one_line_of_json_whatever_the_writer_wrote_before(doc: Doc) -> None:
    used = ParagraphWriter()
    used.text(small_doc())
    text = used.text(doc)
    assert "\n" not in text
    assert json.loads(text) == docs_to_json(doc)["paragraphs"][0]
    (words,) = [
        [token["orth"] for sentence in paragraph["sentences"] for token in sentence["tokens"]]
        for paragraph in docs_to_json(doc)["paragraphs"]
    ]
    assert words == list(doc.words)


def test_what_has_no_place_is_told() -> None:
    doc = small_doc()
    doc.set_column("tag", ["-"] * 6)
    doc.set_column("head", [1, 4, 2, 2, 4, 4])
    doc.cats = {"odd": float("nan")}
    doc.ents = [Span(doc, 0, 1, "", kb_id="Q1"), Span(doc, 2, 3, "T")]
    iob = doc.column("ent_iob")
    iob[4] = EntIob.INSIDE
    told: list[tuple[Layer, int | None]] = []
    ParagraphWriter().text(doc, lambda layer, _what, token: told.append((layer, token)))
    assert sorted(told, key=str) == [
        (Layer.ARCS, 1),
        (Layer.CATEGORIES, None),
        (Layer.ENTITIES, 0),
        (Layer.ENTITIES, None),
        (Layer.LINKS, 0),
        (Layer.TAGS, None),
    ]


def test_words_that_differ_from_the_text_say_where_they_are() -> None:
    starts, ends = np.array([0, 3, 3], np.int32), np.array([2, 5, 5], np.int32)
    doc = Doc.from_offsets(Vocab(), "va du", starts, ends, words=["va", "de", "le"])
    tokens = docs_to_json(doc)["paragraphs"][0]["sentences"][0]["tokens"]
    assert tokens[0] == {"id": 0, "orth": "va"}
    assert tokens[2] == {"id": 2, "orth": "le", "start": 3, "end": 5}


def test_words_that_share_a_range_all_say_so_but_the_first_that_spells_it() -> None:
    starts, ends = np.array([0, 0, 2, 2, 4], np.int32), np.array([1, 1, 3, 3, 5], np.int32)
    doc = Doc.from_offsets(Vocab(), "a b c", starts, ends, words=["a", "x", "y", "b", "c"])
    tokens = docs_to_json(doc)["paragraphs"][0]["sentences"][0]["tokens"]
    assert ["start" in token for token in tokens] == [False, True, True, True, False]
