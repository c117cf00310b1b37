from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from annotated_docs import annotated_docs
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.diagnostic import Diagnostic
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import soft_links
from nlptk.engine.data.span import Span
from nlptk.engine.data.training_json import docs_to_json
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError
from nlptk.formats.v2_json import JSON
from nlptk.plugins.testing import read_docs, sample_doc, verify_format, write_docs, written_text

GUIDE = """[
  {
    "id": 42,
    "paragraphs": [
      {
        "raw": "He said \\"Acme  Corp\\" grows. Yes",
        "sentences": [
          {
            "tokens": [
              {"id": 0, "orth": "He", "tag": "PRP", "head": 1, "dep": "nsubj", "ner": "O"},
              {"id": 1, "orth": "said", "tag": "VBD", "head": 0, "dep": "ROOT", "ner": "O"},
              {"id": 2, "orth": "``", "tag": "``", "head": 1, "dep": "punct", "ner": "O"},
              {"id": 3, "orth": "Acme", "tag": "NNP", "head": 1, "dep": "x", "ner": "B-ORG"},
              {"id": 4, "orth": "Corp", "tag": "NNP", "head": 2, "dep": "x", "ner": "L-ORG"},
              {"id": 5, "orth": "''", "tag": "''", "head": -1, "dep": "punct", "ner": "O"},
              {"id": 6, "orth": "grows", "tag": "VBZ", "head": -5, "dep": "ccomp", "ner": "-"},
              {"id": 7, "orth": ".", "tag": ".", "head": -6, "dep": "punct", "ner": "O"}
            ],
            "brackets": [{"first": 3, "last": 4, "label": "NP"}]
          },
          {
            "tokens": [{"id": 8, "orth": "Yes", "tag": "UH", "head": 0, "dep": "ROOT"}],
            "brackets": [{"first": 0, "last": 0, "label": "INTJ"}]
          }
        ],
        "cats": [{"label": "NEWS", "value": 1.0}, {"label": "SPORT", "value": 0}]
      }
    ]
  }
]
"""


def tokens(*each: dict[str, Any], **paragraph: Any) -> str:
    """A file of one sentence of these tokens."""
    sentences = [{"tokens": list(each), "brackets": []}]
    return json.dumps([{"id": 0, "paragraphs": [{"sentences": sentences, **paragraph}]}])


def words(**columns: list[Any]) -> str:
    """A file of one sentence, from a list of values for each key of tokens."""
    each = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return tokens(*each)


def failure(text: str) -> DataError:
    with pytest.raises(DataError) as caught:
        read_docs(JSON, text)
    assert caught.value.place.path
    assert caught.value.place.line
    assert caught.value.place.column
    return caught.value


def test_json_keeps_the_contract(tmp_path: Path) -> None:
    example = tmp_path / "guide.json"
    example.write_text(GUIDE)
    # one array is one whole: nobody knows where a next document starts behind an error
    verify_format(JSON, examples=[example], recovers=False)


@given(st.lists(annotated_docs(), max_size=3))
def test_what_is_written_is_read_back(docs: list[Doc]) -> None:
    findings: list[Diagnostic] = []
    text = written_text(JSON, docs)
    again = read_docs(JSON, text, findings=findings)
    hyphens = [doc.has("tag") and set(doc.texts("tag")) == {"-"} for doc in docs]
    assert len(again) == len(docs)
    for doc, other, is_lost in zip(docs, again, hyphens, strict=True):
        assert doc.difference(other) == ("tag" if is_lost else "")
    assert findings == []
    assert written_text(JSON, again) == text


@given(st.lists(annotated_docs(), max_size=2))
def test_the_writer_writes_what_docs_to_json_says(docs: list[Doc]) -> None:
    for i, doc in enumerate(docs):
        doc.meta["id"] = f"doc {i}"
    expected = [docs_to_json(doc, id=doc.meta["id"]) for doc in docs]
    assert json.loads(written_text(JSON, docs)) == expected


