"""Words as rows of a table, against a plain implementation that hashes piece by piece."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.vocab import word_shape
from nlptk.engine.pipeline.features import FeatureSizes, form_keys, word_features

SIZES = FeatureSizes(form=50, prefix=20, suffix=30, shape=10, ngrams=100)
words_lists = st.lists(st.text("aBçİ中🙂1.-\ud800", min_size=1, max_size=9), max_size=6)
WORD_64, SALT = 1 << 64, 0x9E3779B97F4A7C15


def ngram_row(ngram: str) -> int:
    """The row of one n-gram by the rolling hash, in plain integers."""
    value = ord(ngram[0]) * SALT % WORD_64
    for character in ngram[1:]:
        value = (value + ord(character)) * SALT % WORD_64
        value ^= value >> 32
    first = SIZES.form + SIZES.prefix + SIZES.suffix + SIZES.shape
    return first + (value * SALT % WORD_64 >> 32) % SIZES.ngrams


def hashed(text: str, salt: int, first: int, size: int) -> int:
    return first + crc32(text.encode("utf-8", "surrogatepass"), salt) % size


def ngrams_of(word: str) -> list[str]:
    spelled = f"<{word.lower()}>"
    return [
        spelled[start : start + size]
        for size in (3, 4, 5)
        for start in range(len(spelled) - size + 1)
    ]


@given(words_lists)
@settings(max_examples=60)
def test_ngrams_are_those_of_a_plain_implementation(words: list[str]) -> None:
    features = word_features(words, SIZES)
    expected = [[ngram_row(ngram) for ngram in ngrams_of(word)] for word in words]
    assert features.n_ngrams.tolist() == [len(rows) for rows in expected]
    assert features.ngrams.tolist() == [row for rows in expected for row in rows]


@given(words_lists)
@settings(max_examples=60)
def test_form_affixes_and_shape_have_their_parts_of_the_table(words: list[str]) -> None:
    features = word_features(words, SIZES)
    assert features.single.shape == (len(words), 5)
    for word, rows in zip(words, features.single.tolist(), strict=True):
        lower = word.lower()
        assert rows == [
            hashed(lower, 0x5BD1, 0, 50),
            hashed(lower, 0x1B87, 0, 50),
            hashed(lower[:3], 0x9E37, 50, 20),
            hashed(lower[-3:], 0x79B9, 70, 30),
            hashed(word_shape(word), 0x85EB, 100, 10),
        ]


def test_the_table_ends_with_rows_for_unknown_forms() -> None:
    words = [f"word{number}" for number in range(200)]
    unknown = word_features(words, SIZES).unknown
    assert SIZES.rows == 214
    assert set(unknown[:, 0].tolist()) == {210, 211}
    assert set(unknown[:, 1].tolist()) == {212, 213}
    pairs = {tuple(pair) for pair in unknown.tolist()}
    assert len(pairs) == 4


def test_case_is_seen_in_the_shape_only() -> None:
    lower, upper = (word_features([word], SIZES) for word in ("berlin", "BERLIN"))
    assert lower.keys == upper.keys
    assert np.array_equal(lower.single[:, :4], upper.single[:, :4])
    assert lower.single[0, 4] != upper.single[0, 4]
    assert np.array_equal(lower.ngrams, upper.ngrams)


def test_features_of_a_word_do_not_depend_on_the_others() -> None:
    words = ["Berlin", "a", "été", "Berlin"]
    together = word_features(words, SIZES)
    alone = [word_features([word], SIZES) for word in words]
    for name in ("keys", "single", "unknown", "ngrams", "n_ngrams"):
        parts = np.concatenate([getattr(one, name) for one in alone])
        assert np.array_equal(parts, getattr(together, name)), name


def test_different_forms_have_different_keys() -> None:
    words = [f"{a}{b}" for a in "abcdefghij" for b in range(1000)]
    assert len(np.unique(word_features(words, SIZES).keys)) == len(words)


def test_hashes_are_the_same_in_every_process_and_version() -> None:
    features = word_features(["Berlin"], FeatureSizes())
    assert features.single.tolist() == [[5405, 1406, 13703, 15647, 22995]]
    assert features.ngrams[:3].tolist() == [40163, 30488, 26294]


@pytest.mark.parametrize("words", [[], [""]])
def test_no_words_and_words_of_no_characters(words: list[str]) -> None:
    features = word_features(words, SIZES)
    assert features.n_ngrams.tolist() == [0] * len(words)
    assert features.single.shape == (len(words), 5)
    assert len(features.ngrams) == 0


@given(st.lists(st.text(max_size=8)))
def test_form_keys_are_the_keys_of_the_features(words: list[str]) -> None:
    assert form_keys(words) == word_features(words, FeatureSizes()).keys.tolist()
