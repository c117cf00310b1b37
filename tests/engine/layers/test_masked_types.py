"""An encoder with a vector for hidden words: gradients, and that hidden words are not seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from gradients import check_gradients, no_arrays
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.layers.encoder import EncoderInput, EncoderShape, encoder
from nlptk.engine.layers.layout import Layout
from nlptk.engine.layers.masked_types import masked_encoder
from nlptk.engine.layers.type_embed import TypeRows
from nlptk.engine.layers.weights import get_weights
from nlptk.engine.runtime import choose_ops

SHAPE = EncoderShape(rows=40, embed_width=4, type_width=6, hidden_width=5)
OPS = choose_ops()
N_TYPES = 7
HIDDEN = N_TYPES


def models(seed: int = 0) -> tuple[Any, Any]:
    """An encoder, and the one that words can be hidden from."""
    rng = np.random.default_rng(seed)
    plain = encoder(SHAPE, rng=rng, ops=OPS).initialize()
    embed = plain.layers[0]
    embed.set_param("E", embed.get_param("E") * 10)  # as long as those of trained ones
    masked = masked_encoder(plain, rng=rng, ops=OPS)
    masked.layers[0].initialize()
    return plain, masked


def types_of(seed: int = 1) -> TypeRows:
    rng = np.random.default_rng(seed)
    counts = rng.integers(1, 5, N_TYPES).astype(np.int32)
    single = rng.integers(0, SHAPE.rows, (N_TYPES, 5)).astype(np.int32)
    return TypeRows(single, rng.integers(0, SHAPE.rows, counts.sum()).astype(np.int32), counts)


def given_of(index: list[int], lengths: list[int], types: TypeRows | None = None) -> EncoderInput:
    layout = Layout(np.array(lengths, np.int64))
    return EncoderInput(types or types_of(), np.array(index, np.int64), layout)


def test_masked_encoder_has_the_right_gradients() -> None:
    _, masked = models()
    given_ = given_of([0, HIDDEN, 2, 3, HIDDEN, 5, 6, 1], [5, 3])
    check_gradients(masked, given_, rng=np.random.default_rng(0), inputs=no_arrays)


def test_without_hidden_words_it_is_the_encoder_itself() -> None:
    plain, masked = models()
    given_ = given_of([0, 4, 2, 3, 1, 5, 6, 1], [5, 3])
    np.testing.assert_array_equal(plain.predict(given_), masked.predict(given_))


def test_what_it_learns_the_encoder_knows() -> None:
    plain, masked = models()
    before = get_weights(plain)
    for node in masked.layers[0].layers[0], masked.layers[1], masked.layers[2]:
        for name in node.param_names:
            node.get_param(name)[...] += 1
    after = get_weights(plain)
    assert before.keys() == after.keys()
    assert all((after[key] != before[key]).any() for key in before)


@given(st.integers(0, 100), st.integers(0, N_TYPES - 1))
def test_nothing_of_a_hidden_word_is_seen(seed: int, word: int) -> None:
    """Whatever the features of a word are that is hidden everywhere, the encoding is the same."""
    _, masked = models()
    index = np.random.default_rng(seed).integers(0, N_TYPES, 9)
    index[seed % 9] = word
    shown = np.where(index == word, HIDDEN, index).tolist()
    one = types_of()
    single = one.single.copy()
    single[word] = (single[word] + 1 + seed) % SHAPE.rows
    ngrams = one.ngrams.copy()
    first = int(one.n_ngrams[:word].sum())
    ngrams[first : first + one.n_ngrams[word]] += 1
    other = TypeRows(single, ngrams % SHAPE.rows, one.n_ngrams)
    encodings = [masked.predict(given_of(shown, [4, 5], types)) for types in (one, other)]
    np.testing.assert_array_equal(*encodings)
