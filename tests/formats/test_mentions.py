from __future__ import annotations

import pytest

from nlptk.engine.data.diagnostic import Diagnostic
from nlptk.engine.errors import DataError
from nlptk.formats.csv import MENTIONS
from nlptk.plugins.testing import read_docs

HEAD = "text\tmention\tentity\n"
Ents = list[tuple[str, int, str]]


def ents_of(table: str, **options: str) -> list[Ents]:
    docs = read_docs(MENTIONS, table, **options)
    return [[(ent.label, ent.start_char, ent.kb_id) for ent in doc.ents] for doc in docs]


def test_a_row_is_a_text_with_an_entity_that_is_linked() -> None:
    table = HEAD + "New York is cold.\tNew York\tQ60\nI like it\tit\t\nNo one\tone\tNIL\n"
    expected = [[("ENTITY", 0, "Q60")], [("ENTITY", 7, "")], [("ENTITY", 3, "NIL")]]
    assert ents_of(table) == expected
    assert ents_of(table, label="GPE")[0] == [("GPE", 0, "Q60")]


def test_rows_of_one_text_are_one_document() -> None:
    text = "Ada met Ada in Rome."
    table = f"sentence,qid,type,alias\n{text},Q3,GPE,Rome\n{text},Q1,PER,Ada\n{text},Q2,PER,Ada\n"
    assert ents_of(table) == [[("PER", 0, "Q1"), ("PER", 8, "Q2"), ("GPE", 15, "Q3")]]


def test_mentions_are_whole_words() -> None:
    assert ents_of(HEAD + "Romeo saw Rome\tRome\tQ3\n") == [[("ENTITY", 10, "Q3")]]
    for text, mention in (("Romeo", "Rome"), ("Rome", ""), ("Rome", "rome")):
        with pytest.raises(DataError, match="is not in its text") as caught:
            ents_of(f"{HEAD}{text}\t{mention}\tQ3\n")
        assert caught.value.place.line == 2
    with pytest.raises(DataError, match="is not in its text") as caught:
        ents_of(HEAD + "Rome\tRome\tQ3\nRome\tRome\tQ4\n")
    assert caught.value.place.line == 3


def test_bad_rows_are_left_out_where_that_is_wanted() -> None:
    findings: list[Diagnostic] = []
    table = HEAD + "Rome\tRom\tQ3\nLima\tLima\n\nBari\tBari\tQ4\n"
    docs = read_docs(MENTIONS, table, findings=findings, skip_bad=True)
    assert [doc.text for doc in docs] == ["Bari"]
    assert sorted(one.place.line for one in findings) == [2, 3]


def test_a_table_without_mentions_is_refused() -> None:
    with pytest.raises(DataError, match="no column is called mention"):
        ents_of("text\tlabel\nRome\tGPE\n")
    assert ents_of("") == []
