from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.vocab import Flag, Vocab, word_flags, word_shape
from nlptk.engine.errors import UsageError


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("Apple", "Xxxxx"),
        ("Washington", "Xxxxx"),
        ("McDonald's", "XxXxxxx'x"),
        ("3.1415926", "d.dddd"),
        ("C++", "X++"),
        ("straße", "xxxx"),
        ("中文", "xx"),
        ("________", "____"),
        ("", ""),
    ],
)
def test_word_shape(word: str, shape: str):
    assert word_shape(word) == shape


@given(st.text(max_size=12))
def test_word_shape_never_runs_on(word: str):
    shape = word_shape(word)
    assert all(shape[i : i + 5] != shape[i] * 5 for i in range(len(shape)))
    assert len(shape) <= len(word)


@pytest.mark.parametrize(
    ("word", "flags"),
    [
        ("abc", Flag.ALPHA | Flag.ASCII | Flag.LOWER),
        ("ABC", Flag.ALPHA | Flag.ASCII | Flag.UPPER),
        ("Äpfel", Flag.ALPHA | Flag.TITLE),
        ("12", Flag.ASCII | Flag.DIGIT),
        ("...", Flag.ASCII | Flag.PUNCT),
        ("»", Flag.PUNCT),
        (" ", Flag.ASCII | Flag.SPACE),
        ("a1", Flag.ASCII | Flag.LOWER),
    ],
)
def test_word_flags(word: str, flags: Flag):
    assert word_flags(word) == flags


def test_lexemes_know_their_attributes():
    vocab = Vocab("en", norms={"'re": "are"})
    lexeme = vocab["'Re"]
    assert lexeme.text == "'Re"
    assert [lexeme.attribute(n) for n in ("lower", "norm", "shape", "prefix", "suffix")] == [
        *("'re", "are", "'Xx", "'", "'Re")
    ]
    assert lexeme.has(Flag.ASCII)
    assert not lexeme.has(Flag.ALPHA)
    assert repr(lexeme) == 'Lexeme("\'Re")'
    assert vocab[lexeme.orth].row == lexeme.row


def test_a_word_is_in_the_vocabulary_once_it_was_asked_for():
    vocab = Vocab()
    assert "a" not in vocab
    vocab["a"]
    assert "a" in vocab
    assert len(vocab) == 1


@given(st.lists(st.text("abcAB1.", max_size=3)))
def test_rows_are_of_the_words_in_order(words: list[str]):
    vocab = Vocab()
    orths = vocab.strings.add_all(words)
    rows = vocab.rows(orths)
    assert rows.dtype == np.int32
    assert np.array_equal(vocab.orths[rows], orths)
    assert len(vocab) == len(set(words))
    lowers = vocab.strings.texts(vocab.attribute("lower")[rows])
    assert lowers == [word.lower() for word in words]
    assert vocab.flags[rows].tolist() == [word_flags(word) for word in words]


def test_the_table_grows():
    vocab = Vocab()
    words = [f"w{i}" for i in range(5000)]
    rows = vocab.rows(vocab.strings.add_all(words))
    assert len(vocab) == len(set(rows.tolist())) == 5000
    assert vocab["w4999"].attribute("norm") == "w4999"


def test_a_tag_map_with_an_unknown_part_of_speech_is_refused():
    with pytest.raises(UsageError, match="the tag 'NN' stands for 'NOUNN'"):
        Vocab(tag_map={"NN": {"pos": "NOUNN"}})


def test_the_tag_map_is_a_copy():
    given_map = {"NN": {"pos": "NOUN"}}
    vocab = Vocab(tag_map=given_map)
    vocab.tag_map["NN"]["pos"] = "X"
    assert given_map == {"NN": {"pos": "NOUN"}}
