"""Vectors as text, with and without header, and lines that are none."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nlptk.engine.data import vectors_text
from nlptk.engine.data.ngram_hashing import NgramHashing
from nlptk.engine.data.vectors_text import TextHeader, read_text
from nlptk.engine.errors import DataError


class Kept:
    """Keeps what is read."""

    def __init__(self) -> None:
        self.found: dict[str, list[float]] = {}
        self.wrong: list[tuple[int, str]] = []

    def add(self, words: list[str], vectors: NDArray[np.float32]) -> None:
        self.found |= dict(zip(words, vectors.tolist(), strict=True))

    def bad(self, line: int, reason: str) -> None:
        self.wrong.append((line, reason))


def read(text: str | bytes, *, most: int = 0) -> tuple[Kept, TextHeader | None]:
    kept = Kept()
    data = text.encode() if isinstance(text, str) else text
    return kept, read_text(io.BytesIO(data), kept, most=most)  # type: ignore[arg-type]


@pytest.mark.parametrize("header", ["", "2 3\n", "\ufeff2 3\n", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_a_word_and_its_numbers_are_a_line(header: str, end: str) -> None:
    kept, said = read(f"{header}the 1 -2.5 3e-1{end}中 0 0 1{end}")
    assert list(kept.found) == ["the", "中"]
    assert kept.found["the"] == pytest.approx([1, -2.5, 0.3])
    assert not kept.wrong
    assert said == (TextHeader(2, 3) if header.strip("\ufeff") else None)


def test_words_may_be_numbers_or_have_spaces() -> None:
    kept, _ = read("1 0.5 0.5\n. . 1 2\nNew York\t3 4\n2021 5 6")
    assert kept.found == {"1": [0.5, 0.5], ". .": [1, 2], "New York": [3, 4], "2021": [5, 6]}


def test_a_line_that_is_no_vector_is_left_out_and_named() -> None:
    kept, _ = read(
        b"some words\na 1 2\nb 1\n\nc 1 x\nd 3 4\ne nan 1\n\xff\xfe 1 2\nf 1e60 2\ng 1_0 2\nh 5 6\n"
    )
    assert kept.found == {"a": [1, 2], "d": [3, 4], "h": [5, 6]}
    assert kept.wrong == [
        (1, "no numbers"),
        (3, "1 numbers, not 2"),
        (8, "the word is not UTF-8"),
        (5, "not a number: x"),
        (7, "a number that is infinite, or none"),
        (9, "a number that is infinite, or none"),
        (10, "not a number: 1_0"),
    ]


def test_the_first_lines_only() -> None:
    text = "3 1\na 1\nb 2\nc 3\n"
    assert list(read(text, most=2)[0].found) == ["a", "b"]
    assert list(read(text[4:], most=2)[0].found) == ["a", "b"]


def test_the_header_of_floret_says_how_ngrams_are_hashed() -> None:
    kept, header = read("2 3 5 6 2 2166136261 < >\n0 1 2 3\n1 4 5 6\n")
    assert header == TextHeader(2, 3, NgramHashing(5, 6, 2, 2166136261, "<", ">"))
    assert kept.found == {"0": [1, 2, 3], "1": [4, 5, 6]}


@pytest.mark.parametrize("hashes", [0, 5])
def test_a_header_with_more_hashes_than_a_hash_has_quarters_is_refused(hashes: int) -> None:
    with pytest.raises(DataError, match=f"hashes of an n-gram.* found {hashes}"):
        read(f"2 3 5 6 {hashes} 2166136261 < >\n0 1 2 3\n1 4 5 6\n")


@pytest.mark.parametrize("text", ["", "\n\n", "no vectors here\nnor here\n"])
def test_text_without_vectors_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="no line is a word and its numbers"):
        read(text)


words = st.text(st.characters(exclude_categories=["Cs", "Z", "C"]), min_size=1, max_size=5)
rows = st.lists(st.floats(-(2.0**90), 2.0**90, width=32), min_size=2, max_size=2)


@given(st.dictionaries(words, rows, min_size=1, max_size=12), st.integers(1, 5), st.booleans())
@settings(max_examples=50, deadline=None)
def test_what_is_written_as_text_is_read(
    table: dict[str, list[float]], lines: int, header: bool
) -> None:
    text = f"{len(table)} 2\n" if header else ""
    text += "".join(f"{word} {one!r} {two!r}\n" for word, (one, two) in table.items())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectors_text, "_LINES", lines)
        kept, _ = read(text)
    assert not kept.wrong
    assert kept.found == {word: pytest.approx(row, rel=1e-6) for word, row in table.items()}
