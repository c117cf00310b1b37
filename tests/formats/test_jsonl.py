from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from annotated_docs import annotated_docs, json_values
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.diagnostic import Diagnostic
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import soft_links
from nlptk.engine.data.span import Span
from nlptk.engine.errors import DataError, UsageError
from nlptk.formats.jsonl import JSONL
from nlptk.formats.jsonl.options import JsonlOptions
from nlptk.plugins.testing import read_docs, sample_doc, verify_format, write_docs, written_text

SIMPLE = """\
{"id": "a", "text": "Ada met Bob.", "spans": [{"start": 0, "end": 3, "label": "PER"}]}
{"text": "Nobody came.", "spans": [], "cats": {"NEWS": 1, "SPORT": 0.5}, "meta": {"year": 1}}

{"text": "Not annotated", "lang": "en"}
"""
PRODIGY = """\
{"text":"Ada met Bob","_input_hash":1,"tokens":[{"text":"Ada","start":0,"end":3,"id":0},\
{"text":"met","start":4,"end":7,"id":1},{"text":"Bob","start":8,"end":11,"id":2}],\
"spans":[{"start":8,"end":11,"token_start":2,"token_end":2,"label":"PER"}],"answer":"accept"}
{"text":"add please","label":"DOCS","answer":"reject","_task_hash":2}
{"text":"the docs are wrong","label":"DOCS","answer":"accept"}
{"text":"?","label":"DOCS","answer":"ignore"}
{"text":"Ada met Bob","spans":[{"start":0,"end":7,"label":"PER"}],"answer":"reject"}
{"text":"!","label":"DOCS","answer":"ignore"}
{"text":"which","options":[{"id":"A","text":"a"},{"id":"B","text":"b"}],"accept":["B"],\
"answer":"accept"}
"""
DOCCANO = """\
{"id": 1, "data": "Ada met Bob", "label": [[0, 3, "PER"], [8, 11, "PER"]]}
{"id": 2, "text": "good and cheap", "label": ["good", "cheap"]}
{"id": 3, "text": "Ada met Bob", "entities": [{"id": 7, "label": "PER", "start_offset": 0, \
"end_offset": 3}], "relations": []}
{"id": 4, "text": "bad", "labels": "bad", "label": null}
"""


def one(findings: list[Diagnostic] | None = None, **record: Any) -> Doc:
    """The document of one record, whose text is words of one letter if it gives none."""
    (doc,) = read_docs(JSONL, json.dumps(record), findings=findings)
    return doc


def ents(doc: Doc) -> list[tuple[int, int, str, str]]:
    return [span.key() for span in doc.ents]


def failure(line: str, **options: Any) -> DataError:
    """The error of a file whose second line this is."""
    with pytest.raises(DataError) as caught:
        read_docs(JSONL, '{"text": "fine"}\n' + line, **options)
    assert caught.value.place.path
    assert caught.value.place.line == 2
    return caught.value


# ---------------------------------------------------------------------- writing and reading back


@pytest.mark.parametrize("example", [SIMPLE, PRODIGY, DOCCANO])
def test_jsonl_keeps_the_contract(tmp_path: Path, example: str) -> None:
    path = tmp_path / "example.jsonl"
    path.write_text(example)
    verify_format(JSONL, examples=[path])


@given(st.lists(annotated_docs(), max_size=3))
def test_what_is_written_is_read_back(docs: list[Doc]) -> None:
    findings: list[Diagnostic] = []
    text = written_text(JSONL, docs)
    again = read_docs(JSONL, text, findings=findings)
    for doc, other in zip(docs, again, strict=True):
        assert doc.difference(other) == ""
    assert findings == []
    assert text.count("\n") == len(docs)


