from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import LABELS, texts

from nlptk.engine.data.diagnostic import Diagnostic
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.source import Source
from nlptk.engine.errors import DataError, UsageError
from nlptk.formats.csv import CSV, TSV
from nlptk.formats.csv.layout import TableOptions
from nlptk.plugins.testing import read_docs, sample_doc, verify_format, write_docs, written_text
from nlptk.plugins.trial import read_context

MOVIES = """\
id,text,category,year
m1,"Good, really.",POS,1999
m2,"He said ""no""
twice.",NEG|LONG,2001
"""
TOXIC = """\
id\tcomment_text\ttoxic\tinsult
1\tYou are kind\t0\t0
2\tYou are not\t1\t0
"""


def one(table: str, findings: list[Diagnostic] | None = None, **options: str) -> Doc:
    (doc,) = read_docs(CSV, table, findings=findings, **options)
    return doc


def failure(table: str, **options: str) -> DataError:
    with pytest.raises(DataError) as caught:
        read_docs(CSV, table, **options)
    return caught.value


def written(path: Path, doc: Doc, **options: str) -> tuple[str, list[Diagnostic]]:
    """What is written for a document after the header, and what is reported as lost."""
    findings: list[Diagnostic] = []
    write_docs(CSV, [doc], path / "out.csv", findings=findings, **options)
    return (path / "out.csv").read_bytes().decode().partition("\n")[2], findings


def with_cats(**cats: float) -> Doc:
    doc = sample_doc("a b")
    doc.cats = cats
    return doc


@pytest.mark.parametrize(("format", "table"), [(CSV, MOVIES), (TSV, TOXIC)])
def test_tables_keep_the_contract_of_formats(tmp_path: Path, format: Any, table: str):
    example = tmp_path / ("table" + format.suffixes[0])
    example.write_text(table)
    verify_format(format, [example])


# ---------------------------------------------------------------------- columns


def test_columns_are_told_by_their_usual_names():
    first, second = read_docs(CSV, MOVIES)
    assert first.text == "Good, really."
    assert first.words == ["Good", ",", "really", "."]
    assert first.cats == {"POS": 1.0}
    assert first.meta == {"id": "m1", "year": "1999"}
    assert second.text == 'He said "no"\ntwice.'
    assert second.cats == {"NEG": 1.0, "LONG": 1.0}
    assert (first.place().line, second.place().line) == (2, 3)


@pytest.mark.parametrize("header", ["Text,Label", "TEXT, CATS", "sentence,Category"])
def test_the_case_of_names_does_not_matter(header: str):
    assert one(f"{header}\na,X\n").cats == {"X": 1.0}


def test_columns_may_be_named():
    doc = one("a,b,c\n1,X,hello\n", text_column="C", label_column="b")
    assert (doc.text, doc.cats, doc.meta) == ("hello", {"X": 1.0}, {"a": "1"})


def test_a_file_without_header_gets_one():
    found = read_docs(TSV, "ham\tHello\nspam\tWin!\n", header="label,text")
    assert [(doc.text, doc.cats) for doc in found] == [
        ("Hello", {"ham": 1.0}),
        ("Win!", {"spam": 1.0}),
    ]


def test_another_delimiter_may_be_named():
    assert one("text;label\na,b;X\n", delimiter=";").text == "a,b"


def test_columns_of_numbers_are_categories_when_named():
    doc = one("text,A,B,n,C\na,0.25,1,7,\n", label_columns="a, B,C")
    assert doc.cats == {"A": 0.25, "B": 1.0}
    assert doc.meta == {"n": "7"}


def test_columns_of_nothing_but_0_and_1_are_categories_and_it_is_said():
    findings: list[Diagnostic] = []
    first, second = read_docs(TSV, TOXIC, findings=findings)
    assert first.cats == {"toxic": 0.0, "insult": 0.0}
    assert second.cats == {"toxic": 1.0, "insult": 0.0}
    assert second.meta == {"id": "2"}
    assert [finding.code for finding in findings] == ["note"]
    assert "toxic, insult" in findings[0].message


