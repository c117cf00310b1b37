from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.example import Example
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.batch import Batch, Stretch
from nlptk.engine.stream.batching import (
    by_count,
    by_padded,
    by_words,
    portions,
    runs,
    similar_lengths,
    whole,
)
from nlptk.engine.stream.schedules import compounding

VOCAB = Vocab()
LENGTHS = st.lists(st.integers(0, 30), max_size=40)
WINDOWS = st.sampled_from([0, 1, 50, 10_000])


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def example(sentences: list[int], *, annotated: bool = True) -> Example:
    doc = Doc(VOCAB, ["w"] * sum(sentences))
    if annotated:
        marks = [1 if i == 0 else -1 for length in sentences for i in range(length)]
        doc.set_column("sent_start", marks)
    return Example.from_reference(doc)


def stretches(lengths: list[int]) -> list[Stretch]:
    return [Stretch(Doc(VOCAB, ["w"] * length), 0, length) for length in lengths]


EXAMPLES = st.lists(
    st.builds(
        lambda sentences, annotated: example(sentences, annotated=annotated),
        st.lists(st.integers(1, 6), max_size=12),
        st.booleans(),
    ),
    max_size=4,
)


def bounds_by_doc(found: list[Stretch]) -> dict[int, list[tuple[int, int]]]:
    bounds: dict[int, list[tuple[int, int]]] = {}
    for stretch in found:
        bounds.setdefault(id(stretch.doc), []).append((stretch.start, stretch.end))
    return bounds


# ---------------------------------------------------------------------- stretches


@given(EXAMPLES, st.integers(1, 4), st.integers(1, 8), st.integers(0, 5))
def test_runs_cover_each_token_once_and_cut_at_sentence_starts(
    examples: list[Example], most_sentences: int, most_words: int, seed: int
):
    found = list(runs(examples, rng(seed), most_sentences=most_sentences, most_words=most_words))
    assert all(len(stretch) for stretch in found)
    bounds = bounds_by_doc(found)
    for one in examples:
        mine = bounds.get(id(one.predicted), [])
        assert [i for a, b in mine for i in range(a, b)] == list(range(len(one.predicted)))
        starts = one.gold.column("sent_start")
        for a, b in mine:
            if starts.any():
                assert starts[a] == 1
                assert np.count_nonzero(starts[a:b] == 1) <= most_sentences
            else:
                assert b - a <= most_words


@given(EXAMPLES, st.integers(1, 5))
def test_runs_leave_long_sentences_alone(examples: list[Example], most_words: int):
    for stretch in runs(examples, rng(), most_words=most_words):
        assert stretch.gold is not None
        marks = stretch.gold.column("sent_start")[stretch.start : stretch.end]
        lengths = np.diff([*np.flatnonzero(marks == 1), len(marks)])
        if (lengths > most_words).any():
            assert len(lengths) == 1


def test_runs_are_of_all_lengths():
    found = runs([example([1] * 4000)], rng(), most_sentences=4)
    counts = Counter(map(len, found))
    assert set(counts) == {1, 2, 3, 4}
    assert min(counts.values()) > 0.8 * max(counts.values())


def test_runs_carry_the_gold_of_their_document():
    one = example([2, 3])
    for stretch in runs([one], rng(), most_sentences=1):
        assert stretch.gold is one.gold
        assert stretch.doc is one.predicted


