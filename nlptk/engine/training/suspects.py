"""Suspected label errors: small models judge the annotation that they were not trained on.

The documents are dealt into folds; for each, a model learns from the others and gives the
probabilities of its labels. Tags and entities are judged token by token, an entity by its label
alone, categories document by document.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.example import Example, blank_copy
from nlptk.engine.data.layers import Layer
from nlptk.engine.pipeline.encoder import EncoderSettings
from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.learning import learn
from nlptk.engine.stream.batch import Batch
from nlptk.engine.stream.batching import by_words, runs, whole

from .confident import find_doubts
from .rates import RateSettings, rate_at
from .updates import Optimizer, OptimizerSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.protocols import ComponentSpec
    from nlptk.engine.text.languages.data import LanguageData

OUTSIDE = "O"
_ENCODER = EncoderSettings(embed_width=48, type_width=64, hidden_width=64, embed_rows=12_000)
_DROPOUT = 0.2


@dataclass(frozen=True, slots=True)
class SuspectSettings:
    """How many folds and epochs, how many words a batch, and the seed of it all."""

    folds: int = 3
    epochs: int = 5
    batch_words: int = 600
    rate: float = 0.006
    seed: int = 0


class Suspect(NamedTuple):
    """A label that is probably wrong. `doc` counts from 0, `tokens` is None for a category."""

    layer: Layer
    doc: int
    tokens: tuple[int, int] | None
    given: str
    proposed: str
    given_probability: float
    proposed_probability: float

    @property
    def score(self) -> float:
        """How much more probable the proposed label is than the given one."""
        return self.proposed_probability - self.given_probability


class SuspectSearch:
    """A search for suspects in documents, which are held in memory."""

    def __init__(
        self,
        docs: Sequence[Doc],
        specs: Mapping[str, ComponentSpec],
        language: LanguageData,
        settings: SuspectSettings | None = None,
    ) -> None:
        self.docs = docs
        self.specs = specs
        self.language = language
        self.settings = settings or SuspectSettings()

    def layers(self) -> list[Layer]:
        """The layers that can be judged: they have at least two labels."""
        return [
            layer
            for layer in (Layer.TAGS, Layer.POS, Layer.ENTITIES, Layer.CATEGORIES)
            if len({label for labels in self._labels(layer) for label in labels if label}) > 1
        ]

    def estimate(self, layers: Sequence[Layer]) -> float:
        """About how many seconds `find` will take: a few documents are learned from to see it."""
        settings = self.settings
        words = sum(map(len, self.docs))
        few = min(len(self.docs), 20)
        sample = sum(len(doc) for doc in islice(self.docs, few))
        since = time.perf_counter()
        for layer in layers:
            _Model(self, layer, self._examples(layer, range(few))).learn(1)
        spent = time.perf_counter() - since
        return spent / max(sample, 1) * words * (settings.folds - 1) * settings.epochs

    def find(self, layer: Layer) -> list[Suspect]:
        """The suspects of a layer, the most probable first."""
        given = self._labels(layer)
        classes = sorted({label for labels in given for label in labels if label})
        index = {label: number for number, label in enumerate(classes)}
        judged = self._out_of_fold(layer, classes)
        order = [number for number in range(len(self.docs)) if number in judged]
        if not order:
            return []
        items = [(number, at) for number in order for at in range(len(given[number]))]
        flat = [index.get(given[number][at], -1) for number, at in items]
        probabilities = np.concatenate([judged[number] for number in order])
        doubts = find_doubts(np.array(flat, np.int64), probabilities)
        found = [
            Suspect(
                layer,
                items[one.item][0],
                None if layer is Layer.CATEGORIES else (items[one.item][1], items[one.item][1] + 1),
                classes[flat[one.item]],
                classes[one.proposed],
                one.given_probability,
                one.proposed_probability,
            )
            for one in doubts
        ]
        return _joined(found) if layer is Layer.ENTITIES else found

    # ------------------------------------------------------------------ folds

    def _out_of_fold(self, layer: Layer, classes: Sequence[str]) -> dict[int, NDArray[np.float32]]:
        """By document, the probability of each class for each item."""
        settings = self.settings
        held = [number for number, labels in enumerate(self._labels(layer)) if any(labels)]
        order = np.random.default_rng(settings.seed).permutation(held).tolist()
        folds = min(settings.folds, len(order))
        judged: dict[int, NDArray[np.float32]] = {}
        if folds < 2:
            return judged
        for fold in range(folds):
            left_out = order[fold::folds]
            rest = sorted(set(order) - set(left_out))
            model = _Model(self, layer, self._examples(layer, rest))
            model.learn(settings.epochs)
            for number in left_out:
                judged[number] = model.probabilities(self.docs[number], classes)
        return judged

    def _examples(self, layer: Layer, numbers: Sequence[int]) -> list[Example]:
        return [Example.from_reference(self._target(layer, self.docs[one])) for one in numbers]

    def _target(self, layer: Layer, doc: Doc) -> Doc:
        """A document with nothing but what is to be learned: labels of tokens as tags."""
        target = blank_copy(doc)
        if doc.has("sent_start"):
            target.set_column("sent_start", doc.column("sent_start"))
        if layer is Layer.CATEGORIES:
            target.cats = dict(doc.cats)
        else:
            target.set_column("tag", doc.vocab.strings.add_all(_labels_of(doc, layer)))
        return target

    def _labels(self, layer: Layer) -> list[list[str]]:
        return [_labels_of(doc, layer) for doc in self.docs]


class _Model:
    """A small pipeline of one component that learns a layer."""

    def __init__(self, search: SuspectSearch, layer: Layer, examples: Sequence[Example]) -> None:
        self.settings = search.settings
        self.layer = layer
        self.examples = examples
        self.nlp = Language(search.language, specs=search.specs, encoder=_ENCODER)
        if layer is Layer.CATEGORIES:
            self.nlp.add_pipe("textcat")
        else:
            self.nlp.add_pipe("tagger", {"column": "tag"})
        (self.pipe,) = self.nlp.pipes

    def learn(self, epochs: int) -> None:
        """Learn from the examples so many times."""
        settings = self.settings
        for example in self.examples:
            if self.pipe.encoder:
                self.nlp.encoder_of(self.pipe).observe(example)
            self.pipe.component.observe(example)
        self.nlp.build(np.random.default_rng(settings.seed))
        optimizer = Optimizer(OptimizerSettings())
        rate = RateSettings(peak=settings.rate, warmup_steps=10)
        words, seen = epochs * sum(len(one.predicted) for one in self.examples), 0
        for step, batch in enumerate(self._batches(epochs)):
            rng = np.random.default_rng([settings.seed, 1, step])
            learn(self.nlp, batch, rng=rng, dropout=_DROPOUT)
            pace = rate_at(rate, step=step, progress=seen / max(words, 1))
            optimizer.step(self.nlp.models(), rate=pace)
            seen += batch.n_tokens
        self.nlp.weights_changed()

    def _batches(self, epochs: int) -> Iterator[Batch]:
        for epoch in range(epochs):
            rng = np.random.default_rng([self.settings.seed, 0, epoch])
            examples = [self.examples[at] for at in rng.permutation(len(self.examples))]
            by_doc = self.layer is Layer.CATEGORIES
            stretches = whole(examples) if by_doc else runs(examples, rng)
            yield from by_words(stretches, self.settings.batch_words, rng)

    def probabilities(self, doc: Doc, classes: Sequence[str]) -> NDArray[np.float32]:
        """The probability of each class for each item of a document; 0 for one never seen."""
        blank = blank_copy(doc)
        if self.layer is Layer.CATEGORIES:
            self.nlp.annotate([blank])
            return np.array([[blank.cats.get(label, 0.0) for label in classes]], np.float32)
        component = self.pipe.component
        logits = component.model.predict(self.nlp.encoder_of(self.pipe).predict(_one(blank)))
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        found = np.zeros((len(doc), len(classes)), np.float32)
        column = {label: number for number, label in enumerate(component.labels)}
        for number, label in enumerate(classes):
            if label in column:
                found[:, number] = shares[:, column[label]]
        return found


def _one(doc: Doc) -> Batch:
    return Batch.of_docs([doc])


def _labels_of(doc: Doc, layer: Layer) -> list[str]:
    """The label of each item of a document, "" where nobody gave one."""
    if layer is Layer.CATEGORIES:
        chosen = [label for label, value in doc.cats.items() if value > 0.5]
        return chosen if len(chosen) == 1 else [""]
    if layer is not Layer.ENTITIES:
        column = "tag" if layer is Layer.TAGS else "pos"
        return list(doc.texts(column)) if doc.has(column) else [""] * len(doc)
    if not doc.has("ent_iob"):
        return [""] * len(doc)
    missing = doc.column("ent_iob") == EntIob.MISSING
    labels = ["" if unknown else OUTSIDE for unknown in missing.tolist()]
    for ent in doc.ents:
        labels[ent.start : ent.end] = [ent.label] * (ent.end - ent.start)
    return labels


def _joined(suspects: Sequence[Suspect]) -> list[Suspect]:
    """Neighbouring tokens with the same two labels as one suspect, with mean probabilities."""
    joined: list[Suspect] = []
    for one in sorted(suspects, key=lambda each: (each.doc, each.tokens or (0, 0))):
        last = joined[-1] if joined else None
        if last is None or not _continues(last, one):
            joined.append(one)
            continue
        start, end = last.tokens or (0, 0)
        number = end - start
        joined[-1] = last._replace(
            tokens=(start, end + 1),
            given_probability=(last.given_probability * number + one.given_probability)
            / (number + 1),
            proposed_probability=(last.proposed_probability * number + one.proposed_probability)
            / (number + 1),
        )
    return sorted(joined, key=lambda each: (-each.score, each.doc, each.tokens or (0, 0)))


def _continues(last: Suspect, one: Suspect) -> bool:
    if last.tokens is None or one.tokens is None or last.doc != one.doc:
        return False
    same = (last.given, last.proposed) == (one.given, one.proposed)
    return same and last.tokens[1] == one.tokens[0]