def test_the_guides_form_is_read() -> None:
    (doc,) = read_docs(JSON, GUIDE)
    assert doc.text == 'He said "Acme  Corp" grows. Yes'
    assert doc.words[2] == "``"
    assert doc.text[doc.starts[2] : doc.ends[2]] == '"'
    assert [ent.text for ent in doc.ents] == ["Acme  Corp"]
    assert doc[6].ent_iob == doc[8].ent_iob == ""
    assert doc.column("head").tolist() == [1, 1, 3, 4, 6, 4, 1, 1, 8]
    assert [sent.text for sent in doc.sents] == ['He said "Acme  Corp" grows.', "Yes"]
    assert doc.cats == {"NEWS": 1.0, "SPORT": 0.0}
    assert doc.meta == {"id": 42}
    assert [(span.label, span.text) for span in doc.spans["brackets"]] == [
        ("NP", "Acme  Corp"),
        ("INTJ", "Yes"),
    ]
    written = json.loads(written_text(JSON, [doc]))
    assert written[0]["paragraphs"][0]["sentences"][1]["brackets"] == [
        {"first": 0, "last": 0, "label": "INTJ"}
    ]


def test_words_without_raw_text_are_joined_by_spaces() -> None:
    (doc,) = read_docs(JSON, words(orth=["Hello", ",", "you"]))
    assert doc.text == "Hello , you"
    assert not doc.has("tag")
    assert not doc.has("head")
    assert not doc.has("ent_iob")


def test_an_array_of_nothing_is_fine() -> None:
    assert read_docs(JSON, "[]\n") == []
    assert written_text(JSON, []) == "[]\n"


def test_documents_may_stand_without_an_array() -> None:
    one = json.dumps(docs_to_json(sample_doc("a b"), id="x"))
    assert [doc.meta["id"] for doc in read_docs(JSON, f"{one}\n{one}")] == ["x", "x"]


def test_paragraphs_of_one_id_are_one_document() -> None:
    docs = [sample_doc(text, name=name) for text, name in (("a", "x"), ("b", "x"), ("c", "y"))]
    text = written_text(JSON, docs)
    assert [len(document["paragraphs"]) for document in json.loads(text)] == [2, 1]
    assert text.count("\n") == 4
    assert read_docs(JSON, text) == docs
    many = [sample_doc("a", name="x")] * 250
    assert [len(item["paragraphs"]) for item in json.loads(written_text(JSON, many))] == [
        100,
        100,
        50,
    ]


def test_documents_without_id_stay_apart() -> None:
    docs = [Doc(Vocab(), ["a"]), Doc(Vocab(), ["b"])]
    written = json.loads(written_text(JSON, docs))
    assert [(item["id"], len(item["paragraphs"])) for item in written] == [(None, 1), (None, 1)]


def test_unknown_keys_are_metadata_or_noted() -> None:
    findings: list[Diagnostic] = []
    paragraph = {
        "sentences": [{"tokens": [{"orth": "a", "id": 0, "x": 1}, {"orth": "b", "x": 2}], "y": 1}],
        "source": "here",
    }
    text = json.dumps([{"id": 1, "licence": "CC", "paragraphs": [paragraph, paragraph]}])
    docs = read_docs(JSON, text, findings=findings)
    assert [doc.meta for doc in docs] == [{"id": 1, "licence": "CC", "source": "here"}] * 2
    assert [(finding.code, finding.message) for finding in findings] == [
        ("repaired", "the key 'y' of a sentence is not read"),
        ("repaired", "the key 'x' of a token is not read"),
    ]


def test_hyphens_for_all_tags_are_no_tags() -> None:
    (doc,) = read_docs(JSON, words(orth=["a", "b"], tag=["-", "-"]))
    assert not doc.has("tag")
    (doc,) = read_docs(JSON, words(orth=["a", "b"], tag=["-", "X"]))
    assert doc.texts("tag") == ["-", "X"]


def test_writing_tags_that_are_all_hyphens_is_a_loss(tmp_path: Path) -> None:
    doc = sample_doc("a b")
    doc.set_column("tag", ["-", "-"])
    findings: list[Diagnostic] = []
    write_docs(JSON, [doc], tmp_path / "x.json", findings=findings)
    assert [(finding.code, finding.layer) for finding in findings] == [("lost", Layer.TAGS)]


def test_whitespace_tokens_leave_and_take_nothing_with_them() -> None:
    findings: list[Diagnostic] = []
    each = [
        {"orth": "Hi", "head": 1, "ner": "B-X"},
        {"orth": "\n", "head": 1, "ner": "I-X"},
        {"orth": "you", "head": 0, "ner": "L-X"},
        {"orth": " ", "head": -1, "ner": "U-Y"},
    ]
    (doc,) = read_docs(JSON, tokens(*each, raw="Hi\nyou  "), findings=findings)
    assert doc.text == "Hi\nyou  "
    assert list(doc.words) == ["Hi", "you"]
    assert doc.column("head").tolist() == [1, 1]
    assert [(ent.label, ent.text) for ent in doc.ents] == [("X", "Hi\nyou")]
    assert [finding.message for finding in findings] == [
        "2 tokens of whitespace left out (the text keeps it)",
        "the Y of token 3 is whitespace, and left out",
    ]