def test_a_table_without_categories_says_so():
    findings: list[Diagnostic] = []
    doc = one("text,stars\na,4\n", findings)
    assert (doc.cats, doc.meta) == ({}, {"stars": "4"})
    assert "no column is read as category" in findings[0].message


def test_zeros_are_filled_in_only_where_all_categories_are_listed():
    assert one("text,label\na,B\n").cats == {"B": 1.0}
    assert one("text,label\na,B\n", labels="A, B,C").cats == {"A": 0.0, "B": 1.0, "C": 0.0}


def test_several_categories_stand_in_one_cell():
    table = 'text,label\na,"X; Y z;"\n'
    assert one(table, label_separator=";").cats == {"X": 1.0, "Y z": 1.0}


def test_an_empty_cell_names_no_category():
    assert one("text,label\na,\n").cats == {}


def test_a_column_without_name_is_called_by_its_number():
    assert one(",text,label\n0,a,X\n").meta == {"column 1": "0"}


def test_an_empty_file_has_no_documents():
    assert read_docs(CSV, "") == []
    assert read_docs(CSV, "text,label\n") == []


def test_long_texts_are_read():
    assert len(one(f"text,label\n{'word ' * 40_000},X\n").text) == 200_000


# ---------------------------------------------------------------------- errors


def test_a_header_without_text_is_an_error_with_its_remedy():
    error = failure("Win now,spam\nHello,ham\n")
    assert error.place.line == 1
    assert error.found == "Win now, spam"
    assert "text_column" in error.hint
    assert "header=" in error.hint


@pytest.mark.parametrize("option", ["text_column", "label_column", "label_columns"])
def test_a_column_that_is_not_there_is_an_error(option: str):
    error = failure("text,label\na,X\n", **{option: "none"})
    assert error.expected == "one of text, label"


def test_a_header_that_names_a_column_twice_is_an_error():
    assert failure("text,Text\na,b\n").found == "'text'"


def test_wide_tables_are_read_and_not_shown_whole():
    header = ",".join(["text", *map(str, range(100_000))])
    error = failure(f"{header}\na,b\n")
    assert error.place.line == 2
    assert len(str(error)) < 300


@pytest.mark.parametrize("row", ["a,b,X", "a"])
def test_a_ragged_row_is_an_error_with_its_line(row: str):
    error = failure(f'text,label\n"two\nlines",X\n{row}\n')
    assert error.place.line == 4
    assert error.expected == "2: text, label"
    assert "quotes" in error.hint


@pytest.mark.parametrize("row", ['"a,X\nb,Y\n', '"a"b,X\n'])
def test_a_quote_that_is_not_closed_is_an_error_where_it_opens(row: str):
    error = failure(f"text,label\nok,X\n{row}")
    assert error.place.line == 3
    assert "quote" in error.hint


def test_messages_hold_no_control_characters():
    with pytest.raises(DataError) as caught:
        read_docs(TSV, 'text\tlabel\n"a"b\tX\n')
    assert str(caught.value).isprintable()
    assert "'\\t' expected" in caught.value.message
    assert str(failure("te\x1b[31mxt,label\n")).isprintable()


def test_a_nul_character_is_an_error_with_line_and_column():
    error = failure("text,label\na\0b,X\n")
    assert (error.place.line, error.place.column) == (2, 2)


@pytest.mark.parametrize("value", ["x", "2", "-1", "nan"])
def test_a_category_that_is_no_number_from_0_to_1_is_an_error(value: str):
    error = failure(f"text,A\na,{value}\n", label_columns="A")
    assert (error.place.line, error.found) == (2, repr(value))


def test_a_category_that_is_not_listed_is_an_error():
    error = failure("text,label\na,X\nb,Y\n", labels="X")
    assert error.place.line == 3
    assert "'Y'" in error.message


def test_bad_rows_are_skipped_and_listed():
    findings: list[Diagnostic] = []
    table = 'text,label\na,X\nb\n"c"d,X\ne,X\n'
    found = read_docs(CSV, table, findings=findings, skip_bad=True)
    assert [doc.text for doc in found] == ["a", "e"]
    assert [(finding.code, finding.place.line) for finding in findings] == [
        ("skipped", 3),
        ("skipped", 4),
    ]


