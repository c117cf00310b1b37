"""Word vectors in a pipeline: seen by encoders, stored beside the weights, loaded by mapping."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_pipelines import (
    SMALL_ENCODER,
    annotation,
    blank_docs,
    small_pipeline,
    survey,
    teach,
)
from small_vectors import WIDTH, ngram_vectors, small_vectors
from tiny_corpus import SPECS

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.vectors import Vectors
from nlptk.engine.data.vectors_file import VECTORS_FILE
from nlptk.engine.data.vocab import Vocab
from nlptk.engine.errors import DataError
from nlptk.engine.layers.weights import get_weights, named_params
from nlptk.engine.pipeline.features import FeatureSizes
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.lexicon import Lexicon
from nlptk.engine.pipeline.packing import pack_pipeline, unpack_pipeline
from nlptk.engine.pipeline.store import load_pipeline, pipeline_arrays, save_pipeline
from nlptk.engine.stream.batch import Batch
from nlptk.engine.text.languages import get_language

SIZES = FeatureSizes(form=50, prefix=20, suffix=30, shape=10, ngrams=100)


def pipeline(vectors: Vectors, *, steps: int = 0) -> Language:
    nlp = Language(get_language("en"), specs=SPECS, encoder=SMALL_ENCODER)
    nlp.vocab.vectors = vectors
    for name in ("tagger", "parser"):
        nlp.add_pipe(name)
    survey(nlp)
    nlp.build(np.random.default_rng(0))
    teach(nlp, steps=steps)
    return nlp


def load(folder: Path) -> Language:
    return load_pipeline(folder, SPECS, get_language)


@pytest.mark.parametrize("vectors", [small_vectors(), ngram_vectors()], ids=["words", "ngrams"])
def test_a_lexicon_gives_the_vectors_of_words_in_any_order(vectors: Vectors) -> None:
    lexicon = Lexicon(SIZES, vectors)
    for text in ("unheard cats", "The cats", "sleep unheard The cats ."):
        batch = Batch.of_docs([Doc(Vocab(), text.split())])
        numbers, index = lexicon.words(batch)
        hidden = np.ones(len(numbers), bool)
        static = lexicon.rows(numbers, hidden).static
        assert np.allclose(static[index], vectors.of(text.split()), atol=1e-6)


def test_a_lexicon_without_vectors_gives_none() -> None:
    lexicon = Lexicon(SIZES)
    numbers, _ = lexicon.words(Batch.of_docs([Doc(Vocab(), ["cats"])]))
    assert lexicon.rows(numbers, np.zeros(1, bool)).static is None


def test_a_word_that_was_never_seen_is_known_by_its_vector() -> None:
    base = small_vectors()
    words = [*base, "felines"]
    data = np.concatenate([base.data, base["cats"][None]])
    twin, other = data.copy(), data.copy()
    other[-1] = -base["cats"]
    found = []
    for table in (twin, other):
        nlp = pipeline(Vectors(table, words))
        batch = Batch.of_docs([Doc(nlp.vocab, ["felines", "sleep"])])
        found.append(nlp.encoders["shared"].predict(batch))
    assert not np.allclose(found[0], found[1])


def test_prediction_sees_what_training_saw() -> None:
    nlp = pipeline(small_vectors(), steps=60)
    docs = blank_docs()
    nlp.annotate(docs)
    again = blank_docs()
    for doc in again:
        nlp.annotate([doc])
    assert annotation(docs) == annotation(again)
    assert small_pipeline("tagger").encoders["shared"].shape.static_width == 0
    assert nlp.encoders["shared"].shape.static_width == WIDTH


def test_vectors_are_learned_from_and_not_trained() -> None:
    nlp = pipeline(small_vectors())
    table = nlp.vocab.vectors.data.copy()
    before = get_weights(nlp.encoders["shared"].built)
    teach(nlp, steps=2)
    after = get_weights(nlp.encoders["shared"].built)
    assert np.array_equal(nlp.vocab.vectors.data, table)
    assert not np.array_equal(before["4.static_vectors.W"], after["4.static_vectors.W"])
    sizes = [
        node.get_param(name).size for _, node, name in named_params(nlp.models()["encoder:shared"])
    ]
    assert sum(sizes) == sum(array.size for array in after.values())


def test_training_twice_gives_the_same_weights() -> None:
    one, other = (pipeline(small_vectors(), steps=3) for _ in range(2))
    first, second = pipeline_arrays(one), pipeline_arrays(other)
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)


@pytest.mark.parametrize("vectors", [small_vectors(), ngram_vectors()], ids=["words", "ngrams"])
def test_a_pipeline_comes_back_with_its_vectors(tmp_path: Path, vectors: Vectors) -> None:
    nlp = pipeline(vectors, steps=3)
    save_pipeline(nlp, tmp_path / "model")
    loaded = load(tmp_path / "model")
    docs, again = blank_docs(), blank_docs()
    nlp.annotate(docs)
    loaded.annotate(again)
    assert annotation(docs) == annotation(again)
    assert loaded.vocab.vectors.digest == vectors.digest
    assert loaded.meta["vectors"]["width"] == WIDTH
    assert loaded("cats sleep")[0].similarity(loaded("cats")) == pytest.approx(1)


def test_the_table_is_stored_once(tmp_path: Path) -> None:
    nlp = pipeline(small_vectors())
    for name in ("best", "last", "best"):
        save_pipeline(nlp, tmp_path / name, force=True)
    files = [tmp_path / name / VECTORS_FILE for name in ("best", "last")]
    assert files[0].samefile(files[1])
    assert not any("vectors" in name and "static" not in name for name in pipeline_arrays(nlp))


def test_a_pipeline_over_itself_keeps_its_table(tmp_path: Path) -> None:
    save_pipeline(pipeline(small_vectors()), tmp_path / "model")
    loaded = load(tmp_path / "model")
    save_pipeline(loaded, tmp_path / "model", force=True)
    assert load(tmp_path / "model").vocab.vectors.digest == small_vectors().digest


def test_a_pipeline_without_vectors_says_nothing_of_them(tmp_path: Path) -> None:
    nlp = small_pipeline("tagger")
    save_pipeline(nlp, tmp_path / "model")
    assert not (tmp_path / "model" / VECTORS_FILE).exists()
    assert "vectors" not in (tmp_path / "model" / "pipeline.json").read_text()
    assert load(tmp_path / "model").meta["vectors"] == {"name": None, "width": 0, "vectors": 0}


def test_a_pipeline_goes_through_bytes_with_its_vectors() -> None:
    nlp = pipeline(small_vectors())
    again = unpack_pipeline(pack_pipeline(nlp), SPECS, get_language)
    assert again.vocab.vectors.digest == small_vectors().digest
    assert np.array_equal(again("cats").vector, nlp("cats").vector)


def test_an_encoder_that_was_made_without_vectors_stays_without(tmp_path: Path) -> None:
    nlp = small_pipeline("tagger")
    nlp.vocab.vectors = small_vectors()
    save_pipeline(nlp, tmp_path / "model")
    loaded = load(tmp_path / "model")
    assert loaded.encoders["shared"].shape.static_width == 0
    assert loaded("cats").has_vector


def test_another_table_or_none_is_refused(tmp_path: Path) -> None:
    save_pipeline(pipeline(small_vectors()), tmp_path / "model")
    path = tmp_path / "model" / VECTORS_FILE
    small_vectors(seed=1).save(path)
    with pytest.raises(DataError, match="a damaged model"):
        load(tmp_path / "model")
    path.unlink()
    with pytest.raises(DataError, match="the file is not there"):
        load(tmp_path / "model")


def test_an_encoder_of_its_own_sees_the_vectors_too() -> None:
    nlp = pipeline(small_vectors())
    with nlp.select_pipes(["parser"]):
        nlp.part_encoders()
    assert nlp.encoders["parser"].shape.static_width == WIDTH
    batch = Batch.of_docs(blank_docs())
    one, other = (nlp.encoders[name].predict(batch) for name in ("shared", "parser"))
    assert np.array_equal(one, other)
