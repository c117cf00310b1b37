"""One update: every encoder reads a batch once, and what components say of it adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from small_pipelines import SMALL_ENCODER, examples, small_pipeline, teach

from nlptk.engine.layers.softmax_head import softmax_head
from nlptk.engine.layers.weights import named_params, take_gradient
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.learning import learn
from nlptk.engine.protocols import ComponentSpec, NoOptions
from nlptk.engine.runtime import choose_ops
from nlptk.engine.stream.batch import Batch
from nlptk.engine.text.languages import get_language


@dataclass(frozen=True)
class Settings:
    encoder: str = "shared"


class Puller:
    """Gives a gradient that is as it was told, or none."""

    labels = ("pull",)

    def __init__(self, settings: Any) -> None:
        self.slope: float | None = 1.0
        self.seen: list[Any] = []
        self.noise: list[float] = []

    def build(self, width: int, rng: np.random.Generator) -> None:
        self.width = width
        self.model = softmax_head(max(width, 1), 1, rng=rng, ops=choose_ops()).initialize()

    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        self.seen.append(encoded)
        self.noise.append(self.model.attrs["dropout_rate"])
        return 0.5, None if self.slope is None else np.full_like(encoded, self.slope)


PULLER = ComponentSpec(
    name="puller", summary="pulls", factory=Puller, settings=Settings, trainable=True, encoded=True
)
BLIND = ComponentSpec(name="blind", summary="blind", factory=Puller, trainable=True)
IDLE = ComponentSpec(name="idle", summary="never learns", factory=Puller, settings=NoOptions)
SPECS = {spec.name: spec for spec in (PULLER, BLIND, IDLE)}


def pipeline(*pipes: tuple[str, str, dict[str, str]]) -> Language:
    nlp = Language(get_language("en"), specs=SPECS, encoder=SMALL_ENCODER)
    for factory, name, settings in pipes:
        nlp.add_pipe(factory, settings, name=name)
    nlp.build(np.random.default_rng(0))
    return nlp


def gradients(nlp: Language, encoder: str = "shared") -> dict[str, Any]:
    found = {
        key: take_gradient(node, name)
        for key, node, name in named_params(nlp.encoders[encoder].built)
    }
    return {key: array for key, array in found.items() if array is not None}


def learn_once(nlp: Language, dropout: float = 0.0) -> dict[str, float]:
    batch = Batch.of_examples(examples())
    return learn(nlp, batch, rng=np.random.default_rng(0), dropout=dropout)


def test_components_that_share_an_encoder_see_the_same_vectors() -> None:
    nlp = pipeline(("puller", "a", {}), ("puller", "b", {}), ("puller", "c", {"encoder": "own"}))
    assert learn_once(nlp) == {"a": 0.5, "b": 0.5, "c": 0.5}
    seen = [nlp.get_pipe(name).seen for name in "abc"]
    assert seen[0][0] is seen[1][0]
    assert seen[2][0] is not seen[0][0]
    assert seen[2][0].shape == seen[0][0].shape


def test_gradients_of_components_add_up_in_the_encoder() -> None:
    nlp = pipeline(("puller", "a", {}), ("puller", "b", {}))
    found = []
    for slopes in ((3.0, None), (1.0, 2.0), (None, -3.0)):
        nlp.get_pipe("a").slope, nlp.get_pipe("b").slope = slopes
        learn_once(nlp)
        found.append(gradients(nlp))
    for key, gradient in found[0].items():
        np.testing.assert_allclose(found[1][key], gradient, rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(found[2][key], -gradient, rtol=1e-4, atol=1e-4)
        assert np.abs(gradient).max() > 0


def test_an_encoder_that_nobody_has_a_gradient_for_keeps_none() -> None:
    nlp = pipeline(("puller", "a", {}), ("puller", "b", {"encoder": "own"}))
    nlp.get_pipe("a").slope = None
    learn_once(nlp)
    assert gradients(nlp) == {}
    assert gradients(nlp, "b")


def test_components_that_read_no_encoding_get_none() -> None:
    nlp = pipeline(("blind", "a", {}), ("idle", "b", {}))
    nlp.get_pipe("a").slope = None
    assert learn_once(nlp) == {"a": 0.5}
    assert nlp.get_pipe("a").seen == [None]
    assert nlp.get_pipe("b").seen == []
    assert not nlp.encoders


def test_components_that_are_not_selected_do_not_learn() -> None:
    nlp = pipeline(("puller", "a", {}), ("puller", "b", {}))
    with nlp.select_pipes(["b"]):
        assert learn_once(nlp) == {"b": 0.5}
    assert nlp.get_pipe("a").seen == []


@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_noise_is_set_in_components_and_encoders(dropout: float) -> None:
    nlp = pipeline(("puller", "a", {}))
    learn_once(nlp, dropout)
    assert nlp.get_pipe("a").noise == [dropout]
    assert nlp.encoders["shared"].built.attrs["dropout_rate"] == dropout


def test_predictions_are_of_the_weights_after_an_update() -> None:
    nlp = pipeline(("puller", "a", {}))
    batch = Batch.of_examples(examples())
    encoder = nlp.encoders["shared"]
    before = encoder.predict(batch)
    learn_once(nlp)
    encoder.built.layers[0].get_param("shift")[:] += 1
    assert not np.allclose(encoder.predict(batch), before)


def test_losses_fall_and_the_same_seed_takes_the_same_way() -> None:
    first, second = (
        teach(small_pipeline("tagger", "parser", "ner"), steps=12, seed=3) for _ in range(2)
    )
    assert first == second
    assert first[-1] < first[0] / 2


def test_a_batch_without_words_teaches_nothing() -> None:
    nlp = small_pipeline("tagger", "parser", "ner")
    empty = [one for one in examples() if not len(one.predicted)]
    losses = learn(nlp, Batch.of_examples(empty), rng=np.random.default_rng(0), dropout=0.3)
    assert losses == {"tagger": 0.0, "parser": 0.0, "ner": 0.0}