@pytest.mark.parametrize("options", [{"delimiter": ";;"}, {"delimiter": '"'}])
def test_options_that_cannot_be_are_refused(options: dict[str, str]):
    with pytest.raises(UsageError, match="delimiter"):
        TableOptions(**options)
    with pytest.raises(UsageError, match="label_separator"):
        TableOptions(label_separator="")


# ---------------------------------------------------------------------- writing


@st.composite
def labelled(draw: st.DrawFn) -> Doc:
    doc = draw(texts(text=st.text('ab é,|"\t\n;', max_size=10)))
    doc.cats = dict.fromkeys(draw(st.sets(LABELS, max_size=3)), 1.0)
    if draw(st.booleans()):
        doc.meta["id"] = draw(st.sampled_from(["7", "a,b", ' "x"\n']))
    return doc


@settings(max_examples=60, deadline=None)
@given(st.lists(labelled(), max_size=3), st.sampled_from([CSV, TSV]), st.sampled_from(";|,"))
def test_reading_gives_what_was_written(docs: list[Doc], format: Any, separator: str):
    text = written_text(format, docs, label_separator=separator)
    assert read_docs(format, text, label_separator=separator) == docs


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["A", "b c", "é"]), st.floats(0, 1)))
def test_columns_of_numbers_keep_the_values(cats: dict[str, float]):
    doc = sample_doc("one text")
    doc.cats = cats
    text = written_text(CSV, [doc], label_columns="A,b c,é")
    assert read_docs(CSV, text, label_columns="A,b c,é") == [doc]


def test_text_and_categories_are_written_under_a_header():
    assert written_text(CSV, read_docs(CSV, MOVIES)) == (
        'id,text,label\nm1,"Good, really.",POS\nm2,"He said ""no""\ntwice.",NEG|LONG\n'
    )


def test_a_document_without_id_gets_none():
    assert one(written_text(CSV, [one("text,label\na,X\n")])).meta == {}


def test_categories_that_a_name_cannot_say_are_reported(tmp_path: Path):
    row, findings = written(tmp_path, with_cats(A=1.0, B=0.0, C=0.5, **{"x|y": 1.0, "": 1.0}))
    assert row == "sample,a b,A\n"
    assert [finding.layer for finding in findings] == [Layer.CATEGORIES] * 4
    assert "label_columns" in findings[0].hint


def test_zeros_of_listed_categories_are_not_lost(tmp_path: Path):
    doc = with_cats(A=1.0, B=0.0)
    row, findings = written(tmp_path, doc, labels="A,B")
    assert findings == []
    assert one("id,text,label\n" + row, labels="A,B") == doc


def test_categories_without_a_column_are_reported(tmp_path: Path):
    row, findings = written(tmp_path, with_cats(A=0.5, B=1.0, C=3.0), label_columns="A,C")
    assert row == "sample,a b,0.5,\n"
    assert [finding.layer for finding in findings] == [Layer.CATEGORIES] * 2


def test_what_a_cell_cannot_hold_is_changed_and_reported(tmp_path: Path):
    doc = sample_doc("a\r\nb\0c")
    doc.meta["id"] = "1\r2"
    row, findings = written(tmp_path, doc)
    assert row == '"1\n2","a\nb c",\n'
    assert [finding.layer for finding in findings] == [Layer.IDS, Layer.SPACING]
    doc.meta["id"] = ""
    _, findings = written(tmp_path, doc)
    assert [finding.layer for finding in findings] == [Layer.IDS, Layer.SPACING]


def test_columns_of_one_name_are_refused():
    with pytest.raises(UsageError, match="two columns"):
        written_text(CSV, [], label_columns="Text,A")


def test_rows_are_read_as_documents_are_asked_for(tmp_path: Path):
    path = tmp_path / "long.csv"
    path.write_text("text,label\n" + "a,X\n" * 300 + "a\n")
    assert CSV.read is not None
    docs = CSV.read(Source(path), read_context(CSV))
    assert next(iter(docs)).cats == {"X": 1.0}
