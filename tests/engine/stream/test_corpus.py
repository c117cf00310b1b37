from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from annotated_docs import annotated_docs
from hypothesis import given, settings
from hypothesis import strategies as st

from nlptk.engine.data.columns import Origin
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.normalization import TextMismatchError
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.corpus import Corpus, CorpusSettings, CorpusSize


class Reader:
    """Documents to be read, and how often they were."""

    def __init__(self, docs: list[Doc]) -> None:
        self.docs = docs
        self.times = 0

    def __call__(self) -> Iterator[Doc]:
        self.times += 1
        yield from self.docs


def sentences(*lengths: int, name: str = "w") -> Doc:
    doc = Doc(Vocab(), [f"{name}{i}" for i in range(sum(lengths))])
    marks = [1 if i == 0 else -1 for length in lengths for i in range(length)]
    doc.set_column("sent_start", marks)
    return doc


def words_of(examples: Iterator[Example]) -> list[list[str]]:
    return [list(example.predicted.words) for example in examples]


def numbered(n: int) -> list[Doc]:
    return [Doc(Vocab(), [f"w{i}"]) for i in range(n)]


@settings(max_examples=40)
@given(st.lists(annotated_docs(), max_size=3))
def test_examples_are_those_of_the_documents(docs: list[Doc]):
    corpus = Corpus(Reader(docs))
    for _ in range(2):
        examples = list(corpus.examples())
        assert [example.reference for example in examples] == docs
        assert all(example.predicted.column_names == [] for example in examples)
    assert corpus.measure() == CorpusSize(len(docs), sum(map(len, docs)), 0)


def test_a_small_corpus_is_read_once():
    reader = Reader(numbered(4))
    corpus = Corpus(reader, CorpusSettings(keep_words=4))
    first = list(corpus.examples())
    assert corpus.is_kept
    assert list(corpus.examples()) == first
    assert reader.times == 1


def test_a_large_corpus_is_read_each_time():
    reader = Reader(numbered(5))
    corpus = Corpus(reader, CorpusSettings(keep_words=4))
    assert words_of(corpus.examples()) == words_of(corpus.examples())
    assert not corpus.is_kept
    assert reader.times == 2


def test_a_pass_that_is_broken_off_keeps_nothing():
    corpus = Corpus(Reader(numbered(3)))
    next(corpus.examples())
    assert not corpus.is_kept
    assert len(list(corpus.examples())) == 3


def test_measure_reads_once():
    reader = Reader(numbered(5))
    corpus = Corpus(reader, CorpusSettings(keep_words=0))
    assert corpus.measure() == corpus.measure() == CorpusSize(examples=5, words=5, bad=0)
    assert reader.times == 1


def test_documents_are_read_as_they_are_needed():
    taken = []

    def docs() -> Iterator[Doc]:
        for doc in numbered(9):
            taken.append(doc)
            yield doc

    corpus = Corpus(docs)
    next(corpus.examples())
    assert len(taken) == 1


def test_limit_takes_the_first_examples():
    corpus = Corpus(Reader(numbered(5)), CorpusSettings(limit=2))
    assert words_of(corpus.examples()) == [["w0"], ["w1"]]
    assert corpus.measure().examples == 2


# ---------------------------------------------------------------------- sentences and lengths


@settings(max_examples=40)
@given(annotated_docs(), st.integers(0, 5), st.booleans())
def test_splitting_keeps_every_token(doc: Doc, max_words: int, gold_sents: bool):
    corpus = Corpus(Reader([doc]), CorpusSettings(gold_sents=gold_sents, max_words=max_words))
    examples = list(corpus.examples())
    assert [w for words in words_of(iter(examples)) for w in words] == list(doc.words)
    ents = [(ent.text, ent.label) for one in examples for ent in one.gold.ents]
    assert ents == [(ent.text, ent.label) for ent in doc.ents]


def test_gold_sentences_are_documents_of_their_own():
    doc = sentences(2, 1)
    doc.set_column("head", [1, 1, 2])
    doc.cats = {"A": 1.0}
    first, second = Corpus(Reader([doc]), CorpusSettings(gold_sents=True)).examples()
    assert (first.predicted.text, second.predicted.text) == ("w0 w1", "w2")
    assert (first.gold.heads, second.gold.heads) == ([1, 1], [0])
    assert second.gold.cats == {"A": 1.0}


def test_many_gold_sentences_are_cut_in_order():
    doc = sentences(*[1, 2, 3] * 100)
    doc.comments = {start: (f"# {start}",) for start, _ in doc.sent_bounds}
    examples = list(Corpus(Reader([doc]), CorpusSettings(gold_sents=True)).examples())
    assert [len(one.predicted) for one in examples] == [1, 2, 3] * 100
    assert [w for one in examples for w in one.predicted.words] == list(doc.words)
    starts = [start for start, _ in doc.sent_bounds]
    assert [one.reference.comments for one in examples] == [{0: (f"# {s}",)} for s in starts]


