"""N-grams of texts, and the rows that they have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError
from nlptk.engine.stream.batch import Batch
from nlptk.plugins.components.textcat.lowered import LowerCase
from nlptk.plugins.components.textcat.ngrams import NgramIndex, ngram_sets

TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=6), max_size=4)


def sets_of(texts, longest, vocab=None):
    docs = [Doc(vocab if vocab is not None else Vocab("en"), words) for words in texts]
    batch = Batch.of_docs(docs)
    return ngram_sets(batch, batch.orth, longest)


def ngrams_in(words, longest):
    return {
        tuple(words[start : start + size])
        for size in range(1, longest + 1)
        for start in range(len(words) - size + 1)
    }


def keys_by_text(found):
    return [found.keys[found.owners == text].tolist() for text in range(found.n_texts)]


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS, longest=st.integers(1, 4))
def test_each_distinct_ngram_has_a_key(texts, longest):
    found = sets_of(texts, longest)
    expected = [ngrams_in(words, longest) for words in texts]
    assert found.sizes.tolist() == list(map(len, expected))
    for keys in keys_by_text(found):
        assert keys == sorted(set(keys))
    every = {ngram for ngrams in expected for ngram in ngrams}
    assert len(np.unique(found.keys)) == len(every)


@settings(max_examples=60, deadline=None)
@given(texts=TEXTS, longest=st.integers(1, 4))
def test_keys_do_not_depend_on_the_rest_of_the_batch(texts, longest):
    together = keys_by_text(sets_of(texts, longest))
    alone = [keys_by_text(sets_of([words], longest))[0] for words in texts]
    assert together == alone


def test_an_ngram_is_not_the_same_as_its_words_in_another_order():
    one, other = keys_by_text(sets_of([["a", "b"], ["b", "a"]], 2))
    assert len(set(one) & set(other)) == 2
    assert len(set(one) | set(other)) == 4


def test_words_that_repeat_make_ngrams_of_every_length():
    assert sets_of([["a"] * 5], 4).sizes.tolist() == [4]


def test_rows_are_in_the_order_of_the_keys():
    index = NgramIndex(np.array([7, 3, 2**32 - 1], np.uint32))
    assert index.rows(np.array([3, 7, 4, 2**32 - 1, 0], np.uint32)).tolist() == [1, 0, -1, 2, -1]
    assert len(index) == 3


def test_an_empty_index_has_no_rows():
    index = NgramIndex(np.zeros(0, np.uint32))
    assert index.rows(np.array([0, 1], np.uint32)).tolist() == [-1, -1]
    assert len(NgramIndex.load(index.dump())) == 0


@given(keys=st.lists(st.integers(0, 2**32 - 1), unique=True))
def test_an_index_is_kept_as_text(keys):
    index = NgramIndex(np.array(keys, np.uint32))
    assert NgramIndex.load(index.dump()).keys.tolist() == keys


@pytest.mark.parametrize("dumped", ["x", "!!!!", "AAAA", "ä"])
def test_text_that_is_no_index_is_refused(dumped):
    with pytest.raises(DataError, match="n-grams"):
        NgramIndex.load(dumped)


def test_words_are_lowered_in_any_vocabulary():
    known = LowerCase()
    one, other = Vocab("en"), Vocab("en")
    docs = [Doc(one, ["The", "CAT"]), Doc(other, ["the", "Ärger", "cat"]), Doc(one, [])]
    for _ in range(2):
        ids = known.ids(Batch.of_docs(docs))
        assert ids.tolist() == [one.strings[word] for word in ("the", "cat", "the", "ärger", "cat")]
    assert known.ids(Batch.of_docs([Doc(Vocab("en"), ["CAT", "Dog"])])).tolist() == [
        one.strings["cat"],
        one.strings["dog"],
    ]
    assert len(known.ids(Batch.of_docs([]))) == 0


def test_words_are_forgotten_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr("nlptk.plugins.components.textcat.lowered._MOST_KEPT", 2)
    known = LowerCase()
    vocab = Vocab("en")
    for words in (["A", "B", "C"], ["D", "A"], ["E", "C", "D"]):
        ids = known.ids(Batch.of_docs([Doc(vocab, words)]))
        assert ids.tolist() == [vocab.strings[word.lower()] for word in words]
    assert len(known._forms) < 5
