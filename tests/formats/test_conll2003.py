from __future__ import annotations

from collections.abc import Iterator
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
from nlptk.formats.conll2003 import CONLL2003, Conll2003Options
from nlptk.formats.conll2003.write import write
from nlptk.formats.conllu import CONLLU
from nlptk.formats.iob import IOB
from nlptk.plugins.testing import read_docs, verify_format, written_text
from nlptk.plugins.trial import opened, read_context

FOUR = """\
-DOCSTART- -X- O O

EU NNP I-NP I-ORG
rejects VBZ I-VP O
German JJ I-NP I-MISC
call NN I-NP O

Peter NNP I-NP I-PER
Blackburn NNP I-NP I-PER

-DOCSTART- -X- O O

Brussels NNP I-NP I-LOC
"""


def entities(*found: Doc) -> list[list[tuple[str, str]]]:
    return [[(span.text, span.label) for span in doc.ents] for doc in found]


def codes(findings: list[Diagnostic]) -> list[str]:
    return [finding.code for finding in findings]


def failure(text: str, **options: str) -> DataError:
    with pytest.raises(DataError) as caught:
        read_docs(CONLL2003, text, **options)
    return caught.value


def tagged(*tags: str) -> str:
    """A file of one sentence with these tags, of the words w0, w1 and so on."""
    return "".join(f"w{i} {tag}\n" for i, tag in enumerate(tags))


def test_conll2003_keeps_the_contract_of_formats(tmp_path: Path):
    example = tmp_path / "eng.conll"
    example.write_text(FOUR)
    verify_format(CONLL2003, [example])


# ---------------------------------------------------------------------- columns


def test_four_columns_are_word_tag_chunk_and_entity():
    first, second = read_docs(CONLL2003, FOUR)
    assert first.words == ["EU", "rejects", "German", "call", "Peter", "Blackburn"]
    assert first.texts("tag") == ["NNP", "VBZ", "JJ", "NN", "NNP", "NNP"]
    assert first.texts("chunk") == ["I-NP", "I-VP", "I-NP", "I-NP", "I-NP", "I-NP"]
    assert first.sent_bounds == [(0, 4), (4, 6)]
    assert entities(first, second) == [
        [("EU", "ORG"), ("German", "MISC"), ("Peter Blackburn", "PER")],
        [("Brussels", "LOC")],
    ]
    assert first.place(4).line == 8


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ("Rom B-LOC", {}),
        ("Rom NE B-LOC", {"tag": "NE"}),
        ("Rom NE I-NC B-LOC", {"tag": "NE", "chunk": "I-NC"}),
        ("Rom Rom NE I-NC B-LOC", {"lemma": "Rom", "tag": "NE", "chunk": "I-NC"}),
    ],
)
def test_two_to_five_columns_are_told_by_their_number(row: str, columns: dict[str, str]):
    (doc,) = read_docs(CONLL2003, row)
    assert {name: doc.texts(name)[0] for name in ("lemma", "tag", "chunk") if doc.has(name)} == (
        columns
    )
    assert entities(doc) == [[("Rom", "LOC")]]


@pytest.mark.parametrize("between", [" ", "\t", "   ", " \t "])
@pytest.mark.parametrize("separator", ["", " ", "\t", "\u00a0", "  \t"])
def test_any_run_of_blanks_separates_columns_and_sentences(between: str, separator: str):
    text = f"a{between}O\n{separator}\nb{between}O"
    assert [doc.words for doc in read_docs(CONLL2003, text)] == [["a"], ["b"]]


def test_a_no_break_space_stands_in_a_word():
    (doc,) = read_docs(CONLL2003, "10\u00a0000\tO\nfrancs\tO\n")
    assert doc.words == ["10\u00a0000", "francs"]


def test_columns_may_be_named():
    (doc,) = read_docs(CONLL2003, "B-LOC NOUN x Rom", columns="ner,pos,note,word")
    assert (doc.words, doc.texts("pos"), doc.texts("note")) == (["Rom"], ["NOUN"], ["x"])
    assert entities(doc) == [[("Rom", "LOC")]]


def test_a_file_without_entity_column_says_nothing_of_entities():
    (doc,) = read_docs(CONLL2003, "Rom NE\n", columns="word,tag")
    assert not doc.has("ent_iob")