def test_sound_iob_tags_are_taken_as_such_and_noted() -> None:
    findings: list[Diagnostic] = []
    text = words(orth=["a", "b", "c", "d"], ner=["B-X", "I-X", "O", "B-Y"])
    (doc,) = read_docs(JSON, text, findings=findings)
    assert [(ent.start, ent.end, ent.label) for ent in doc.ents] == [(0, 2, "X"), (3, 4, "Y")]
    assert "IOB2" in findings[0].message
    assert findings[0].place.line == 1


def test_an_entity_may_reach_over_a_sentence_end() -> None:
    doc = sample_doc("a b c")
    doc.set_column("sent_start", [1, 1, -1])
    doc.ents = [Span(doc, 0, 2, "X", kb_id="Q1")]
    assert read_docs(JSON, written_text(JSON, [doc])) == [doc]


def test_arcs_that_leave_their_sentence_are_lost_aloud(tmp_path: Path) -> None:
    doc = sample_doc("a b c")
    doc.set_column("sent_start", [1, 1, -1])
    doc.set_column("head", [1, 1, 1])
    findings: list[Diagnostic] = []
    write_docs(JSON, [doc], tmp_path / "x.json", findings=findings)
    assert [(finding.layer, finding.message) for finding in findings] == [
        (Layer.ARCS, "the head of token 0 is in another sentence")
    ]
    (again,) = read_docs(JSON, tmp_path / "x.json")
    assert again.column("head").tolist() == [-1, 1, 1]


def test_an_unlabelled_entity_is_lost_aloud(tmp_path: Path) -> None:
    doc = sample_doc("a b c")
    doc.ents = [Span(doc, 0, 1, ""), Span(doc, 1, 2, "X")]
    findings: list[Diagnostic] = []
    write_docs(JSON, [doc], tmp_path / "x.json", findings=findings)
    assert [finding.layer for finding in findings] == [Layer.ENTITIES]
    (again,) = read_docs(JSON, tmp_path / "x.json")
    assert again.column("ent_iob").tolist() == [EntIob.MISSING, EntIob.BEGIN, EntIob.OUTSIDE]


# What the peer's commands read without a word, or end with a traceback.
AB = {"orth": ["a", "b"]}


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        (words(**AB, head=[7, 0]), "7}", "token 0 'a': its head is outside the sentence"),
        (words(**AB, head=[10**30, 0]), "1000", "expected a number from 0 to 1"),
        (words(**AB, head=[1, -1]), "1}", "the heads form a cycle, 'a' -> 'b' -> 'a'"),
        (words(**AB, head=[0, True]), "true", "'head' is no whole number"),
        (words(**AB, head=[0, 1.0]), "1.0", "found 1.0"),
        (words(**AB, ner=["I-ORG", "L-PER"]), '"I-ORG"', "cannot stand at the start"),
        (words(**AB, ner=["B-ORG", "L-PER"]), '"L-PER"', 'expected "I-ORG" or "L-ORG"'),
        (words(**AB, ner=["U-ORG", "B-PER"]), '"B-PER"', 'expected "U-PER", found "B-PER"'),
        (words(**AB, ner=["ORG", "O"]), '"ORG"', '"ORG" is not a tag'),
        (words(**AB, ner=["O", "U-"]), '"U-"', '"U-" is not a tag'),
        (words(**AB, ner=[1, "O"]), "1}", "'ner' is not text"),
        (words(**AB, tag=["X", ["Y"]]), '["Y"]', "'tag' is not text"),
        (words(orth=["a", ""]), '""', "a token without text"),
        (words(orth=["a", None]), "null", "a token without text"),
        (words(orth=["a", 3]), "3", "'orth' is not text"),
        (words(**AB, ner=["O", "O"], kb_id=["", "Q1"]), '"Q1"', "no entity begins here"),
        (words(**AB, kb_id=["", "Q1"]), '"Q1"', "no entity begins here"),
        (words(**AB, ner=["-", "-"], links=[None, {"Q1": 1}]), "{", "no entity begins here"),
        (words(**AB, ner=["O", "U-X"], links=[{"Q1": 1}, None]), "{", "no entity begins here"),
        (words(**AB, ner=["O", "U-X"], links=[None, ["Q1"]]), "[", "no object of ids"),
        (words(**AB, ner=["O", "U-X"], links=[None, {"Q": "a"}]), '"a"', "no number"),
        (
            words(**AB, ner=["O", "U-X"], kb_id=["", "Q2"], links=[None, {"Q1": 0.7, "Q2": 0.3}]),
            '"Q2"',
            "the entity has two ids",
        ),
    ],
)
def test_what_is_said_wrongly_of_tokens_is_one_located_error(
    text: str, value: str, says: str
) -> None:
    error = failure(text)
    assert says in str(error)
    assert error.place.line == 1
    column = error.place.column - 1
    assert text[column:].startswith(value)


