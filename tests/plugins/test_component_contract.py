"""`verify_component` must pass what keeps the contract, and name each rule that is broken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

import numpy as np
import pytest
from tiny_corpus import SPECS

from nlptk.api import (
    Batch,
    ComponentSpec,
    Doc,
    Example,
    LabelTable,
    Layer,
    Span,
    UsageError,
    Vocab,
    choose_ops,
    cross_entropy,
    grow_head,
    softmax_head,
    to_cpu,
)
from nlptk.plugins.testing import sample_corpus, verify_component


@pytest.mark.parametrize("name", sorted(set(SPECS) - {"entity_linker"}))  # has its own corpus
def test_our_components_keep_the_contract(name: str) -> None:
    verify_component(SPECS[name])


# ---------------------------------------------------------------- a component that keeps it


@dataclass(frozen=True)
class Settings:
    rate: float = 1.0
    encoder: str = "shared"


class Good:
    """Learns tags."""

    model: Any

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.table = LabelTable()

    @property
    def labels(self) -> list[str]:
        return self.table.labels

    def observe(self, example: Example) -> int:
        tags = [tag for tag in example.gold.tags if tag]
        for tag in tags:
            self.table.add(tag)
        return len(tags)

    def add_label(self, label: str) -> bool:
        return self.table.add(label)

    def build(self, width: int, rng: np.random.Generator) -> None:
        if not self.labels:
            raise UsageError("there are no tags")
        if hasattr(self, "model"):
            grow_head(self.model, len(self.labels), rng)
        else:
            self.make(width, rng)

    def make(self, width: int, rng: np.random.Generator) -> None:
        self.model = softmax_head(width, len(self.labels), rng=rng, ops=choose_ops())
        self.model.initialize()

    def classes(self, batch: Batch) -> Any:
        return self.table.classes(batch.gold("tag"))

    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        scores, backprop = self.model.begin_update(encoded)
        loss, d_scores = cross_entropy(scores, self.classes(batch), ops=self.model.ops)
        return loss, backprop(d_scores * self.settings.rate)

    def annotate(self, batch: Batch, encoded: Any) -> None:
        best = to_cpu(self.model.predict(encoded).argmax(axis=1))
        batch.write("tag", self.table.ids[best], self.labels)

    def state(self) -> dict[str, Any]:
        return {"labels": list(self.labels)}

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        self.table = LabelTable(state["labels"])
        self.make(width, np.random.default_rng(0))


GOOD = ComponentSpec(
    name="good",
    summary="learns tags",
    factory=Good,
    settings=Settings,
    gives=frozenset({Layer.TAGS}),
    trainable=True,
    encoded=True,
    scores=("tags",),
    weights={"tag_acc": 1.0},
)


class Marker:
    """Marks sentences, without weights."""

    def __init__(self, settings: Any) -> None:
        self.settings = settings

    def annotate(self, batch: Batch, encoded: Any) -> None:
        batch.write("sent_start", np.ones(batch.n_tokens, np.int8))

    def state(self) -> dict[str, Any]:
        return {}

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        pass


MARKER = ComponentSpec(
    name="marker", summary="marks", factory=Marker, gives=frozenset({Layer.SENTENCES})
)


def test_components_that_keep_the_contract_pass() -> None:
    verify_component(GOOD)
    verify_component(MARKER)


@pytest.mark.parametrize("settings", [{"rate": 2.0, "encoder": "own"}, Settings(rate=2.0)])
def test_settings_are_those_of_the_author(settings: Any) -> None:
    seen = []

    class Watched(Good):
        def __init__(self, settings: Settings) -> None:
            seen.append(settings.rate)
            super().__init__(settings)

    verify_component(replace(GOOD, factory=Watched), settings=settings)
    assert set(seen) == {1.0, 2.0}


def test_documents_are_those_of_the_author() -> None:
    docs = [Doc(Vocab(), ["x", "y"] * 3) for _ in range(4)]
    for doc in docs:
        doc.set_column("tag", ["EX", "WHY"] * 3)
    verify_component(GOOD, docs=docs)
    with pytest.raises(AssertionError, match="nothing to learn in the documents"):
        verify_component(GOOD, docs=[Doc(Vocab(), ["x"])])


def test_what_a_component_needs_is_there_when_it_learns() -> None:
    class Copying(Good):
        """Tags words by their part of speech, which somebody else has found."""

        def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
            assert all(doc.has("pos") for doc in batch.docs if doc.words[:1] == ["Ada"])
            return super().update(batch, encoded)

    verify_component(replace(GOOD, factory=Copying, needs=frozenset({Layer.POS})))


# ---------------------------------------------------------------- specs, each with a flaw


@dataclass
class Thawed:
    rate: float = 1.0


@dataclass(frozen=True)
class Demanding:
    rate: float
    names: list[str] = field(default_factory=list)


@pytest.mark.parametrize(("parts", "message"), [
    ({"name": "Good One"}, "its name 'Good One' is not made of"),
    ({"summary": ""}, "its summary '' is not one line"),
    ({"factory": None}, "factory is None, which cannot be called"),
    ({"settings": dict}, "settings is <class 'dict'>, not a dataclass"),
    ({"settings": Settings()}, "not a dataclass"),
    ({"settings": Thawed}, "which is not frozen"),
    ({"settings": Demanding}, "its setting 'rate' has no default"),
    ({"gives": {Layer.TAGS}}, "not a frozenset"),
    ({"gives": frozenset({"tagz"})}, "gives has 'tagz', which is not a Layer"),
    ({"needs": frozenset({"x"})}, "needs has 'x', which is not a Layer"),
    ({"trainable": 1}, "trainable is 1, neither True nor False"),
    ({"scores": "tags"}, "scores is 'tags', not a tuple of names"),
    ({"weights": ("tag_acc",)}, "which maps no names to numbers"),
    ({"weights": {"tag_acc": -1.0}}, "the weight of 'tag_acc' is -1.0"),
    ({"weights": {"tag_acc": float("nan")}}, "the weight of 'tag_acc' is nan"),
    ({"api_version": 99}, "made for plugin API 99"),
])  # fmt: skip
def test_a_flaw_of_the_spec_is_named(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match="component") as caught:
        verify_component(replace(GOOD, **parts))
    assert message in str(caught.value)


# ---------------------------------------------------------------- rules, each broken once


class NotMade(Good):
    def __init__(self, settings: Settings) -> None:
        raise OSError("no such file")


class Lacking(Good):
    annotate = None  # type: ignore[assignment]


class Labelless(Good):
    labels = property()  # type: ignore[assignment]


class BuildsNothing(Good):
    def build(self, width: int, rng: np.random.Generator) -> None:
        if self.labels:
            super().build(width, rng)


class BuildsNothingBadly(Good):
    def build(self, width: int, rng: np.random.Generator) -> None:
        if not self.labels:
            raise KeyError("labels")
        super().build(width, rng)


class ObservesNone(Good):
    def observe(self, example: Example) -> Any:
        super().observe(example)


class ObservesBlanks(Good):
    def observe(self, example: Example) -> int:
        super().observe(example)
        return len(example.predicted)


class Modelless(Good):
    def make(self, width: int, rng: np.random.Generator) -> None:
        pass


class Stubborn(Good):
    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        loss, gradient = super().update(batch, encoded)
        return loss, -gradient * 100


class Untaught(Good):
    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        scores, _ = self.model.begin_update(encoded)
        return cross_entropy(scores, self.classes(batch), ops=self.model.ops)[0], encoded * 0


class Silent(Good):
    def annotate(self, batch: Batch, encoded: Any) -> None:
        pass


class Summing(Good):
    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        loss, gradient = super().update(batch, encoded)
        n_tokens = int((self.classes(batch) >= 0).sum())
        return loss * n_tokens, gradient * n_tokens


class NotFinite(Good):
    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        return float("nan"), super().update(batch, encoded)[1]


class OddGradient(Good):
    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        loss, gradient = super().update(batch, encoded)
        padding = np.zeros((1, gradient.shape[1]), gradient.dtype)
        return loss, np.concatenate([gradient, padding]) if len(gradient) < 0 else gradient.T


class Negative(Good):
    """Takes missing tags for those of the first class."""

    def classes(self, batch: Batch) -> Any:
        return np.maximum(super().classes(batch), 0)


class NegativeBesideOthers(Good):
    """Takes missing tags for wrong ones only where others are known."""

    def classes(self, batch: Batch) -> Any:
        classes = super().classes(batch)
        return np.maximum(classes, 0) if (classes >= 0).any() else classes


class Decaying(Good):
    """Pulls its weights to zero, whatever it learns."""

    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        result = super().update(batch, encoded)
        self.model.inc_grad("W", self.model.get_param("W") * np.float32(1e-3))
        return result


class NoEmptyBatches(Good):
    def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
        return encoded.max() * 0 + super().update(batch, encoded)[0], encoded * 0 + 0 * encoded[0]


class Moody(Good):
    """Draws its weights from no generator but its own."""

    seeds = count()

    def make(self, width: int, rng: np.random.Generator) -> None:
        super().make(width, np.random.default_rng(next(Moody.seeds)))


class MoodyState(Good):
    seeds = count()

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.number = next(MoodyState.seeds)

    def state(self) -> dict[str, Any]:
        return {**super().state(), "number": self.number}


class Agreeing(Good):
    def add_label(self, label: str) -> bool:
        super().add_label(label)
        return True


class Forgetful(Good):
    """Starts from scratch when it is built again."""

    def build(self, width: int, rng: np.random.Generator) -> None:
        self.make(width, rng)
        if not self.labels:
            raise UsageError("there are no tags")


class Sorting(Good):
    """Sorts its labels when it is built again, and no longer fits its weights."""

    def build(self, width: int, rng: np.random.Generator) -> None:
        self.table.sort()
        super().build(width, rng)


class Shrinking(Good):
    """Does not grow."""

    def build(self, width: int, rng: np.random.Generator) -> None:
        if not hasattr(self, "model"):
            super().build(width, rng)


class Failing(Good):
    def annotate(self, batch: Batch, encoded: Any) -> None:
        if "One" in [word for doc in batch.docs for word in doc.words]:
            raise ZeroDivisionError("one word")
        super().annotate(batch, encoded)


class NoEmptyDocs(Good):
    def annotate(self, batch: Batch, encoded: Any) -> None:
        if not all(batch.lengths):
            raise ValueError("no tokens")
        super().annotate(batch, encoded)


class NoDocs(Good):
    def annotate(self, batch: Batch, encoded: Any) -> None:
        batch.docs[0]
        super().annotate(batch, encoded)


class Greedy(Good):
    def annotate(self, batch: Batch, encoded: Any) -> None:
        super().annotate(batch, encoded)
        batch.write("pos", batch.column("tag"), self.labels)


class Destructive(Good):
    def annotate(self, batch: Batch, encoded: Any) -> None:
        super().annotate(batch, encoded)
        for doc in batch.docs:
            doc.set_ents([])


class Signing(Good):
    def annotate(self, batch: Batch, encoded: Any) -> None:
        super().annotate(batch, encoded)
        for doc in batch.docs:
            doc.meta["by"] = "good"


class Fickle(Good):
    """Says something else each time."""

    calls = 0

    def annotate(self, batch: Batch, encoded: Any) -> None:
        super().annotate(batch, encoded)
        self.calls += 1
        shifted = np.roll(self.table.ids, self.calls)
        batch.write("tag", shifted[self.table.classes(batch.column("tag"))], self.labels)


class Crowded(Good):
    """Says of all documents what it sees in the first."""

    def annotate(self, batch: Batch, encoded: Any) -> None:
        mean = encoded.mean(axis=0) if len(encoded) else 0
        super().annotate(batch, encoded * 0.01 + mean)


class Unwritable(Good):
    def state(self) -> dict[str, Any]:
        return {**super().state(), "table": self.table}


class Listing(Good):
    def state(self) -> Any:
        return list(self.labels)


class KeepsNothing(Good):
    def state(self) -> dict[str, Any]:
        return {}


class RestoresLittle(Good):
    def restore(self, state: Mapping[str, Any], width: int) -> None:
        super().restore({"labels": state["labels"][:1]}, width)


class RestoresInOtherOrder(Good):
    def restore(self, state: Mapping[str, Any], width: int) -> None:
        super().restore({"labels": state["labels"][::-1]}, width)


class RestoresNoModel(Good):
    def restore(self, state: Mapping[str, Any], width: int) -> None:
        self.table = LabelTable(state["labels"])


class LosesNotes(Good):
    notes: tuple[int, ...] = ()

    def build(self, width: int, rng: np.random.Generator) -> None:
        super().build(width, rng)
        self.notes = (1, 2)

    def state(self) -> dict[str, Any]:
        return {**super().state(), "notes": list(self.notes)}


BROKEN: list[tuple[type[Good], str]] = [
    (NotMade, "settings raised OSError: no such file"),
    (Lacking, "no method `annotate`"),
    (Labelless, "no `labels`"),
    (BuildsNothing, "build without labels raised no UsageError"),
    (BuildsNothingBadly, "KeyError\\('labels'\\) and no UsageError"),
    (ObservesNone, "observe gave \\[None\\]"),
    (ObservesBlanks, "observe counted .* in blank documents"),
    (Modelless, "there is no `model` after `build`"),
    (Stubborn, "the loss was .* and after"),
    (Untaught, "the loss was .* and after"),
    (Silent, "it says nothing in tags"),
    (Summing, "the loss is no mean"),
    (NotFinite, "which is not a finite number"),
    (OddGradient, "update gave a gradient of"),
    (Negative, "where nothing is annotated the loss is"),
    (NegativeBesideOthers, "has a gradient beside what somebody did"),
    (Decaying, "what nobody annotated has a gradient: in 0.softmax_head.W"),
    (NoEmptyBatches, "updating with no documents raised ValueError"),
    (Moody, "gave different weights"),
    (MoodyState, "gave different state"),
    (Agreeing, "add_label answers \\(True, True\\)"),
    (Forgetful, "what was learned is gone"),
    (Sorting, "added to .* the labels are"),
    (Shrinking, "learning new labels raised IndexError"),
    (Failing, "annotating .* raised ZeroDivisionError: one word"),
    (NoEmptyDocs, "annotating .* raised ValueError: no tokens"),
    (NoDocs, "annotating no documents raised IndexError"),
    (Greedy, "it changed pos of"),
    (Destructive, "it changed entities of an annotated document"),
    (Signing, "it changed metadata of"),
    (Fickle, "differently the second time"),
    (Crowded, "differently alone and in a batch"),
    (Unwritable, "state gave what JSON cannot hold"),
    (Listing, "state gave list and not a dict"),
    (KeepsNothing, "restore raised KeyError: 'labels'"),
    (RestoresLittle, "putting the weights into the model that restore made raised DataError"),
    (RestoresInOtherOrder, "it gives other tags"),
    (RestoresNoModel, "there is no `model` after `restore`"),
    (LosesNotes, "it gives another state"),
]


@pytest.mark.parametrize(
    ("factory", "rule"), BROKEN, ids=lambda part: getattr(part, "__name__", "")
)
def test_a_broken_rule_is_named(factory: Callable[[Settings], Any], rule: str) -> None:
    with pytest.raises(AssertionError, match=f"component good: .*{rule}"):
        verify_component(replace(GOOD, factory=factory))


def test_a_gradient_of_no_encoding_is_refused() -> None:
    class Blind(Good):
        """Learns one tag for all, without looking."""

        def update(self, batch: Batch, encoded: Any) -> tuple[float, Any]:
            return super().update(batch, np.ones((batch.n_tokens, 1), np.float32))

        def make(self, width: int, rng: np.random.Generator) -> None:
            super().make(1, rng)

    with pytest.raises(AssertionError, match="gradient of an encoding it was not given"):
        verify_component(replace(GOOD, factory=Blind, encoded=False))


def test_a_component_without_weights_is_held_to_its_layers_too() -> None:
    class Naming(Marker):
        def annotate(self, batch: Batch, encoded: Any) -> None:
            for doc in batch.docs:
                doc.set_ents([Span(doc, 0, 1, "FIRST")] if len(doc) else [])

    with pytest.raises(AssertionError, match="component marker: it changed entities"):
        verify_component(replace(MARKER, factory=Naming))


# ---------------------------------------------------------------- the built-in corpus


def test_the_corpus_has_all_layers_and_is_new_each_time() -> None:
    first, second = sample_corpus(), sample_corpus()
    for doc, other in zip(first, second, strict=True):
        assert doc is not other
        assert doc == other
        for name in ("tag", "pos", "lemma", "dep"):
            assert all(doc.texts(name))
        assert doc.n_sents == 2
        assert sum(head == token for token, head in enumerate(doc.column("head").tolist())) == 2
        assert sum(doc.cats.values()) == 1
    assert {ent.label for doc in first for ent in doc.ents} == {"PER", "LOC"}
    assert max(len(ent) for doc in first for ent in doc.ents) == 2