@pytest.mark.parametrize("columns", ["tag,ner", "word,tag,tag", "word,,ner", "word,head", "word,"])
def test_names_of_columns_that_cannot_be_are_refused(columns: str):
    with pytest.raises(UsageError, match="names of columns"):
        read_docs(CONLL2003, "a b", columns=columns)
    with pytest.raises(UsageError, match="names of columns"):
        written_text(CONLL2003, [Doc(Vocab(), ["a"])], output_columns=columns)


def test_columns_shifted_by_a_space_in_a_word_are_an_error_with_its_line():
    error = failure("in IN O\nNew York NNP B-LOC\n")
    assert error.place.line == 2
    assert error.expected == "3: word tag ner"
    assert error.found == "4: 'New York NNP B-LOC'"
    assert "space" in error.hint


@pytest.mark.parametrize("row", ["alone", "1 2 3 4 5 6"])
def test_fewer_than_two_or_more_than_five_columns_are_an_error(row: str):
    assert failure(row).expected == "2 to 5 columns"


def test_bad_sentences_are_skipped_and_listed():
    findings: list[Diagnostic] = []
    text = "-DOCSTART- (9) O\n\na O\nb c O\n\nd O\n\ne X-PER\n\nf O\n"
    (doc,) = read_docs(CONLL2003, text, findings=findings, skip_bad=True)
    assert (doc.words, doc.meta) == (["d", "f"], {"id": "9"})
    skipped = [finding for finding in findings if finding.code == "skipped"]
    assert [finding.place.line for finding in skipped] == [4, 8]


# ---------------------------------------------------------------------- documents


@pytest.mark.parametrize(
    "line",
    [
        "-DOCSTART- -X- O O",
        "-DOCSTART- -X- -X- O",
        "-DOCSTART-\tO",
        "-DOCSTART- -X- O",
        "-DOCSTART-",
        "--DOCSTART-- O",
        "-docstart- -X- O O",
        "-DOCSTART O",
        "-DOCSTART- (1 EU)",
        "-DOCSTART- -X- -X- -X- -X- O",
    ],
)
@pytest.mark.parametrize("after", ["\n\n", "\n"])
def test_no_spelling_of_docstart_is_ever_a_token(line: str, after: str):
    text = f"{line}{after}a O\n\nb O\n\n{line}{after}c O\n{line}{after}d O\n"
    assert [doc.words for doc in read_docs(CONLL2003, text)] == [["a", "b"], ["c"], ["d"]]


def test_what_stands_in_parentheses_is_the_document_id():
    text = "-DOCSTART- (1 EU (new))\n\na O\n\n-DOCSTART- O\n\nb O\n"
    assert [doc.meta for doc in read_docs(CONLL2003, text)] == [{"id": "1 EU (new)"}, {}]


def test_sentences_before_any_docstart_are_documents_of_their_own():
    text = "a O\n\nb O\n\n-DOCSTART- O\n\nc O\n\nd O\n"
    assert [doc.words for doc in read_docs(CONLL2003, text)] == [["a"], ["b"], ["c", "d"]]


def test_every_n_sentences_make_a_document_across_the_borders_of_the_source():
    context = read_context(CONLL2003)
    context.n_sents = 2
    text = "-DOCSTART- (1) O\n\na O\n\nb O\n\nc O\n\n-DOCSTART- (2) O\n\nd O\n\ne O\n"
    found = list(opened(CONLL2003, TextSource(text), context))
    assert [(doc.words, doc.meta) for doc in found] == [
        (["a", "b"], {}),
        (["c", "d"], {}),
        (["e"], {}),
    ]


class TextSource(Source):
    """A text as a source."""

    def __init__(self, text: str) -> None:
        super().__init__("text.conll")
        self._text = text

    def chunks(self) -> Iterator[str]:
        yield self._text


def test_the_last_sentence_needs_no_final_newline():
    assert [doc.words for doc in read_docs(CONLL2003, "a O\n\nb O\nc O")] == [["a"], ["b", "c"]]


def test_a_document_is_given_before_the_rest_of_the_file_is_read():
    read: list[int] = []

    class Counting(TextSource):
        def chunks(self) -> Iterator[str]:
            for i in range(5000):
                read.append(i)
                yield f"word{i} O\n\n"

    next(opened(CONLL2003, Counting(""), read_context(CONLL2003)))
    assert len(read) < 1100