@pytest.mark.parametrize(
    ("said", "kb_id", "soft"),
    [
        ({"links": [{"Q1": 1.0}, None]}, "Q1", {}),
        ({"links": [{"Q1": 0.7, "Q2": 0.3}, None]}, "Q1", {"Q1": 0.7, "Q2": 0.3}),
        ({"links": [{"Q1": 0.5, "Q2": 0.5}, None]}, "", {"Q1": 0.5, "Q2": 0.5}),
        ({"links": [{"Q1": 0.5, "Q2": 0.5}, None], "kb_id": ["Q2", ""]}, "Q2", None),
    ],
)
def test_links_say_the_id_where_it_is_not_said(
    said: dict[str, Any], kb_id: str, soft: dict[str, float] | None
) -> None:
    (doc,) = read_docs(JSON, words(**AB, ner=["U-X", "O"], **said))
    assert doc.ents[0].kb_id == kb_id
    assert soft_links(doc).get((0, 1), {}) == (said["links"][0] if soft is None else soft)


def test_probabilities_that_are_none_are_repaired() -> None:
    findings: list[Diagnostic] = []
    text = words(**AB, ner=["U-X", "O"], links=[{"Q1": 2, "Q2": 7}, None])
    (doc,) = read_docs(JSON, text, findings=findings)
    assert (doc.ents[0].kb_id, soft_links(doc)) == ("Q2", {})
    assert [(one.name, one.place.line) for one in findings] == [("link-probabilities", 1)]
    assert "token 0" in findings[0].message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the input is empty"),
        (" \n", "the input is empty"),
        ("3", "this is not an object with"),
        ("[[]]", "this is not an object with"),
        ('[{"text": "x"}]', "not a training document"),
        ('[{"paragraphs": {}}]', "'paragraphs' is not a list of paragraphs"),
        ('[{"paragraphs": [1]}]', "'paragraphs' is not an object"),
        ('[{"paragraphs": [{"raw": "x"}]}]', "a paragraph without sentences"),
        ('[{"paragraphs": [{"sentences": 3}]}]', "'sentences' is not a list of sentences"),
        ('[{"paragraphs": [{"sentences": [3]}]}]', "'sentences' is not an object"),
        ('[{"paragraphs": [{"sentences": [{}]}]}]', "'tokens' is missing, or null"),
        ('[{"paragraphs": [{"sentences": [{"tokens": ["a"]}]}]}]', "'tokens' is not an object"),
        (tokens({"orth": "New"}, {"orth": "York"}, raw="Old town"), "expected 'New', found 'Old"),
        (tokens({"orth": "New"}, raw="New York"), "belongs to no token"),
        (tokens({"orth": "New"}, raw=3), "'raw' is not text"),
        (tokens({"orth": "x", "start": 1, "end": 3}, raw="New"), "from character 0 on belongs"),
        (tokens({"orth": "x", "start": 0}, raw="New"), "token 0 is not in the text"),
        (tokens({"orth": "a"}, cats={"A": 1}), "'cats' is not a list"),
        (tokens({"orth": "a"}, cats=[{"label": "A"}]), "a value that is no number"),
        (tokens({"orth": "a"}, cats=[{"label": "A", "value": 10**400}]), "is no number"),
        (tokens({"orth": "a"}, cats=[{"label": 1, "value": 1}]), "'label' is not text"),
        (
            tokens({"orth": "a"}, cats=[{"label": "A", "value": 1}, {"label": "A", "value": 0}]),
            "category 'A' has two values",
        ),
        (tokens({"orth": "a"}, spans={"x": [[0, 2, "A"]]}), "tokens that are not there"),
        (tokens({"orth": "a"}, spans={"x": [[0, 1]]}), "a span has 3 or 4 parts"),
        (tokens({"orth": "a"}, segmented="no"), "'segmented' is not true or false"),
        (tokens({"orth": "a"}, meta=[]), "'meta' is not an object"),
        (GUIDE.replace('"last": 4', '"last": 8'), "tokens that are not there"),
        (GUIDE.replace('"first": 3', '"first": true'), "'first' is not a whole number"),
        (GUIDE[:900], "the input ends early"),
        (GUIDE.replace('"VBD", "head"', '"VBD" "head"'), "not valid JSON"),
    ],
)
def test_what_is_not_of_the_form_is_one_located_error(text: str, says: str) -> None:
    assert says in str(failure(text))