def test_a_line_has_the_keys_that_something_is_known_for() -> None:
    doc = sample_doc("Ada met  Bob.", name="x")
    doc.meta["year"] = 1815
    doc.ents = [Span(doc, 0, 1, "PER", kb_id="Q7259")]
    iob = doc.column("ent_iob").copy()
    iob[2] = EntIob.MISSING
    doc.set_column("ent_iob", iob)
    doc.set_column("sent_start", [1, -1, -1, -1])
    doc.set_column("tag", ["NNP", "VBD", "", "."])
    assert written_text(JSONL, [doc]) == (
        '{"id":"x","text":"Ada met  Bob.","tokens":["Ada","met","Bob","."],'
        '"tags":["NNP","VBD",null,"."],"sents":[0],'
        '"spans":[{"start":0,"end":3,"label":"PER","kb_id":"Q7259"}],"ner_missing":[[2,3]],'
        '"meta":{"year":1815}}\n'
    )


def test_values_that_json_has_not_are_lost_aloud(tmp_path: Path) -> None:
    doc = sample_doc("a")
    doc.cats = {"A": float("inf"), "B": 1.0}
    findings: list[Diagnostic] = []
    write_docs(JSONL, [doc], tmp_path / "x.jsonl", findings=findings)
    assert [(finding.code, finding.layer) for finding in findings] == [("lost", Layer.CATEGORIES)]
    assert read_docs(JSONL, tmp_path / "x.jsonl")[0].cats == {"B": 1.0}


def test_half_an_entity_is_lost_aloud(tmp_path: Path) -> None:
    doc = sample_doc("a b")
    doc.set_column("ent_iob", [EntIob.INSIDE, EntIob.OUTSIDE])
    findings: list[Diagnostic] = []
    write_docs(JSONL, [doc], tmp_path / "x.jsonl", findings=findings)
    assert [finding.layer for finding in findings] == [Layer.ENTITIES]


# ---------------------------------------------------------------------- the documented form


def test_the_simple_form_is_read() -> None:
    named, none, unknown = read_docs(JSONL, SIMPLE)
    assert ents(named) == [(0, 1, "PER", "")]
    assert named.meta == {"id": "a"}
    assert none.column("ent_iob").tolist() == [EntIob.OUTSIDE] * 3
    assert (none.cats, none.meta) == ({"NEWS": 1.0, "SPORT": 0.5}, {"year": 1})
    assert not unknown.has("ent_iob")
    assert unknown.meta == {"lang": "en"}
    assert unknown.place().line == 4


def test_a_record_without_spans_is_not_annotated() -> None:
    assert not one(text="a b").has("ent_iob")
    assert not one(text="a b", spans=None).has("ent_iob")
    assert one(text="a b", spans=[]).has("ent_iob")


@pytest.mark.parametrize(
    "tokens",
    [
        ["Ada", "met", "Bob", "."],
        [[0, 3], [5, 8], [9, 12], [12, 13]],
        [{"start": 0, "end": 3}, {"start": 5, "end": 8}, {"start": 9, "end": 12},
         {"start": 12, "end": 13, "text": ".", "id": 3, "ws": False}],
        [{"text": "Ada"}, {"text": "met"}, {"text": "Bob"}, {"text": "."}],
    ],
)  # fmt: skip
def test_tokens_come_in_several_forms(tokens: list[Any]) -> None:
    doc = one(text="Ada  met\nBob. ", tokens=tokens, spans=[{"start": 9, "end": 12, "label": "P"}])
    assert list(doc.words) == ["Ada", "met", "Bob", "."]
    assert doc.text == "Ada  met\nBob. "
    assert doc.ents[0].text == "Bob"


def test_without_text_the_words_are_joined_and_offsets_count_them() -> None:
    doc = one(
        tokens=["Ada", "met", "Bob"],
        spans=[{"start": 2, "end": 3, "label": "PER"}],
        sents=[[0, 2], [2, 3]],
    )
    assert doc.text == "Ada met Bob"
    assert ents(doc) == [(2, 3, "PER", "")]
    assert doc.column("sent_start").tolist() == [1, -1, 1]
    doc = one(tokens=[{"text": "Hi", "ws": False}, {"text": "!", "ws": True}])
    assert doc.text == "Hi! "