# ---------------------------------------------------------------------- schemes


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        ("IOB1", "O I-LOC I-LOC O I-ORG B-ORG"),
        ("IOB2", "O B-LOC I-LOC O B-ORG B-ORG"),
        ("BILUO", "O B-LOC L-LOC O U-ORG U-ORG"),
        ("IOBES", "O B-LOC E-LOC O S-ORG S-ORG"),
    ],
)
def test_the_scheme_is_found_out_and_stated(scheme: str, tags: str):
    findings: list[Diagnostic] = []
    (doc,) = read_docs(CONLL2003, tagged(*tags.split()), findings=findings)
    assert entities(doc) == [[("w1 w2", "LOC"), ("w4", "ORG"), ("w5", "ORG")]]
    (note,) = findings
    assert note.code == "note"
    assert scheme in note.message


def test_a_scheme_may_be_named():
    findings: list[Diagnostic] = []
    (doc,) = read_docs(CONLL2003, tagged("B-X", "I-X"), scheme="iob1", findings=findings)
    assert entities(doc) == [[("w0 w1", "X")]]
    assert findings == []
    with pytest.raises(UsageError, match="IOB1, IOB2, BILUO, IOBES"):
        read_docs(CONLL2003, tagged("O"), scheme="IOB3")


def test_a_dash_is_a_token_that_nobody_annotated():
    (doc,) = read_docs(CONLL2003, tagged("-", "O", "B-X"))
    assert doc.column("ent_iob").tolist() == [EntIob.MISSING, EntIob.OUTSIDE, EntIob.BEGIN]


@pytest.mark.parametrize("label", ["B", "I-B", "creative-work", "O", "-"])
def test_labels_with_b_or_hyphens_stay_whole(label: str):
    (doc,) = read_docs(CONLL2003, tagged(f"B-{label}", f"I-{label}"))
    assert entities(doc) == [[("w0 w1", label)]]


def test_an_inside_of_another_label_begins_an_entity_and_is_reported():
    findings: list[Diagnostic] = []
    (doc,) = read_docs(CONLL2003, tagged("B-LOC", "I-ORG"), findings=findings)
    assert entities(doc) == [[("w0", "LOC"), ("w1", "ORG")]]
    repaired = findings[-1]
    assert (repaired.code, repaired.place.line) == ("repaired", 2)
    assert "'I-ORG' of 'w1'" in repaired.message
    assert "'B-ORG'" in repaired.message


def test_a_tag_of_another_scheme_after_the_look_ahead_is_an_error_at_its_line():
    text = "a B-LOC\nb I-LOC\n\n" * 1200 + "c B-LOC\nd E-LOC\n"
    error = failure(text)
    assert error.place.line == 3602
    assert "E-LOC" in error.message
    assert "B-" in error.expected
    assert "scheme" in error.hint


def test_where_two_schemes_meet_the_first_is_the_files_and_the_other_is_bad():
    text = tagged("B-X", "L-X") + "\n" + tagged("O", "S-X") + "\n" + tagged("U-X")
    assert failure(text).place.line == 5
    findings: list[Diagnostic] = []
    found = read_docs(CONLL2003, text, findings=findings, skip_bad=True)
    assert entities(*found) == [[("w0 w1", "X")], [("w0", "X")]]
    assert codes(findings) == ["note", "skipped"]


@pytest.mark.parametrize("tag", ["X-PER", "B-", "PER", "B_PER", "M-PER", "b-PER"])
def test_what_is_no_tag_is_an_error_at_its_line(tag: str):
    error = failure("a B-X\n\nb O\nc " + tag + "\n")
    assert error.place.line == 4
    assert tag in error.message


# ---------------------------------------------------------------------- writing

HELD = (
    Layer.SENTENCES,
    Layer.TAGS,
    Layer.COLUMNS,
    Layer.ENTITIES,
    Layer.IDS,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(docs(*HELD), max_size=4), st.sampled_from(["IOB1", "IOB2", "BILUO", "IOBES"]))
def test_reading_gives_what_was_written(written: list[Doc], scheme: str):
    text = written_text(CONLL2003, written, output_scheme=scheme)
    assert read_docs(CONLL2003, text) == written


@settings(max_examples=40, deadline=None)
@given(st.lists(docs(Layer.SENTENCES, Layer.LEMMAS, Layer.POS, Layer.ENTITIES), max_size=3))
def test_reading_gives_what_was_written_in_other_columns(written: list[Doc]):
    columns = "lemma,ner,word,pos"
    text = written_text(CONLL2003, written, output_columns=columns)
    assert read_docs(CONLL2003, text, columns=columns) == written


