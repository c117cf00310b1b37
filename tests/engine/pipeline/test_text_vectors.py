from collections.abc import Sequence

import numpy as np
import pytest
from small_pipelines import small_pipeline

from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.text_vectors import text_encoder
from nlptk.engine.stream.batch import Batch
from nlptk.engine.text.languages import get_language


class LengthVectors:
    """A table in which the vector of a word says how long it is."""

    def of(self, words: Sequence[str]) -> np.ndarray:
        return np.array([[len(word), 1] for word in words], np.float32).reshape(-1, 2)


@pytest.fixture
def nlp() -> Language:
    return small_pipeline("tagger")


def with_vectors(nlp: Language) -> Language:
    nlp.vocab.vectors = LengthVectors()  # type: ignore[assignment, attr-defined, unused-ignore]
    return nlp


def test_words_are_averaged_and_a_text_without_any_is_zero(nlp: Language) -> None:
    encode, kind = text_encoder(with_vectors(nlp))
    assert kind == "words"
    assert encode(["an apple", "", "cats", ""]).tolist() == [[3.5, 1], [0, 0], [4, 1], [0, 0]]
    assert encode([""]).tolist() == [[0, 0]]


def test_context_is_the_mean_of_the_encoding(nlp: Language) -> None:
    encode, kind = text_encoder(nlp)
    assert kind == "context"
    found = encode(["Anna sings loudly", "", "cats"])
    (encoder,) = nlp.encoders.values()
    doc = nlp.make_doc("Anna sings loudly")
    wanted = encoder.predict(Batch.of_docs([doc])).mean(axis=0)
    np.testing.assert_allclose(found[0], wanted, rtol=1e-5)
    assert found.shape == (3, encoder.width) and not found[1].any()


def test_long_lists_are_encoded_in_portions(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["cats sleep", "dogs", "Anna runs ."] * 3
    whole = text_encoder(nlp, "context")[0](texts)
    monkeypatch.setattr("nlptk.engine.pipeline.text_vectors.WORDS_AT_ONCE", 4)
    np.testing.assert_allclose(text_encoder(nlp, "context")[0](texts), whole, rtol=1e-5, atol=1e-6)


def test_kind_can_be_chosen_and_must_be_possible(nlp: Language) -> None:
    with pytest.raises(UsageError, match="no word vectors"):
        text_encoder(nlp, "words")
    with pytest.raises(UsageError, match="words or context"):
        text_encoder(nlp, "guess")
    assert text_encoder(with_vectors(nlp), "context")[1] == "context"
    with pytest.raises(UsageError, match="no component of the pipeline has an encoder"):
        text_encoder(Language(get_language("en")))