def test_runs_differ_by_seed_alone():
    examples = [example([2] * 30)]
    first, again, other = (
        [(s.start, s.end) for s in runs(examples, rng(seed))] for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


@given(EXAMPLES)
def test_whole_documents_are_whole(examples: list[Example]):
    found = list(whole(examples))
    assert [stretch.doc for stretch in found] == [one.predicted for one in examples]
    assert all(stretch.is_whole for stretch in found)


def test_whole_documents_are_cut_above_the_cap():
    examples = [example([3, 3, 3]), example([9], annotated=False)]
    found = [(s.start, s.end) for s in whole(examples, most_words=6)]
    assert found == [(0, 6), (6, 9), (0, 6), (6, 9)]


def test_whole_keeps_empty_documents():
    assert [len(stretch) for stretch in whole([example([])])] == [0]


# ---------------------------------------------------------------------- batches


def assert_permutation(batches: list[Batch], expected: list[Stretch]) -> None:
    found = [id(stretch) for batch in batches for stretch in batch.stretches]
    assert sorted(found) == sorted(map(id, expected))
    assert all(len(batch.stretches) for batch in batches)


@given(LENGTHS, st.integers(1, 80), WINDOWS, st.integers(0, 3))
def test_by_words_is_a_permutation_within_the_size(
    lengths: list[int], size: int, window: int, seed: int
):
    given_ = stretches(lengths)
    batches = list(by_words(iter(given_), size, rng(seed), window=window))
    assert_permutation(batches, given_)
    assert sum(batch.n_tokens < size for batch in batches) <= 1
    for batch in batches:
        assert batch.n_tokens - batch.lengths.max() < size


@given(LENGTHS, st.integers(1, 80), WINDOWS)
def test_by_padded_is_a_permutation_within_the_size(lengths: list[int], size: int, window: int):
    given_ = stretches(lengths)
    batches = list(by_padded(given_, size, rng(), window=window))
    assert_permutation(batches, given_)
    for batch in batches:
        assert len(batch.lengths) == 1 or batch.lengths.max() * len(batch.lengths) <= size


@given(LENGTHS, st.integers(1, 9), WINDOWS)
def test_by_count_is_a_permutation_within_the_size(lengths: list[int], size: int, window: int):
    given_ = stretches(lengths)
    batches = list(by_count(given_, size, rng(), window=window))
    assert_permutation(batches, given_)
    assert all(len(batch.stretches) <= size for batch in batches)
    assert sum(len(batch.stretches) < size for batch in batches) <= 1


@pytest.mark.parametrize("batched", [by_words, by_padded, by_count])
def test_batches_differ_by_seed_alone(batched: Callable[..., Iterator[Batch]]):
    given_ = stretches([i % 17 for i in range(200)])
    first, again, other = (
        [list(map(id, batch.stretches)) for batch in batched(given_, 20, rng(seed))]
        for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_batches_hold_stretches_of_similar_length():
    lengths = rng().integers(1, 200, 500).tolist()
    for batch in by_words(stretches(lengths), 700, rng(), window=0):
        assert np.ptp(batch.lengths) < 30


def test_batches_are_not_in_order_of_length():
    batches = list(by_words(stretches(list(range(1, 300))), 500, rng()))
    rises = sum(b.lengths.mean() > a.lengths.mean() for a, b in pairwise(batches))
    assert 0.2 * len(batches) < rises < 0.8 * len(batches)


def test_sizes_grow_from_batch_to_batch_whatever_the_length():
    given_ = stretches(rng().integers(1, 30, 3000).tolist())
    batches = list(by_words(given_, compounding(40.0, 400.0, 1.01), rng(), window=0))
    words = np.array([batch.n_tokens for batch in batches])
    assert words[:50].mean() < 0.5 * words[-50:].mean()
    longest = np.array([batch.lengths.max() for batch in batches])
    assert abs(np.corrcoef(np.arange(len(batches)), longest)[0, 1]) < 0.3


@given(st.integers(0, 80), WINDOWS)
def test_each_batch_takes_a_size_of_its_own(n: int, window: int):
    numbers = count(1)
    batches = list(by_count(stretches([1] * n), map(float, numbers), rng(), window=window))
    counts = Counter(len(batch.stretches) for batch in batches)
    assert sum(counts.values()) - len(counts) <= 1  # one batch may be filled in part
    if not window:
        drawn = next(numbers) - 1
        assert drawn * (drawn - 1) // 2 < max(n, 1) <= max(drawn * (drawn + 1) // 2, 1)


def test_windows_bound_what_is_held():
    taken = 0

    def stream() -> Iterator[Stretch]:
        nonlocal taken
        for stretch in stretches([10] * 1000):
            taken += 1
            yield stretch

    batches: Any = by_words(stream(), 50, rng(), window=500)
    next(batches)
    assert taken <= 60


def docs_of(lengths: list[int]) -> list[Doc]:
    return [Doc(VOCAB, ["w"] * length) for length in lengths]


@given(LENGTHS, st.integers(1, 50))
def test_portions_keep_order_and_are_no_larger_than_they_must_be(lengths: list[int], words: int):
    docs = docs_of(lengths)
    cut = list(portions(iter(docs), words))
    assert [doc for portion in cut for doc in portion] == docs
    sizes = [[max(1, len(doc)) for doc in portion] for portion in cut]
    assert all(sum(size) >= words for size in sizes[:-1])
    assert all(sum(size[:-1]) < words for size in sizes)


@given(LENGTHS, st.integers(1, 50))
def test_documents_of_similar_length_go_together(lengths: list[int], words: int):
    docs = docs_of(lengths)
    together = [len(doc) for batch in similar_lengths(docs, words) for doc in batch]
    assert together == sorted(lengths)