def test_four_columns_are_written_with_underscores_for_what_is_missing():
    doc = Doc(Vocab(), ["New", "York", "is", "big"])
    doc.set_ents([Span(doc, 0, 2, "LOC")], default=EntIob.MISSING)
    assert written_text(CONLL2003, [doc]) == (
        "New _ _ B-LOC\nYork _ _ I-LOC\nis _ _ -\nbig _ _ -\n\n"
    )


def test_documents_of_several_sentences_get_a_docstart_of_as_many_columns():
    assert written_text(CONLL2003, read_docs(CONLL2003, FOUR), output_columns="word,ner") == (
        "-DOCSTART- O\n\nEU B-ORG\nrejects O\nGerman B-MISC\ncall O\n\n"
        "Peter B-PER\nBlackburn I-PER\n\n-DOCSTART- O\n\nBrussels B-LOC\n\n"
    )


def lost(doc: Doc, **options: str) -> tuple[str, list[Diagnostic]]:
    """What is written for a document, and what is reported as lost."""
    stream, context = BytesIO(), WriteContext(Conll2003Options(**options))
    write([doc], Sink(stream), context)
    return stream.getvalue().decode(), context.findings


def test_words_that_would_break_the_columns_are_changed_and_reported():
    text, findings = lost(Doc(Vocab(), ["Hà Nội", "-DOCSTART-", "_"]))
    assert text == "Hà_Nội _ _ -\n_-DOCSTART- _ _ -\n_ _ _ -\n\n"
    assert [(finding.code, finding.layer) for finding in findings] == [("lost", Layer.TOKENS)] * 2


def test_a_column_or_entities_without_place_are_reported():
    doc = read_docs(CONLL2003, FOUR)[0]
    doc.set_column("note", ["x", "", "", "", "", "y"])
    _, findings = lost(doc, output_columns="word")
    assert {finding.layer: finding.count for finding in findings} == {
        Layer.TAGS: 6,
        Layer.COLUMNS: 2,
        Layer.ENTITIES: 3,
    }
    assert [finding.count for finding in findings if finding.layer == Layer.COLUMNS] == [6, 2]


def test_an_entity_over_the_end_of_a_sentence_comes_apart_and_is_reported():
    doc = Doc(Vocab(), ["a", "b", "c"])
    doc.set_column("sent_start", [1, -1, 1])
    doc.ents = [Span(doc, 1, 3, "X")]
    text, findings = lost(doc, output_scheme="BILUO")
    assert [line.split()[-1] for line in text.splitlines() if " _ " in line] == ["O", "U-X", "U-X"]
    assert codes(findings) == ["lost"]


def test_a_document_id_that_cannot_stand_on_a_line_is_reported():
    doc = Doc(Vocab(), ["a"])
    doc.meta["id"] = "two\nlines"
    text, findings = lost(doc)
    assert text.startswith("-DOCSTART- (two lines) -X- -X- O\n\na ")
    assert [finding.layer for finding in findings] == [Layer.IDS]


# ---------------------------------------------------------------------- recognition


@pytest.mark.parametrize(
    "text",
    [
        FOUR,
        tagged("O", "O"),
        "Melbourne NP B-LOC\n( Fpa O\n",
        "010 I-MISC\nis O\n",
        "\n@a\tO\n\t\nb\tB-creative-work\n",
        "a\tM-X\n",
        "-DOCSTART- (1 EU)\n\na NN I-NP O\n",
    ],
)
def test_entity_columns_are_recognised(text: str):
    assert CONLL2003.sniff is not None
    assert CONLL2003.sniff(text.encode())
    assert CONLL2003.sniff(b"\xef\xbb\xbf" + text.encode())
    assert not any(other.sniff(text.encode()) for other in (CONLLU, IOB) if other.sniff)


@pytest.mark.parametrize(
    "text",
    [
        "1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n",
        "# sent_id = 1\n1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n",
        "The|DT|O cat|NN|B-X\n",
        "one two\nthree four\n",
        '{"text": "a"}\n',
        "text,label\na,O\n",
        "O\nO\n",
        "-DOCSTART- O\n",
        "a O\nb c O\n",
    ],
)
def test_other_files_are_not_taken_for_entity_columns(text: str):
    assert CONLL2003.sniff is not None
    assert not CONLL2003.sniff(text.encode())


def test_a_line_cut_off_at_the_end_of_the_look_is_left_out():
    assert CONLL2003.sniff is not None
    assert CONLL2003.sniff(b"a NN O\nb NN O\nc N")
    assert not CONLL2003.sniff(b"a NN O\nb NN O\nc N\n")
