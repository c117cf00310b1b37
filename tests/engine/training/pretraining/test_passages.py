from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.stream.batch import Stretch
from nlptk.engine.text.languages import get_language
from nlptk.engine.text.sentences import Sentencizer
from nlptk.engine.training.pretraining.passages import (
    Cutter,
    packed,
    passage_key,
    shuffled,
    without,
)
from nlptk.engine.training.pretraining.settings import PretrainingSettings

VOCAB = Vocab("en")


def cutter(**settings: Any) -> Cutter:
    return Cutter(PretrainingSettings(**settings), Sentencizer(get_language("en")))


def doc(text: str) -> Doc:
    return Doc(VOCAB, text.split())


def words(passage: Stretch) -> str:
    return " ".join(passage.doc.words[passage.start : passage.end])


@given(st.lists(st.integers(0, 30), min_size=1, max_size=20), st.integers(1, 12))
def test_pieces_are_whole_sentences_where_these_are_not_too_long(
    lengths: list[int], longest: int
) -> None:
    edges = [0, *np.cumsum(lengths).tolist()]
    kept = packed(edges, longest)
    assert (kept[0], kept[-1]) == (0, edges[-1])
    assert kept == sorted(set(kept))
    assert all(end - start <= longest for start, end in pairwise(kept))
    for cut in set(kept) - set(edges):  # within a sentence only if that is too long
        start = max(edge for edge in edges if edge < cut)
        end = min(edge for edge in edges if edge > cut)
        assert end - start > longest


def test_sentences_are_found_by_rule_and_go_together_while_there_is_room() -> None:
    text = doc("One two three . Four five six . Seven eight nine ten .")
    found = list(cutter(longest=8, shortest=1).passages([text]))
    assert [words(one) for one in found] == [
        "One two three . Four five six .",
        "Seven eight nine ten .",
    ]


def test_sentences_that_are_known_are_kept() -> None:
    text = doc("a b c . d e f g")
    text.set_column("sent_start", [1, -1, 1, -1, -1, -1, 1, -1])
    found = list(cutter(longest=4, shortest=1).passages([text]))
    assert [words(one) for one in found] == ["a b", "c . d e", "f g"]


def test_texts_that_are_too_short_are_counted_by_reason() -> None:
    chosen = cutter(shortest=3)
    found = list(chosen.passages([doc("a b"), doc("a b c"), doc(""), doc("c")]))
    assert [words(one) for one in found] == ["a b c"]
    assert chosen.skipped == {"fewer than 3 words": 2, "no words": 1}


def test_a_key_depends_on_the_words_alone() -> None:
    one, other = doc("x a b c"), Doc(Vocab("de"), ["a", "b", "c", "d"])
    same = passage_key(Stretch(one, 1, 4)), passage_key(Stretch(other, 0, 3))
    assert same[0] == same[1] != passage_key(Stretch(other, 1, 4))
    passages = [Stretch(one, 1, 4), Stretch(other, 1, 4)]
    assert list(without(passages, frozenset({same[0]}))) == passages[1:]


@pytest.mark.parametrize("buffer_words", [1, 20, 1000])
def test_shuffling_a_stream_loses_nothing_and_holds_little_back(buffer_words: int) -> None:
    passages = [Stretch(doc(f"{i} w w w"), 0, 4) for i in range(50)]
    taken = 0

    def stream() -> Any:
        nonlocal taken
        for passage in passages:
            taken += 1
            yield passage

    mixed = shuffled(stream(), np.random.default_rng(0), buffer_words=buffer_words)
    given_out = []
    for passage in mixed:
        given_out.append(passage)
        if taken < len(passages):
            assert (taken - len(given_out)) * 4 <= buffer_words
    assert sorted(map(words, given_out)) == sorted(map(words, passages))
    assert (given_out != passages) == (buffer_words > 4)
