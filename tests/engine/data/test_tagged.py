from __future__ import annotations

import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.span import Span
from nlptk.engine.data.tag_schemes import Scheme
from nlptk.engine.data.tagged import (
    TaggedSentence,
    decoded,
    entity_tags,
    in_one_field,
    looks_like_tag,
    named_scheme,
    sniffed_lines,
    split_fields,
)
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.protocols import NoOptions, ReadContext, WriteContext


def sentences(*tags: str) -> list[TaggedSentence]:
    """A sentence for each string of tags, a line for each word."""
    found, line = [], 1
    for one in tags:
        names = one.split()
        words = [f"w{i}" for i in range(len(names))]
        found.append(TaggedSentence(words, names, {}, range(line, line + len(names))))
        line += len(names) + 1
    return found


def iob2(*tags: str, scheme: str = "auto", skip_bad: bool = False) -> list[str]:
    context = ReadContext(NoOptions(), skip_bad=skip_bad)
    found = decoded(iter(sentences(*tags)), scheme, context, path="x")
    return [" ".join(sentence.tags) for sentence in found]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a b", ["a", "b"]),
        ("  a \t b\x0c", ["a", "b"]),
        ("é\tb\u00a0c \x1f d", ["é", "b\u00a0c", "d"]),
        ("\u00a0 \u2003", []),
        ("", []),
    ],
)
def test_fields_are_what_ascii_blanks_separate(line: str, fields: list[str]):
    assert split_fields(line) == fields


@pytest.mark.parametrize("text", ["a b", "é\t\n b", "\u00a0", "a\u00a0b", "\x1f"])
def test_any_text_can_be_made_one_field(text: str):
    field = in_one_field(text)
    assert split_fields(f"x {field} y") == ["x", field, "y"]


def test_a_text_that_is_a_field_stays():
    assert in_one_field("a\u00a0b") == "a\u00a0b"


def test_tags_of_any_scheme_are_decoded_to_iob2():
    assert iob2("I-A I-A", "O", "I-A B-A") == ["B-A I-A", "O", "B-A B-A"]
    assert iob2("B-A L-A U-B -") == ["B-A I-A B-B -"]
    assert iob2("I-A", scheme="iobes") == ["B-A"]


def test_a_sentence_with_what_is_no_tag_does_not_decide_the_scheme():
    assert iob2("Q-A", "B-A E-A", skip_bad=True) == ["B-A I-A"]
    with pytest.raises(DataError) as caught:
        iob2("O", "Q-A", "B-A E-A")
    assert caught.value.place.line == 3


def test_where_schemes_meet_the_first_to_show_itself_decides():
    assert iob2("B-A", "S-A", "U-A", skip_bad=True) == ["B-A", "B-A"]


def test_the_first_good_sentence_of_a_document_starts_it():
    found = sentences("Q-A", "O", "O")
    found[0].starts_document, found[0].doc_id = True, "7"
    context = ReadContext(NoOptions(), skip_bad=True)
    first, second = decoded(iter(found), "auto", context, path="x")
    assert (first.starts_document, first.doc_id) == (True, "7")
    assert (second.starts_document, second.doc_id) == (False, None)


def test_names_of_schemes_have_any_case():
    assert named_scheme("biluo") is Scheme.BILUO
    with pytest.raises(UsageError, match="IOBES"):
        named_scheme("BIO")


@pytest.mark.parametrize("scheme", list(Scheme))
def test_tags_end_with_their_sentence(scheme: Scheme):
    doc = Doc(Vocab(), ["a", "b", "c"])
    doc.set_column("sent_start", [1, -1, 1])
    doc.ents = [Span(doc, 0, 3, "X Y")]
    context = WriteContext(NoOptions())
    tags = entity_tags(doc, scheme, context)
    whole = sentences(" ".join(tags[:2]), tags[2])
    found = decoded(iter(whole), scheme.value, ReadContext(NoOptions()), path="x")
    assert [sentence.tags for sentence in found] == [["B-X_Y", "I-X_Y"], ["B-X_Y"]]
    assert len(context.findings) == 2


@pytest.mark.parametrize(("text", "is_tag"), [("O", True), ("U-a-b", True), ("B-", False)])
def test_tags_are_told_by_their_looks(text: str, is_tag: bool):
    assert looks_like_tag(text) is is_tag


def test_a_cut_off_line_is_not_looked_at():
    assert list(sniffed_lines(b"\xef\xbb\xbfa b\n\nc", 10)) == [["a", "b"]]
    assert list(sniffed_lines(b"a", 10)) == [["a"]]
