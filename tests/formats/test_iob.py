from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import docs

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.diagnostic import Diagnostic
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.sink import Sink
from nlptk.engine.data.source import Source
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.protocols import WriteContext
from nlptk.formats.conll2003 import CONLL2003
from nlptk.formats.iob import IOB, IobOptions, write
from nlptk.plugins.testing import read_docs, verify_format, written_text
from nlptk.plugins.trial import opened, read_context

TAGGED = """\
When|WRB|O Ada|NNP|B-PERSON Lovelace|NNP|I-PERSON wrote|VBD|O
Few|JJ|O read|VBD|O it|PRP|O
"""


def entities(doc: Doc) -> list[tuple[str, str]]:
    return [(span.text, span.label) for span in doc.ents]


def written(doc: Doc, **options: str) -> tuple[str, list[Diagnostic]]:
    """What is written for a document, and what is reported as lost."""
    stream, context = BytesIO(), WriteContext(IobOptions(**options))
    write([doc], Sink(stream), context)
    return stream.getvalue().decode(), context.findings


def test_iob_keeps_the_contract_of_formats(tmp_path: Path):
    example = tmp_path / "ner.iob"
    example.write_text(TAGGED)
    verify_format(IOB, [example])


def test_a_line_is_a_sentence_and_a_document():
    first, second = read_docs(IOB, TAGGED)
    assert first.words == ["When", "Ada", "Lovelace", "wrote"]
    assert first.texts("tag") == ["WRB", "NNP", "NNP", "VBD"]
    assert entities(first) == [("Ada Lovelace", "PERSON")]
    assert second.words == ["Few", "read", "it"]
    assert second.place(1).line == 2


def test_every_n_sentences_make_a_document(tmp_path: Path):
    path = tmp_path / "three.iob"
    path.write_text("a|O\n\nb|O\nc|O")
    context = read_context(IOB)
    context.n_sents = 2
    found = list(opened(IOB, Source(path), context))
    assert [doc.words for doc in found] == [["a", "b"], ["c"]]
    assert found[0].sent_bounds == [(0, 1), (1, 2)]


def test_the_word_may_hold_bars():
    (doc,) = read_docs(IOB, "a|b|O ||O c|B-X\n")
    assert doc.words == ["a|b", "|", "c"]
    assert not doc.has("tag")
    (doc,) = read_docs(IOB, "a|b|NN|O ||SYM|O c|NN|B-X\n")
    assert doc.words == ["a|b", "|", "c"]
    assert doc.texts("tag") == ["NN", "SYM", "NN"]


@pytest.mark.parametrize("token", ["York", "|O", "York|", "|"])
def test_what_is_no_word_with_a_tag_is_an_error_with_its_line(token: str):
    with pytest.raises(DataError) as caught:
        read_docs(IOB, f"a|O\nNew|B-LOC {token}\n")
    assert caught.value.place.line == 2
    assert token in caught.value.found or token in caught.value.message


def test_a_missing_part_of_one_token_is_an_error_where_others_have_three():
    with pytest.raises(DataError) as caught:
        read_docs(IOB, "a|NN|O b|X\n")
    assert "X" in str(caught.value)


def test_bad_sentences_are_skipped_and_listed():
    findings: list[Diagnostic] = []
    found = read_docs(IOB, "a|O\nb\nc|Q-X\nd|O\n", findings=findings, skip_bad=True)
    assert [doc.words for doc in found] == [["a"], ["d"]]
    skipped = [finding for finding in findings if finding.code == "skipped"]
    assert [finding.place.line for finding in skipped] == [2, 3]


def test_the_scheme_is_found_out_and_stated():
    findings: list[Diagnostic] = []
    (doc,) = read_docs(IOB, "a|B-X b|E-X c|S-Y d|-", findings=findings)
    assert entities(doc) == [("a b", "X"), ("c", "Y")]
    assert doc.column("ent_iob")[-1] == EntIob.MISSING
    assert "IOBES" in findings[0].message


def test_a_tag_that_cannot_stand_where_it_does_is_repaired_and_reported():
    findings: list[Diagnostic] = []
    (doc,) = read_docs(IOB, "a|B-LOC b|I-ORG", findings=findings)
    assert entities(doc) == [("a", "LOC"), ("b", "ORG")]
    assert [finding.code for finding in findings] == ["note", "repaired"]


@settings(max_examples=60, deadline=None)
@given(
    docs(Layer.SENTENCES, Layer.TAGS, Layer.ENTITIES) | docs(Layer.SENTENCES, Layer.ENTITIES),
    st.sampled_from(["IOB1", "IOB2", "BILUO", "IOBES"]),
)
def test_reading_gives_what_was_written(doc: Doc, scheme: str):
    sentences = [doc.slice(start, end) for start, end in doc.sent_bounds]
    for sentence in sentences:
        sentence.set_column("sent_start", [1] + [-1] * (len(sentence) - 1))
    assert read_docs(IOB, written_text(IOB, [doc], output_scheme=scheme)) == sentences


def test_tags_are_written_where_a_document_has_any():
    assert written_text(IOB, read_docs(IOB, TAGGED)) == TAGGED
    assert written_text(IOB, read_docs(IOB, "a|O b|B-X")) == "a|O b|B-X\n"


def test_an_unknown_scheme_is_refused():
    with pytest.raises(UsageError, match="BILUO"):
        written_text(IOB, [], output_scheme="BIO")


def test_what_a_line_cannot_hold_is_changed_and_reported():
    doc = Doc(Vocab(), ["Hà Nội", "b"])
    doc.set_column("tag", ["N|P", "_"])
    doc.ents = [Span(doc, 0, 1, "a|b c")]
    text, findings = written(doc)
    assert text == "Hà_Nội|N_P|B-a_b_c b|_|O\n"
    assert [finding.layer for finding in findings] == [
        Layer.TOKENS,
        Layer.ENTITIES,
        Layer.TAGS,
        Layer.TAGS,
    ]


def test_sentences_in_a_line_are_told_from_columns():
    assert IOB.sniff is not None
    assert IOB.sniff(TAGGED.encode())
    assert IOB.sniff(b"a|b|O c|B-X\n\nd|U-X\n")
    assert CONLL2003.sniff is not None
    assert not CONLL2003.sniff(TAGGED.encode())


@pytest.mark.parametrize("text", ["a O\nb B-X\n", "a|b c|d\n", "a|O b\n", "|O\n", "O\n", "\n"])
def test_other_files_are_not_taken_for_it(text: str):
    assert IOB.sniff is not None
    assert not IOB.sniff(text.encode())
