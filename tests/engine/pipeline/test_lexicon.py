"""The lexicon: numbers of words, their features, and how often they were seen."""

from __future__ import annotations

import numpy as np
import pytest

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.pipeline import lexicon as lexicon_module
from nlptk.engine.pipeline.features import FeatureSizes, word_features
from nlptk.engine.pipeline.lexicon import Lexicon
from nlptk.engine.stream.batch import Batch

SIZES = FeatureSizes(form=50, prefix=20, suffix=30, shape=10, ngrams=100)


def batch_of(*texts: str) -> Batch:
    return Batch.of_docs([Doc(Vocab(), text.split()) for text in texts])


def forms_of(batch: Batch, inverse: np.ndarray, numbers: np.ndarray) -> dict[int, set[str]]:
    """The forms that have each number."""
    found: dict[int, set[str]] = {}
    words = [word for doc in batch.docs for word in doc.words]
    for word, number in zip(words, numbers[inverse].tolist(), strict=True):
        found.setdefault(number, set()).add(word)
    return found


def test_each_distinct_form_has_one_number_across_documents_and_batches() -> None:
    lexicon = Lexicon(SIZES)
    first = batch_of("a b a", "", "b C")
    numbers, inverse = lexicon.words(first)
    found = forms_of(first, inverse, numbers)
    assert sorted(found.values(), key=min) == [{"C"}, {"a"}, {"b"}]
    second = batch_of("c a", "B b")
    more, inverse = lexicon.words(second)
    again = forms_of(second, inverse, more)
    assert len(lexicon) == 5
    known = {number: forms for number, forms in again.items() if number in found}
    assert known == {number: found[number] for number in known}
    assert len(known) == 2


def test_words_come_in_an_order_that_does_not_depend_on_what_was_read_before() -> None:
    fresh, used = Lexicon(SIZES), Lexicon(SIZES)
    used.words(batch_of("b", "d c"))
    batch = batch_of("a b c d e")
    for lexicon in (fresh, used):
        numbers, inverse = lexicon.words(batch)
        features = lexicon.rows(numbers, np.zeros(len(numbers), bool))
        assert numbers[inverse].tolist() == [numbers.tolist()[k] for k in inverse]
        forms = np.unique(batch.orth, return_inverse=True)
        assert np.array_equal(inverse, forms[1])
        assert features.single.shape == (5, 5)
    one, other = (
        lexicon.rows(lexicon.words(batch)[0], np.zeros(5, bool)) for lexicon in (fresh, used)
    )
    assert np.array_equal(one.single, other.single)
    assert np.array_equal(one.ngrams, other.ngrams)


def test_rows_are_the_features_of_the_words() -> None:
    lexicon = Lexicon(SIZES)
    lexicon.words(batch_of("before this"))
    numbers, inverse = lexicon.words(batch_of("Berlin a"))
    words = ["Berlin", "a"] if inverse[0] == 0 else ["a", "Berlin"]
    rows, expected = lexicon.rows(numbers, np.zeros(2, bool)), word_features(words, SIZES)
    for name in ("single", "ngrams", "n_ngrams"):
        assert np.array_equal(getattr(rows, name), getattr(expected, name)), name


def test_hidden_words_show_unknown_rows_in_place_of_their_form() -> None:
    lexicon = Lexicon(SIZES)
    numbers, _ = lexicon.words(batch_of("Berlin Paris"))
    shown = lexicon.rows(numbers, np.array([False, False]))
    hidden = lexicon.rows(numbers, np.array([True, False]))
    assert (hidden.single[0, :2] >= SIZES.rows - 4).all()
    assert np.array_equal(hidden.single[0, 2:], shown.single[0, 2:])
    assert np.array_equal(hidden.single[1], shown.single[1])
    assert np.array_equal(hidden.ngrams, shown.ngrams)
    assert (shown.single < SIZES.rows - 4).all()


def test_words_are_counted_by_their_lower_case() -> None:
    lexicon = Lexicon(SIZES)
    lexicon.count(["The", "cat", "the"], [2, 1, 3])
    lexicon.count(["cat"], [4])
    batch = batch_of("THE cat dog")
    numbers, inverse = lexicon.words(batch)
    assert lexicon.frequency(numbers)[inverse].tolist() == [5, 5, 0]


def test_counts_are_kept_as_arrays_and_taken_up() -> None:
    lexicon, twin = Lexicon(SIZES), Lexicon(SIZES)
    lexicon.count(["b", "a", "c"], [1, 2, 3])
    arrays = lexicon.arrays()
    assert arrays["keys"].tolist() == sorted(arrays["keys"].tolist())
    twin.load(arrays)
    assert twin.counts == lexicon.counts
    numbers, inverse = twin.words(batch_of("a x b"))
    assert twin.frequency(numbers)[inverse].tolist() == [2, 0, 1]


def test_forgetting_keeps_the_counts_and_says_that_numbers_are_new() -> None:
    lexicon = Lexicon(SIZES)
    lexicon.words(batch_of("a b"))
    lexicon.count(["a"], [7])
    before = lexicon.version
    lexicon.forget()
    assert len(lexicon) == 0
    assert lexicon.version > before
    numbers, _ = lexicon.words(batch_of("a"))
    assert numbers.tolist() == [0]
    assert lexicon.frequency(numbers).tolist() == [7]


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon_module, "_MOST_WORDS", 10)
    lexicon = Lexicon(SIZES)
    for number in range(30):
        numbers, _ = lexicon.words(batch_of(f"a{number} b{number} c{number}"))
        assert len(lexicon) <= 10
        assert lexicon.rows(numbers, np.zeros(3, bool)).single.shape == (3, 5)
    assert lexicon.version > 8


def test_a_batch_without_words_has_none() -> None:
    lexicon = Lexicon(SIZES)
    numbers, inverse = lexicon.words(batch_of("", ""))
    assert len(numbers) == len(inverse) == len(lexicon) == 0
    assert lexicon.rows(numbers, np.zeros(0, bool)).single.shape == (0, 5)