def test_columns_and_trees_are_read() -> None:
    doc = one(
        text="Ada met Bob",
        tokens=["Ada", "met", "Bob"],
        tags=["NNP", "VBD", None],
        pos=["PROPN", "VERB", "PROPN"],
        lemmas=["Ada", "meet", "Bob"],
        morphs=["", "Tense=Past", ""],
        heads=[1, 1, None],
        deps=["nsubj", "ROOT", None],
    )
    assert doc.texts("tag") == ["NNP", "VBD", ""]
    assert doc.texts("morph") == ["", "Tense=Past", ""]
    assert doc.column("head").tolist() == [1, 1, -1]


def test_topics_called_tags_are_metadata_where_there_are_no_tokens() -> None:
    assert one(text="a b", tags=["news"]).meta == {"tags": ["news"]}


def test_links_are_ids_of_spans() -> None:
    spans = [{"start": 0, "end": 3, "label": "P"}, {"start": 8, "end": 11, "label": "P"}]
    findings: list[Diagnostic] = []
    doc = one(
        findings,
        text="Ada met Bob",
        spans=spans,
        links={"[0, 3]": {"Q1": 0.0, "Q2": 1.0}, "8:11": "Q3"},
    )
    assert ents(doc) == [(0, 1, "P", "Q2"), (2, 3, "P", "Q3")]
    assert findings == []
    doc = one(text="Ada met Bob", spans=spans, links={"(0,3)": {"Q1": 0.0}})
    assert doc.ents[0].kb_id == ""
    assert soft_links(doc) == {}


def test_links_keep_their_probabilities() -> None:
    spans = [{"start": 0, "end": 3, "label": "P"}, {"start": 8, "end": 11, "label": "P"}]
    links = {"[0, 3]": {"Q1": 0.4, "Q2": 0.6}, "[8, 11]": {"Q3": 0.5, "Q4": 0.5, "Q5": 0.0}}
    findings: list[Diagnostic] = []
    doc = one(findings, text="Ada met Bob", spans=spans, links=links)
    assert [ent.kb_id for ent in doc.ents] == ["Q2", ""]
    assert soft_links(doc) == {(0, 1): {"Q1": 0.4, "Q2": 0.6}, (2, 3): {"Q3": 0.5, "Q4": 0.5}}
    assert findings == []
    (text,) = written_text(JSONL, [doc]).splitlines()
    record = json.loads(text)
    assert record["links"] == {"[0, 3]": links["[0, 3]"], "[8, 11]": {"Q3": 0.5, "Q4": 0.5}}
    assert [span.get("kb_id") for span in record["spans"]] == ["Q2", None]
    assert read_docs(JSONL, text) == [doc]


def test_probabilities_that_are_none_leave_the_first_of_the_likeliest() -> None:
    findings: list[Diagnostic] = []
    spans = [{"start": 0, "end": 3, "label": "P"}]
    doc = one(findings, text="Ada", spans=spans, links={"[0, 3]": {"Q1": 2, "Q2": 7, "Q3": 7}})
    assert (doc.ents[0].kb_id, soft_links(doc)) == ("Q2", {})
    assert [one.name for one in findings] == ["link-probabilities"]


def test_a_span_group_has_no_place_for_probabilities() -> None:
    findings: list[Diagnostic] = []
    record = {"text": "Ada", "spans": [[0, 3, "P"]], "links": {"[0, 3]": {"Q1": 0.7, "Q2": 0.3}}}
    (doc,) = read_docs(JSONL, json.dumps(record), findings=findings, overlap="group")
    assert doc.spans["spans"][0].kb_id == "Q1"
    assert [(one.code, one.layer) for one in findings] == [("repaired", "soft links")]


def test_sentences_are_ranges_or_first_tokens() -> None:
    assert one(text="a b c", sents=[[0, 3], [4, 5]]).column("sent_start").tolist() == [1, -1, 1]
    assert one(text="a b c", sents=[[0, 1], [4, 5]]).column("sent_start").tolist() == [1, 0, 1]
    doc = one(text="a b c", tokens=["a", "b", "c"], sents=[0, 2])
    assert doc.column("sent_start").tolist() == [1, -1, 1]
    findings: list[Diagnostic] = []
    doc = one(findings, text="one two", sents=[[0, 5], [5, 7]])
    assert doc.column("sent_start").tolist() == [1, 0]
    assert "starts inside the token 'two'" in findings[0].message
    assert findings[0].layer == Layer.SENTENCES