@pytest.mark.parametrize(
    ("before", "after"), [('"head": -6', '"head": -16'), ('"ner": "L-ORG"', '"ner": "L-PER"')]
)
def test_an_error_deep_in_a_document_has_its_line_and_column(before: str, after: str) -> None:
    text = GUIDE.replace(before, after)
    place = failure(text).place
    assert text.split("\n")[place.line - 1][place.column - 1 :].startswith(after.split(": ")[1])


def test_bad_paragraphs_can_be_skipped_and_are_told() -> None:
    bad = json.loads(words(**AB, head=[5, 0]))[0]
    good = json.loads(words(orth=["fine"]))[0]
    findings: list[Diagnostic] = []
    text = json.dumps([bad, good, 3, good, {"paragraphs": good["paragraphs"] + [{}]}], indent=1)
    docs = read_docs(JSON, text + "]", findings=findings, skip_bad=True)
    assert [doc.text for doc in docs] == ["fine"] * 3
    assert [finding.code for finding in findings] == ["skipped"] * 4
    assert "behind the end" in findings[-1].message
    assert [finding.place.line for finding in findings] == sorted(
        finding.place.line for finding in findings
    )


def test_a_document_that_is_no_json_is_skipped_where_each_starts_a_line() -> None:
    good = json.loads(words(orth=["fine"]))[0]
    lines = [json.dumps(good)] * 4
    lines[1] = lines[1].replace(":", "", 1)
    findings: list[Diagnostic] = []
    docs = read_docs(JSON, "[\n" + ",\n".join(lines) + "\n]", findings=findings, skip_bad=True)
    assert [doc.text for doc in docs] == ["fine"] * 3
    assert [(found.name, found.place.line) for found in findings] == [("json-syntax", 3)]
    assert not findings[0].hint
    findings.clear()
    assert len(read_docs(JSON, f"[{','.join(lines)}]", findings=findings, skip_bad=True)) == 1
    assert "what follows it is not read" in str(findings[0])


@settings(max_examples=150)
@given(st.data())
def test_whatever_a_token_says_it_is_read_or_refused(data: st.DataObject) -> None:
    odd = st.sampled_from([None, "", "-", "O", "B-X", " ", 0, 1, -1, True, 2.5, [], {}, "a"])
    keys = st.sampled_from(["orth", "head", "ner", "tag", "kb_id", "start", "end", "sent_start"])
    each = data.draw(st.lists(st.dictionaries(keys, odd, max_size=3), min_size=1, max_size=3))
    text = tokens(*({"orth": "a", **token} for token in each), raw=" ".join("a" * len(each)))
    try:
        docs = read_docs(JSON, text)
    except DataError as error:
        assert error.place.column > 0
        return
    assert read_docs(JSON, written_text(JSON, docs))[0].text == docs[0].text


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (GUIDE.encode(), True),
        (b'\xef\xbb\xbf[{"id":null,"paragraphs":[{', True),
        (b'{"text": "a"}\n', False),
        (b'[{"text": "a"}]', False),
        (b"", False),
    ],
)
def test_sniffing_looks_for_paragraphs(head: bytes, answer: bool) -> None:
    assert JSON.sniff is not None
    assert JSON.sniff(head) is answer


def test_words_that_share_a_range_come_back(tmp_path: Path) -> None:
    starts, ends = np.array([0, 0, 2, 2, 4], np.int32), np.array([1, 1, 3, 3, 5], np.int32)
    doc = Doc.from_offsets(Vocab(), "a b c", starts, ends, words=["a", "x", "y", "b", "c"])
    write_docs(JSON, [doc], tmp_path / "a.json")
    (again,) = read_docs(JSON, tmp_path / "a.json")
    assert list(again.words) == list(doc.words)
    assert (again.starts.tolist(), again.ends.tolist()) == (starts.tolist(), ends.tolist())
