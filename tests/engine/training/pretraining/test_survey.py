from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from raw_texts import ListedTexts, texts_of

from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.encoder import Encoder, EncoderSettings
from nlptk.engine.runtime import choose_ops
from nlptk.engine.text.languages import get_language
from nlptk.engine.text.sentences import Sentencizer
from nlptk.engine.training.pretraining.passages import Cutter, passage_key
from nlptk.engine.training.pretraining.settings import PretrainingSettings
from nlptk.engine.training.pretraining.survey import PassageBatches, Survey, look


def looked(
    texts: ListedTexts, *, most_words: int = 10**6, **settings: Any
) -> tuple[Cutter, Survey]:
    cutter = Cutter(PretrainingSettings(**settings), Sentencizer(get_language("en")))
    return cutter, look(texts, cutter, most_words=most_words)


def keys_of(passages: Any) -> list[int]:
    return sorted(map(passage_key, passages))


def test_types_are_in_order_of_frequency() -> None:
    texts = ListedTexts(["b a a c c c x", "c c c d a b e"])
    _, survey = looked(texts)
    assert survey.types[:4] == (("c", 6), ("a", 3), ("b", 2), ("d", 1))
    assert survey.is_whole


def test_held_out_passages_are_few_and_none_of_them_is_learned_from() -> None:
    texts = texts_of(300)
    _, survey = looked(texts)
    held_out, kept = set(keys_of(survey.held_out)), set(keys_of(survey.kept))
    assert held_out == set(survey.excluded)
    assert not held_out & kept
    total = survey.words + survey.held_out_words
    assert 0 < survey.held_out_words <= 0.02 * total + 50
    _, bounded = looked(texts, held_out_words=20)
    assert bounded.held_out_words <= 20 + 50


def test_held_out_passages_do_not_depend_on_the_order_of_texts() -> None:
    texts = texts_of(200)
    _, one = looked(texts)
    _, other = looked(ListedTexts(texts.texts[::-1]))
    assert keys_of(one.held_out) == keys_of(other.held_out)


def test_a_repeated_passage_is_held_out_or_learned_from_but_not_both() -> None:
    texts = texts_of(100)
    _, survey = looked(ListedTexts(texts.texts * 2))
    assert not set(keys_of(survey.held_out)) & set(keys_of(survey.kept))


@pytest.mark.parametrize("texts", [[], ["one two"], ["one two three four five six"]])
def test_too_little_text_is_an_error_that_says_what_was_left_out(texts: list[str]) -> None:
    with pytest.raises(UsageError, match="not enough texts") as caught:
        looked(ListedTexts(texts))
    assert ("fewer than 5 words" in caught.value.found) == (texts == ["one two"])


def test_words_seen_more_than_once_are_known_to_the_encoder() -> None:
    _, survey = looked(ListedTexts(["the The rare fish swims here", "fish swims by the sea wall"]))
    encoder = Encoder(EncoderSettings(embed_rows=600), choose_ops())
    survey.teach(encoder)
    assert sorted(encoder.lexicon.counts.values()) == [2, 2, 3]


@pytest.mark.parametrize("can_reread", [True, False])
def test_a_corpus_that_goes_on_is_read_on(can_reread: bool) -> None:
    texts = texts_of(200, can_reread=can_reread)
    _, whole = looked(texts_of(200))
    cutter, survey = looked(texts, most_words=300)
    assert not survey.is_whole
    batches = PassageBatches(texts, cutter, survey)
    found = [one for batch in batches.batches(0) for one in batch.stretches]
    every = keys_of([*whole.kept, *whole.held_out])
    assert sorted([*keys_of(found), *keys_of(survey.held_out)]) == every
    assert not survey.kept  # given away: nothing of a stream stays in memory
    if can_reread:
        again = [one for batch in batches.batches(1) for one in batch.stretches]
        assert keys_of(again) == keys_of(found)


def test_epochs_differ_and_each_is_always_the_same() -> None:
    texts = texts_of(60)
    cutter, survey = looked(texts, batch_words=30)
    batches = PassageBatches(texts, cutter, survey)
    first, again, second = (
        [batch.orth.tolist() for batch in batches.batches(epoch)] for epoch in (0, 0, 1)
    )
    assert first == again != second
    assert np.concatenate(first).size == np.concatenate(second).size == survey.words
