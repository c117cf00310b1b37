"""The encoder of a pipeline: documents in, vectors out; what it keeps and what it forgets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_pipelines import SMALL_ENCODER, blank_docs, examples

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.layers.encoder import EncoderInput
from nlptk.engine.layers.weights import get_weights
from nlptk.engine.pipeline import lexicon as lexicon_module
from nlptk.engine.pipeline.encoder import Encoder, EncoderSettings
from nlptk.engine.pipeline.features import FeatureSizes
from nlptk.engine.runtime import choose_ops
from nlptk.engine.stream.batch import Batch


def small_encoder(seed: int = 0, **settings: Any) -> Encoder:
    chosen = EncoderSettings(8, 12, 10, 600, **settings)
    encoder = Encoder(chosen, choose_ops())
    for example in examples():
        encoder.observe(example)
    encoder.build(np.random.default_rng(seed))
    return encoder


def same_weights(one: Encoder, other: Encoder) -> bool:
    first, second = get_weights(one.built), get_weights(other.built)
    return first.keys() == second.keys() and all(
        first[key].tobytes() == second[key].tobytes() for key in first
    )


def batch_of(*texts: str) -> Batch:
    return Batch.of_docs([Doc(Vocab(), text.split()) for text in texts])


class Recorder:
    """Stands for the layers and keeps what they are given."""

    def __init__(self) -> None:
        self.given: list[EncoderInput] = []

    def walk(self) -> list[Any]:
        return []

    def begin_update(self, given: EncoderInput) -> tuple[None, None]:
        self.given.append(given)
        return None, None


def hidden_tokens(encoder: Encoder, batch: Batch) -> Any:
    """Which tokens of a batch do not show their form in an update, shape (N,)."""
    recorder = Recorder()
    encoder.model = recorder  # type: ignore[assignment]
    encoder.begin_update(batch, rng=np.random.default_rng(0), dropout=0.0)
    (given,) = recorder.given
    assert given.types is not None
    return given.types.single[given.index, 0] >= encoder.lexicon.sizes.rows - 4


def test_vectors_have_a_row_for_each_token() -> None:
    encoder = small_encoder()
    batch = Batch.of_docs([*blank_docs()[:2], Doc(Vocab(), [])])
    assert encoder.predict(batch).shape == (batch.n_tokens, encoder.width)
    assert encoder.width == 2 * 10 + 12
    encoded, backprop = encoder.begin_update(batch, rng=np.random.default_rng(0), dropout=0.3)
    assert encoded.shape == (batch.n_tokens, encoder.width)
    backprop(np.ones_like(encoded))


def test_the_same_seed_makes_the_same_weights() -> None:
    assert same_weights(small_encoder(0), small_encoder(0))
    assert not same_weights(small_encoder(0), small_encoder(1))


def test_building_again_changes_nothing() -> None:
    encoder = small_encoder()
    before = encoder.built
    encoder.build(np.random.default_rng(9))
    assert encoder.built is before


def test_there_are_no_vectors_before_there_are_weights() -> None:
    with pytest.raises(RuntimeError, match="no weights"):
        Encoder(SMALL_ENCODER, choose_ops()).predict(batch_of("a"))


@pytest.mark.parametrize(("rows", "sizes"), [
    (43_000, FeatureSizes()),
    (4300, FeatureSizes(1200, 300, 600, 200, 2000)),
    (1, FeatureSizes(16, 16, 16, 16, 16)),
])  # fmt: skip
def test_a_smaller_table_is_shared_out_in_the_same_proportions(
    rows: int, sizes: FeatureSizes
) -> None:
    encoder = Encoder(EncoderSettings(embed_rows=rows), choose_ops())
    assert encoder.lexicon.sizes == sizes
    assert encoder.shape.rows == sizes.rows


# ------------------------------------------------------------------ words that are hidden


def test_words_never_seen_are_unknown_in_prediction_and_training() -> None:
    encoder = small_encoder()
    same_features = batch_of("qqqx", "qqqx")
    encoded = encoder.predict(same_features)
    np.testing.assert_allclose(encoded[0], encoded[1], rtol=1e-5)
    numbers, _ = encoder.lexicon.words(same_features)
    assert encoder.lexicon.frequency(numbers).tolist() == [0]
    table = encoder.built.layers[0].get_param("E")
    before = encoder.predict(same_features)
    table[-4:] += 1
    encoder.weights_changed()
    assert not np.allclose(encoder.predict(same_features), before)


def test_words_seen_in_training_do_not_use_the_unknown_rows() -> None:
    encoder = small_encoder()
    before = encoder.predict(batch_of("cats sleep ."))
    encoder.built.layers[0].get_param("E")[-4:] += 1
    encoder.weights_changed()
    assert np.array_equal(encoder.predict(batch_of("cats sleep .")), before)


@pytest.mark.parametrize(("word_dropout", "hidden"), [(0.0, False), (1e9, True)])
def test_words_are_hidden_in_training_as_often_as_set(word_dropout: float, hidden: bool) -> None:
    encoder = small_encoder(word_dropout=word_dropout)
    assert (hidden_tokens(encoder, batch_of("cats sleep .")) == hidden).all()


def test_rare_words_are_hidden_more_often_than_frequent_ones() -> None:
    encoder = small_encoder(word_dropout=4.0)
    encoder.lexicon.count(["often", "once"], [996, 1])
    encoder.lexicon.forget()
    batch = batch_of("often once " * 1000)
    hidden = hidden_tokens(encoder, batch).reshape((-1, 2)).mean(axis=0)
    assert hidden[0] < 0.02  # 4 of 1000
    assert hidden[1] == pytest.approx(0.8, abs=0.05)


# ------------------------------------------------------------------ what is kept


def test_vectors_of_words_are_kept_and_grow_with_the_lexicon() -> None:
    encoder = small_encoder()
    words = [f"word{number}" for number in range(3000)]
    batches = [Batch.of_docs([Doc(Vocab(), words[k : k + 700])]) for k in range(0, 1500, 350)]
    kept = [encoder.predict(batch) for batch in batches]
    for batch, before in zip(batches, kept, strict=True):
        fresh = small_encoder().predict(batch)
        np.testing.assert_allclose(fresh, before, rtol=1e-4, atol=1e-5)
        assert np.array_equal(encoder.predict(batch), before)


def test_a_lexicon_that_starts_anew_takes_the_vectors_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder = small_encoder()
    before = encoder.predict(batch_of("cats sleep ."))
    monkeypatch.setattr(lexicon_module, "_MOST_WORDS", 8)
    for number in range(10):
        encoder.predict(batch_of(f"a{number} b{number} c{number}"))
    np.testing.assert_allclose(encoder.predict(batch_of("cats sleep .")), before, rtol=1e-5)


def test_changed_weights_change_vectors_once_the_encoder_is_told() -> None:
    encoder, batch = small_encoder(), batch_of("cats sleep .")
    before = encoder.predict(batch)
    encoder.built.layers[0].get_param("shift")[:] += 1
    assert np.array_equal(encoder.predict(batch), before)
    encoder.weights_changed()
    assert not np.allclose(encoder.predict(batch), before)


def test_an_update_makes_the_encoder_forget_its_vectors() -> None:
    encoder, batch = small_encoder(), batch_of("cats sleep .")
    before = encoder.predict(batch)
    encoder.begin_update(batch, rng=np.random.default_rng(0), dropout=0.0)
    encoder.built.layers[0].get_param("shift")[:] += 1
    assert not np.allclose(encoder.predict(batch), before)


def test_a_copy_says_the_same_and_goes_its_own_way() -> None:
    encoder = small_encoder()
    twin = encoder.copy()
    batch = batch_of("cats sleep .", "zebras")
    assert np.array_equal(twin.predict(batch), encoder.predict(batch))
    assert twin.lexicon.counts == encoder.lexicon.counts
    before = encoder.predict(batch)
    for layer, name in ((0, "E"), (1, "W")):
        twin.built.layers[layer].get_param(name)[...] += 1
    twin.weights_changed()
    twin.lexicon.count(["zebras"], [5])
    encoder.weights_changed()
    assert np.array_equal(encoder.predict(batch), before)
    assert not np.allclose(twin.predict(batch), before)


def test_an_encoder_without_weights_is_copied_too() -> None:
    encoder = Encoder(SMALL_ENCODER, choose_ops())
    encoder.lexicon.count(["a"], [3])
    twin = encoder.copy()
    assert twin.model is None
    assert twin.lexicon.counts == encoder.lexicon.counts