def test_pairs_of_text_and_annotation_are_records() -> None:
    line = '["Uber is cheap", {"entities": [[0, 4, "ORG"]], "cats": {"A": true}, "x": 1}]'
    (doc,) = read_docs(JSONL, line)
    assert ents(doc) == [(0, 1, "ORG", "")]
    assert doc.cats == {"A": 1.0}
    assert doc.meta == {"x": 1}


def test_metadata_joins_unknown_keys_unless_they_differ() -> None:
    assert one(text="a", meta={"id": "7", "b": 1}, c=2).meta == {"id": "7", "b": 1, "c": 2}
    clash = one(text="a", id="6", meta={"id": "7"})
    assert clash.meta == {"id": "6", "meta": {"id": "7"}}
    assert read_docs(JSONL, written_text(JSONL, [clash])) == [clash]
    assert one(text="a", meta="odd").meta == {"meta": "odd"}


def test_whitespace_tokens_are_left_out_and_noted() -> None:
    findings: list[Diagnostic] = []
    tokens = [{"start": 0, "end": 1}, {"start": 1, "end": 2}, {"start": 2, "end": 3}]
    doc = one(
        findings,
        text="a\nb",
        tokens=tokens,
        tags=["X", "_SP", "Y"],
        heads=[1, 2, 2],
        sents=[0, 1],
        spans=[{"start": 0, "end": 3, "label": "L", "token_start": 0, "token_end": 2}],
        span_groups={"g": [[1, 3, "G"]]},
    )
    assert list(doc.words) == ["a", "b"]
    assert doc.texts("tag") == ["X", "Y"]
    assert doc.column("head").tolist() == [1, 1]
    assert doc.column("sent_start").tolist() == [1, 1]
    assert ents(doc) == [(0, 2, "L", "")]
    assert doc.spans["g"][0].text == "b"
    assert [finding.layer for finding in findings] == [Layer.TOKENS]


# ---------------------------------------------------------------------- spans that do not fit


def test_misaligned_spans_are_noted_and_their_tokens_unknown() -> None:
    findings: list[Diagnostic] = []
    spans = [{"start": 0, "end": 2, "label": "PER"}, {"start": 8, "end": 11, "label": "PER"}]
    doc = one(findings, text="Ada met Bob", spans=spans)
    assert ents(doc) == [(2, 3, "PER", "")]
    assert doc.column("ent_iob").tolist() == [EntIob.MISSING, EntIob.OUTSIDE, EntIob.BEGIN]
    (finding,) = findings
    assert finding.layer == Layer.ENTITIES
    assert finding.message == (
        "the span 0 to 2 (PER) ends inside token 0 'Ada': its tokens are left unknown"
    )
    assert finding.hint == "the nearest that fits is 0 to 3, 'Ada'"
    assert (finding.place.line, finding.place.column) == (1, 35)


OVERLAP = json.dumps(
    {
        "text": "New York City",
        "spans": [{"start": 4, "end": 13, "label": "B"}, {"start": 0, "end": 8, "label": "A"}],
    }
)


def test_overlapping_spans_are_an_error_that_shows_both() -> None:
    error = failure(OVERLAP)
    assert error.message == "the spans 0 to 8 (A) and 4 to 13 (B) overlap"
    assert "overlap=longest" in error.hint
    assert OVERLAP[error.place.column - 1 :].startswith('{"start": 4')


def test_overlapping_spans_may_be_cut_down_to_the_longest() -> None:
    findings: list[Diagnostic] = []
    (doc,) = read_docs(JSONL, OVERLAP, findings=findings, overlap="longest")
    assert ents(doc) == [(1, 3, "B", "")]
    assert [(finding.message, finding.layer) for finding in findings] == [
        ("the span 0 to 8 (A) overlaps 4 to 13 (B) and is left out", Layer.ENTITIES)
    ]


