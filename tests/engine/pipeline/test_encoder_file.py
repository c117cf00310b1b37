"""Weights of an encoder as a file: they come back, and what does not fit is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vectors import Vectors
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.layers.weights import get_weights
from nlptk.engine.pipeline.encoder import Encoder, EncoderSettings
from nlptk.engine.pipeline.encoder_file import read_encoder, save_encoder
from nlptk.engine.runtime import choose_ops
from nlptk.engine.stream.batch import Batch

SMALL = EncoderSettings(embed_width=8, type_width=12, hidden_width=10, embed_rows=600)


def taught(seed: int = 0) -> Encoder:
    encoder = Encoder(SMALL, choose_ops())
    encoder.lexicon.count(["the", "cat"], [5, 1])
    encoder.build(np.random.default_rng(seed))
    return encoder


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "encoder-best.safetensors"
    save_encoder(taught(), path, {"lang": "en"})
    return path


def batch() -> Batch:
    return Batch.of_docs([Doc(Vocab("en"), ["the", "cat", "sat"])])


@pytest.mark.parametrize("by_folder", [True, False])
def test_an_encoder_comes_back_with_its_words(saved: Path, by_folder: bool) -> None:
    file = read_encoder(saved.parent if by_folder else saved)
    made = file.make(choose_ops())
    np.testing.assert_array_equal(made.predict(batch()), taught().predict(batch()))
    assert made.lexicon.counts == taught().lexicon.counts
    assert file.about == {"lang": "en"}


def test_files_of_different_weights_have_different_digests(tmp_path: Path, saved: Path) -> None:
    save_encoder(taught(1), tmp_path / "other", {"lang": "en"})
    save_encoder(taught(0), tmp_path / "same", {"lang": "en"})
    digests = [read_encoder(path).digest for path in (saved, tmp_path / "same", tmp_path / "other")]
    assert digests[0] == digests[1] != digests[2]


def test_settings_that_differ_are_listed(saved: Path) -> None:
    other = replace(SMALL, type_width=20, embed_rows=700)
    with pytest.raises(UsageError) as caught:
        read_encoder(saved).pour_into(Encoder(other, choose_ops()))
    assert "type_width is 12 in the file and 20 here" in caught.value.message
    assert "embed_rows is 600 in the file and 700 here" in caught.value.message
    assert "hidden_width" not in caught.value.message


def test_how_words_are_hidden_in_training_may_differ(saved: Path) -> None:
    other = replace(SMALL, word_dropout=0.5)
    made = read_encoder(saved).pour_into(Encoder(other, choose_ops()))
    assert made.settings.word_dropout == 0.5


def test_vectors_that_come_new_add_nothing_at_first(saved: Path) -> None:
    rng = np.random.default_rng(0)
    table = Vectors(rng.standard_normal((2, 5)).astype(np.float32), ["the", "cat"])
    made = read_encoder(saved).make(choose_ops(), table)
    np.testing.assert_array_equal(made.predict(batch()), taught().predict(batch()))
    assert get_weights(made.built)["4.static_vectors.W"].shape == (5, 24)


def test_vectors_that_were_there_must_be_there(tmp_path: Path) -> None:
    tables = [Vectors(np.full((1, 4), fill, np.float32), ["cat"], name="t") for fill in (1, 2)]
    encoder = Encoder(SMALL, choose_ops(), tables[0])
    encoder.build(np.random.default_rng(0))
    save_encoder(encoder, tmp_path / "weights", {"vectors": "t"})
    file = read_encoder(tmp_path / "weights")
    made = file.make(choose_ops(), tables[0])
    np.testing.assert_array_equal(made.predict(batch()), encoder.predict(batch()))
    with pytest.raises(UsageError, match="with vectors as input: t") as caught:
        file.make(choose_ops(), tables[1])
    assert caught.value.found == "another table: t"
    with pytest.raises(UsageError, match="with vectors as input: t") as caught:
        file.make(choose_ops())
    assert caught.value.found == "none"


def test_no_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(DataError, match="no such file"):
            read_encoder(path)


@pytest.mark.parametrize("kept", [0, 7, 200, -500])
def test_a_damaged_file_is_an_error_that_names_it(saved: Path, kept: int) -> None:
    saved.write_bytes(saved.read_bytes()[:kept])
    with pytest.raises(DataError) as caught:
        read_encoder(saved)
    assert caught.value.place.path == str(saved)


def test_a_file_of_something_else_is_an_error(tmp_path: Path) -> None:
    save_file({"a": np.zeros(3)}, tmp_path / "weights")
    with pytest.raises(DataError, match="not the weights of an encoder"):
        read_encoder(tmp_path / "weights")