def test_long_documents_are_split_between_sentences():
    corpus = Corpus(Reader([sentences(2, 2, 2), sentences(3)]), CorpusSettings(max_words=4))
    assert [len(one.predicted) for one in corpus.examples()] == [4, 2, 3]


def test_long_documents_without_sentences_are_split_at_the_length():
    doc = Doc(Vocab(), list("abcdefg"))
    doc.ents = [Span(doc, 2, 4, "X")]
    corpus = Corpus(Reader([doc]), CorpusSettings(max_words=3))
    assert ["".join(words) for words in words_of(corpus.examples())] == ["ab", "cde", "fg"]


# ---------------------------------------------------------------------- our own tokens


def joined(reference: Doc) -> Doc:
    return Doc(Vocab(), [reference.text.replace(" ", "")])


def test_own_tokens_take_the_place_of_gold_tokens():
    doc = Doc(Vocab(), ["can", "not"], [False, False])
    doc.set_column("tag", ["A", "B"])
    (example,) = Corpus(Reader([doc]), tokenize=joined).examples()
    assert list(example.predicted.words) == ["cannot"]
    assert example.gold.tags == [""]
    assert example.reference is doc


def test_documents_of_another_text_are_left_out_counted_and_told_once():
    docs = numbered(4)
    docs[2].origin = Origin("x.conllu", 7)
    told: list[TextMismatchError] = []

    def tokenize(reference: Doc) -> Doc:
        bad = reference is docs[2]
        return Doc(Vocab(), ["other"]) if bad else blank_copy(reference)

    corpus = Corpus(
        Reader(docs), CorpusSettings(keep_words=0), tokenize=tokenize, on_bad=told.append
    )
    for _ in range(2):
        assert words_of(corpus.examples()) == [["w0"], ["w1"], ["w3"]]
    assert corpus.measure() == CorpusSize(examples=3, words=3, bad=1)
    assert [str(error.place) for error in told] == ["x.conllu:7"]
    assert len(list(corpus.shuffled(np.random.default_rng(0)))) == 3
    assert len(told) == 1


def test_other_errors_are_not_swallowed():
    def tokenize(reference: Doc) -> Doc:
        raise RuntimeError(reference.text)

    with pytest.raises(RuntimeError, match="w0"):
        list(Corpus(Reader(numbered(1)), tokenize=tokenize).examples())


# ---------------------------------------------------------------------- shuffled


@settings(max_examples=40)
@given(st.integers(0, 30), st.sampled_from([0, 10, 1000]), st.integers(0, 40), st.integers(0, 2))
def test_an_epoch_has_each_example_once(n: int, keep_words: int, buffer_words: int, seed: int):
    corpus = Corpus(Reader(numbered(n)), CorpusSettings(keep_words=keep_words))
    for epoch in range(2):
        rng = np.random.default_rng([seed, epoch])
        found = words_of(corpus.shuffled(rng, buffer_words=buffer_words))
        assert sorted(found) == sorted([f"w{i}"] for i in range(n))


@pytest.mark.parametrize("keep_words", [0, 1000])
def test_the_order_does_not_depend_on_what_was_read_before(keep_words: int):
    chosen = CorpusSettings(keep_words=keep_words)
    fresh, used = (Corpus(Reader(numbered(50)), chosen) for _ in range(2))
    for seed in range(3):
        list(used.shuffled(np.random.default_rng(seed), buffer_words=20))
    orders = [
        words_of(corpus.shuffled(np.random.default_rng(9), buffer_words=20))
        for corpus in (fresh, used)
    ]
    assert orders[0] == orders[1]
    assert orders[0] != words_of(fresh.examples())


@pytest.mark.parametrize(("limit", "used"), [(0, True), (3, False), (60, True)])
def test_a_large_corpus_is_read_in_random_order_where_that_can_be(limit: int, used: bool):
    docs = numbered(50)
    times = 0

    def backwards(rng: np.random.Generator) -> Iterator[Doc]:
        nonlocal times
        times += 1
        yield from docs[::-1]

    chosen = CorpusSettings(keep_words=0, limit=limit)
    corpus = Corpus(Reader(docs), chosen, shuffled_docs=backwards)
    found = words_of(corpus.shuffled(np.random.default_rng(0), buffer_words=4))
    assert len(found) == (limit if limit == 3 else 50)
    assert (times == 1) == used
    if used:
        assert int(found[0][0][1:]) > 40