def test_overlapping_spans_may_become_a_group() -> None:
    findings: list[Diagnostic] = []
    (doc,) = read_docs(JSONL, OVERLAP, findings=findings, overlap="group")
    assert not doc.has("ent_iob")
    assert [(span.text, span.label) for span in doc.spans["spans"]] == [
        ("York City", "B"),
        ("New York", "A"),
    ]
    assert findings == []


def test_a_span_that_is_there_twice_is_noted() -> None:
    findings: list[Diagnostic] = []
    span = {"start": 0, "end": 1, "label": "A"}
    assert len(one(findings, text="a b", spans=[span, span]).ents) == 1
    assert "is there twice" in findings[0].message


def test_spans_without_label_need_one() -> None:
    line = '{"text": "a", "spans": [{"start": 0, "end": 1}]}'
    assert "-O label=NAME" in failure(line).hint
    (doc,) = read_docs(JSONL, line, label="THING")
    assert doc.ents[0].label == "THING"
    mention = {"start": 0, "end": 1, "gold_id": "Q1", "odd": 3}
    findings: list[Diagnostic] = []
    doc = one(findings, tokens=["a"], mentions=[mention, mention | {"gold_id": None}][:1])
    assert ents(doc) == [(0, 1, "", "Q1")]
    assert [finding.message for finding in findings] == ["the key 'odd' of a span is not read"]


# ---------------------------------------------------------------------- what tools write


def test_prodigys_answers_are_understood() -> None:
    findings: list[Diagnostic] = []
    ner, rejected, accepted, wrong, choice = read_docs(JSONL, PRODIGY, findings=findings)
    assert ents(ner) == [(2, 3, "PER", "")]
    assert ner.meta == {"_input_hash": 1, "answer": "accept"}
    assert (rejected.cats, accepted.cats) == ({"DOCS": 0.0}, {"DOCS": 1.0})
    assert rejected.meta["_task_hash"] == 2
    assert not wrong.has("ent_iob")
    assert choice.cats == {"A": 0.0, "B": 1.0}
    assert [(finding.layer, finding.place.line) for finding in findings] == [
        (Layer.ENTITIES, 5),
        (Layer.DOCUMENTS, 4),
    ]
    assert findings[1].message.startswith('2 records with the answer "ignore" are left out')


def test_accepted_options_may_be_links() -> None:
    record = {
        "text": "Ada met Bob",
        "spans": [{"start": 0, "end": 3, "label": "PER"}],
        "options": [{"id": "Q1"}, {"id": "NIL_ambiguous"}],
        "accept": ["Q1"],
        "answer": "accept",
    }
    (doc,) = read_docs(JSONL, json.dumps(record), accept="links")
    assert ents(doc) == [(0, 1, "PER", "Q1")]
    assert doc.cats == {}
    (doc,) = read_docs(JSONL, json.dumps(record | {"accept": ["NIL_ambiguous"]}), accept="links")
    assert ents(doc) == [(0, 1, "PER", "")]
    assert "2 accepted options" in str(
        failure(json.dumps(record | {"accept": ["Q1", "Q2"]}), accept="links")
    )


def test_answers_to_other_questions_are_metadata() -> None:
    assert one(text="why?", answer="because").meta == {"answer": "because"}


def test_doccanos_labels_are_understood() -> None:
    findings: list[Diagnostic] = []
    spans, labels, entities, single = read_docs(JSONL, DOCCANO, findings=findings)
    assert [ent.text for ent in spans.ents] == ["Ada", "Bob"]
    assert labels.cats == {"good": 1.0, "cheap": 1.0}
    assert ents(entities) == [(0, 1, "PER", "")]
    assert entities.meta == {"id": 3, "relations": []}
    assert single.cats == {"bad": 1.0}
    assert findings == []


def test_numbered_classes_are_categories() -> None:
    assert one(text="a", label=1).cats == {"1": 1.0}


# ---------------------------------------------------------------------- errors

DEEP = '{"text": "a", "meta": ' + "[" * 300


