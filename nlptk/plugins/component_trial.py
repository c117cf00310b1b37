"""A component at work: in a pipeline of its own, over a small corpus, as the contract tries it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.layers import Layer
from nlptk.engine.layers.noise import set_noise
from nlptk.engine.layers.weights import clear_gradients
from nlptk.engine.pipeline.encoder import EncoderSettings
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.learning import learn
from nlptk.engine.stream.batch import Batch
from nlptk.engine.text.languages import get_language
from nlptk.engine.training.updates import Optimizer, OptimizerSettings

from .layer_facts import facts
from .origin import describe_exception

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from thinc.api import Model

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.pipeline.pipes import Pipe
    from nlptk.engine.protocols import ComponentSpec

    from .layer_facts import Fact

STEPS = 30
"""Updates after which a component must have learned something of a corpus it has seen whole."""

_RATE = 0.01
_ENCODER = EncoderSettings(embed_width=8, type_width=16, hidden_width=12, embed_rows=2000)
_COLUMNS = {
    Layer.SENTENCES: ("sent_start",),
    Layer.TAGS: ("tag",),
    Layer.POS: ("pos",),
    Layer.MORPHS: ("morph",),
    Layer.LEMMAS: ("lemma",),
    Layer.ARCS: ("head", "dep"),
    Layer.ENTITIES: ("ent_iob", "ent_type"),
    Layer.LINKS: ("kb_id",),
}


@dataclass(frozen=True, slots=True)
class Taught:
    """A pipeline after some updates, and the loss at each of them."""

    nlp: Language
    losses: list[float]


class ComponentTrial:
    """Makes pipelines with one component, shows them a corpus and lets them learn."""

    def __init__(
        self,
        spec: ComponentSpec,
        settings: Mapping[str, Any] | object | None,
        corpus: Sequence[Doc],
    ) -> None:
        self.spec = spec
        self.settings = settings
        self.corpus = corpus

    # ------------------------------------------------------------------ pipelines

    def fresh(self) -> Language:
        """A pipeline that has seen nothing."""
        nlp = Language(get_language("xx"), specs={self.spec.name: self.spec}, encoder=_ENCODER)
        nlp.add_pipe(self.spec.name, self.settings)
        return nlp

    def built(self, docs: Iterable[Doc], *, seed: int = 0) -> Language:
        """A pipeline that has seen documents, with first weights."""
        nlp = self.fresh()
        (pipe,) = nlp.pipes
        for example in map(self.example, docs):
            if pipe.encoder:
                nlp.encoder_of(pipe).observe(example)
            pipe.component.observe(example)
        nlp.build(np.random.default_rng(seed))
        return nlp

    def teach(self, nlp: Language, docs: Sequence[Doc], *, steps: int) -> list[float]:
        """Learn from documents, all of them at once, so many times; the losses."""
        optimizer = Optimizer(OptimizerSettings())
        losses = []
        for step in range(steps):
            batch = Batch.of_examples(map(self.example, docs))
            found = learn(nlp, batch, rng=np.random.default_rng(step), dropout=0.0)
            optimizer.step(nlp.models(), rate=_RATE)
            losses.append(float(found[self.spec.name]))
        return losses

    def newly_taught(self, *, steps: int = STEPS) -> Taught:
        """A pipeline that has learned from the corpus."""
        nlp = self.built(self.corpus)
        return Taught(nlp, self.teach(nlp, self.corpus, steps=steps))

    @cached_property
    def taught(self) -> Taught:
        """The same each time: whoever changes its weights makes one for itself."""
        return self.newly_taught()

    @cached_property
    def ready(self) -> Language:
        """A pipeline that can annotate: taught if there is something to teach."""
        return self.taught.nlp if self.spec.trainable else self.fresh()

    # ------------------------------------------------------------------ documents

    def blank(self, doc: Doc) -> Doc:
        """A document without annotation but for the layers that the component needs."""
        blank = blank_copy(doc)
        for layer in self.spec.needs:
            for name in _COLUMNS.get(layer, ()):
                blank.set_column(name, doc.column(name))
        if Layer.CATEGORIES in self.spec.needs:
            blank.cats = dict(doc.cats)
        return blank

    def example(self, doc: Doc) -> Example:
        """What there is to learn of a document."""
        return Example.from_reference(doc, self.blank(doc))

    def annotated(self, nlp: Language, docs: Iterable[Doc]) -> list[Doc]:
        """Blank copies of documents, annotated together."""
        blanks = [self.blank(doc) for doc in docs]
        nlp.annotate(blanks)
        return blanks

    def given(self, docs: Sequence[Doc]) -> dict[Layer, list[Fact]]:
        """What the component was to say of documents, by layer."""
        return {layer: said(docs, layer) for layer in sorted(self.spec.gives)}

    # ------------------------------------------------------------------ single updates

    def update(self, nlp: Language, docs: Iterable[Doc]) -> tuple[float, Any]:
        """The loss of documents and the gradient of their encoding, without noise.

        What the component leaves in its model is for the caller to look at, and to clear.
        """
        (pipe,) = nlp.pipes
        batch = Batch.of_examples(map(self.example, docs))
        encoded = nlp.encoders[pipe.encoder].predict(batch) if pipe.encoder else None
        quiet(pipe)
        loss, gradient = pipe.component.update(batch, encoded)
        check_gradient(loss, gradient, encoded)
        return float(loss), gradient


def quiet(pipe: Pipe) -> None:
    """Take noise and gradients away from a component's layers."""
    model = require_model(pipe, "build")
    set_noise(model, 0.0, None)
    clear_gradients(model)


def require_model(pipe: Pipe, after: str) -> Model[Any, Any]:
    """The layers that a component must have after one of its methods was called."""
    if pipe.model is None:
        raise AssertionError(f"there is no `model` after `{after}`")
    return pipe.model


def check_gradient(loss: object, gradient: Any, encoded: Any) -> None:
    """What `update` gives: a finite loss, and a gradient as large as the encoding, or none."""
    is_number = isinstance(loss, float | int | np.floating) and np.isfinite(loss)
    require(is_number, f"update gave the loss {loss!r}, which is not a finite number")
    if encoded is None:
        require(gradient is None, "update gave a gradient of an encoding it was not given")
        return
    shape = getattr(gradient, "shape", type(gradient).__name__)
    fits = shape == encoded.shape
    require(fits, f"update gave a gradient of {shape} for an encoding of {encoded.shape}")
    require(bool(np.isfinite(gradient).all()), "update gave a gradient that is not finite")


def require(condition: bool, rule: str) -> None:
    """Raise `AssertionError` for a rule that is broken."""
    if not condition:
        raise AssertionError(rule)


def said(docs: Sequence[Doc], layer: Layer) -> list[Fact]:
    """What documents say in a layer; numbers are rounded, as their last digits mean nothing."""
    found = facts(docs, layer, holds=frozenset(Layer))
    return [
        tuple(round(one, 3) if isinstance(one, float) else one for one in fact) for fact in found
    ]


@contextmanager
def trying(what: str) -> Iterator[None]:
    """Turn whatever a component raises into a failure that says what was tried."""
    try:
        yield
    except AssertionError:
        raise
    except Exception as error:
        raise AssertionError(f"{what} raised {describe_exception(error)}") from error