@pytest.mark.parametrize(
    ("line", "value", "says"),
    [
        ("{'text': 1}", "'text", "JSON quotes with double quotes"),
        ('{"text": "a"} x', "x", "one value a line"),
        ('{"text": "a', '"a', "the closing quote"),
        ('{"text": "a", "text": "b"}', '"text": "b"', "is there twice"),
        ('{"text": "a", "x": NaN}', "NaN", "NaN is not JSON"),
        (r'{"text": "\ud83d"}', '"', "half of a surrogate pair"),
        ("[", "", "the format json"),
        ("3", "3", "this is not an object"),
        ('{"id": 1}', "{", 'expected an object with "text" or "tokens"'),
        ('{"paragraphs": []}', "{", "is the format json"),
        ('{"text": 3}', "3", "'text' is not text"),
        ('["a", 3]', "3", "this is not an object of annotations"),
        ('{"text": "a", "spans": {}}', "{}", "'spans' is not a list of spans"),
        ('{"text": "a", "spans": [3]}', "3", "'spans' is not {"),
        ('{"text": "a", "spans": [{"end": 1, "label": "A"}]}', "{", "'start' is missing"),
        ('{"text": "a", "spans": [[0, true, "A"]]}', "true", "'spans' is not a whole number"),
        ('{"text": "a", "spans": [[0, 1.0, "A"]]}', "1.0", "'spans' is not a whole number"),
        ('{"text": "a", "spans": [[0, 0, "A"]]}', "[0, 0", "0 <= start < end <= 1"),
        ('{"text": "a", "spans": [[0, 2, "A"]]}', "[0, 2", "the number of characters"),
        ('{"text": "a", "spans": [[-1, 1, "A"]]}', "[-1", "a range that is not there"),
        ('{"text": "a", "spans": [[0, 999999999999999999999, "A"]]}', "[0", "not there"),
        ('{"text": "a", "spans": [[0, 1]]}', "[0", "a span of other parts"),
        ('{"text": "a", "spans": [[0, 1, 2]]}', "2", "'spans' is not a label"),
        ('{"text": "a", "spans": [[0, 1, "A", 3]]}', "3", "'spans' is not an id"),
        ('{"text": "a", "spans": [], "entities": []}', "[]}", "spans under two keys"),
        ('{"text": "a", "cats": ["A"]}', '["A"]', "'cats' is not {label: number}"),
        ('{"text": "a", "cats": {"A": "1"}}', '"1"', "a value that is no number"),
        ('{"text": "a", "cats": {"A": 0}, "label": "A"}', '"A"}', "has two values"),
        ('{"text": "a", "links": {"[0,1]": "Q1"}, "spans": []}', '"Q1"', "a link of no span"),
        ('{"text": "a", "links": {"x": "Q1"}, "spans": []}', '"Q1"', "not the offsets"),
        ('{"text": "a b", "tokens": ["a", "c"]}', '"c"', "expected 'c', found 'b'"),
        ('{"text": "a b", "tokens": ["a"]}', '"a b"', "belongs to no token"),
        ('{"text": "a b", "tokens": ["a", 3]}', "3", "not a token"),
        ('{"text": "a b", "tokens": ["a", ""]}', '""', "a token without text"),
        ('{"text": "a b", "tokens": [[0, 1], [2, 4]]}', "[2, 4]", "token 1 is not in the text"),
        ('{"text": "a b", "tokens": [[0, 2], [2, 3]]}', "[0, 2]", "whitespace at an edge"),
        ('{"text": "a b", "tokens": [[0, 1], [0, 1], [2, 3]], "pos": []}', "[]", "3, one for"),
        ('{"text": "a", "tokens": [{"start": 0, "end": 1, "text": "b"}]}', '"b"', "what stands"),
        ('{"text": "a", "tokens": [{"start": "0", "end": 1}]}', '"0"', "'start' is not a whole"),
        ('{"tokens": [[0, 1]]}', "[[0", "offsets of tokens without text"),
        ('{"text": "a", "heads": [0]}', "[0]", '"heads" without "tokens"'),
        ('{"text": "a", "tokens": ["a"], "heads": [1]}', "1]", "the head of token 0"),
        ('{"tokens": ["a", "b"], "heads": [1, 0]}', "1, 0", "form a cycle, 0 -> 1 -> 0"),
        ('{"tokens": ["a"], "tags": [1]}', "1]", "'tags' is not text"),
        ('{"text": "a", "sents": [[0, 1], [0, 1]]}', "[0, 1]]", "starts before the one before"),
        ('{"text": "a", "sents": [0]}', "0]", "numbers of tokens in a record without tokens"),
        ('{"text": "a", "tokens": ["a"], "sents": [1]}', "1]", "no such token"),
        ('{"tokens": ["a"], "sent_start": [2]}', "2]", "expected 1, 0 or -1"),
        ('{"tokens": ["a"], "sent_start": [1], "sents": [0]}', "[1]", "both"),
        ('{"tokens": ["a"], "spans": [], "ner_missing": [[0, 2]]}', "[0, 2]", "not there"),
        ('{"tokens": ["a"], "span_groups": {"g": [[0, 2, "A"]]}}', "[0, 2", "not there"),
        ('{"text": "a", "span_groups": {"g": [[0, 1, "A"]]}}', "[0, 1", "without tokens"),
        (DEEP + "]" * 300 + "}", "[[", "more than 200 brackets"),
        (DEEP * 500, "[", "more than 200 brackets"),
    ],
)
def test_what_is_wrong_is_one_located_error(line: str, value: str, says: str) -> None:
    error = failure(line)
    assert says in str(error)
    assert line[error.place.column - 1 :].startswith(value)


def test_bad_lines_can_be_skipped_and_are_told() -> None:
    findings: list[Diagnostic] = []
    text = SIMPLE + "nonsense\n" + OVERLAP + "\n" + '{"text": "last"}'
    docs = read_docs(JSONL, text, findings=findings, skip_bad=True)
    assert docs[-1].text == "last"
    assert len(docs) == 4
    assert [(finding.code, finding.place.line) for finding in findings] == [
        ("skipped", 5),
        ("skipped", 6),
    ]


def test_options_have_choices() -> None:
    with pytest.raises(UsageError, match="one of: error, longest, group"):
        JsonlOptions(overlap="both")


KEYS = (
    *("text", "tokens", "spans", "entities", "label", "cats", "links", "sents", "sent_start"),
    *("tags", "heads", "span_groups", "ner_missing", "meta", "id", "answer", "accept", "options"),
)
BITS = st.sampled_from(
    [
        *(None, 0, 1, 2, -1, True, 0.5, "a", "a b", " ", "", "reject", "[0, 1]", "X"),
        *([0, 1], [0, 1, "X"], [[0, 1]], {"start": 0, "end": 1, "label": "X"}, ["a", "b"]),
        *({"text": "a"}, {"id": "X"}, {"X": 1}, {"[0, 1]": "Q"}, [], {}),
    ]
)


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(KEYS), BITS | st.lists(BITS, max_size=3) | json_values, max_size=5
    ),
    st.sampled_from(["error", "longest", "group"]),
)
def test_whatever_a_record_says_it_is_read_or_refused(record: dict[str, Any], overlap: str) -> None:
    text = json.dumps({"text": "a b"} | record)
    try:
        docs = read_docs(JSONL, text, overlap=overlap)
    except DataError as error:
        assert error.place.line == 1
        return
    assert read_docs(JSONL, written_text(JSONL, docs)) == docs


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (SIMPLE.encode(), True),
        (b"\xef\xbb\xbf" + PRODIGY.encode(), True),
        (DOCCANO.encode(), True),
        (b'["a", {"entities": []}]\n', True),
        (b'{"tokens": ["a"]}', True),
        (b'{"id": 1, "paragraphs": [{"raw": "x", "text": "y"}]}', False),
        (b'[{"text": "a"}]', False),
        (b"text", False),
    ],
)
def test_sniffing_looks_for_a_record(head: bytes, answer: bool) -> None:
    assert JSONL.sniff is not None
    assert JSONL.sniff(head) is answer
