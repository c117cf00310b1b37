"""Components: the steps of a pipeline, and how a plugin names them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from .interface import API_VERSION, NoOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from thinc.api import Model
    from thinc.types import Floats2d

    from nlptk.engine.data.example import Example
    from nlptk.engine.data.layers import Layer
    from nlptk.engine.data.span import Span
    from nlptk.engine.data.vectors_file import Files
    from nlptk.engine.stream.batch import Batch


class Component(Protocol):
    """A step of a pipeline: it annotates documents, in batches, in place."""

    def annotate(self, batch: Batch, encoded: Floats2d | None) -> None:
        """Annotate the documents of a batch.

        `encoded`, shape (N tokens, width), is what the encoder says of each token; None for a
        component whose spec does not ask for it.
        """

    def state(self) -> dict[str, Any]:
        """What must be kept, besides settings and weights, to make the same component again.

        Made of what JSON can hold.
        """

    def restore(self, state: Mapping[str, Any], width: int) -> None:
        """Become the component that gave this state; its model then has the right shapes.

        `width` is that of the encoding; weights are put in afterwards. Raises `DataError` for a
        state that cannot be.
        """


@runtime_checkable
class KeepsFiles(Protocol):
    """A component with data too large for its state: files of its own in the folder of a model."""

    def write_files(self, files: Files, folder: Path) -> None:
        """Write them, as many as there are. They will be in `folder` when all is written."""

    def read_files(self, folder: Path, names: frozenset[str]) -> None:
        """Take over what was written; called after `restore`, with files that were checked.

        No other file may be read, and none later: `folder` may be gone then. What is mapped into
        memory now stays there. Raises `DataError` for what cannot be.
        """


@runtime_checkable
class OffersCandidates(Protocol):
    """A component that links mentions, and chooses among entities that it can name."""

    def candidates(self, ent: Span) -> Sequence[str]:
        """The ids of the entities that a mention may mean.

        The most likely is first, as far as that is known before the text around is read.
        """


class TrainableComponent(Component, Protocol):
    """A component with weights."""

    labels: list[str]
    """What it tells apart. Order is the order of its outputs."""

    model: Model[Any, Any]
    """Its layers, over the encoding. Made by `build` or `restore`."""

    def observe(self, example: Example) -> int:
        """Look at an example before training; returns how many things there are to learn in it.

        Labels are collected here.
        """

    def add_label(self, label: str) -> bool:
        """Make a label known, before or after training; returns whether it was new."""

    def build(self, width: int, rng: np.random.Generator) -> None:
        """Make the model for the labels known so far, with weights drawn from `rng`.

        A model that is there already grows: what it has learned stays.

        Raises:
            UsageError: there is nothing to tell apart.
        """

    def update(self, batch: Batch, encoded: Floats2d | None) -> tuple[float, Floats2d | None]:
        """Learn from a batch: the loss, and the gradient with regard to `encoded`.

        The loss is a mean, over what is annotated. Gradients of its own weights are left in
        `model`; nothing is applied. What nobody annotated has no gradient.
        """


@dataclass(frozen=True, kw_only=True)
class ComponentSpec:
    """A pipeline component: how it is called, how it is made, what it reads and what it writes.

    `factory` makes the component from its settings, given by name. `settings` is a frozen
    dataclass of them with defaults. `needs` and `gives` name layers of a document, so that a
    pipeline whose order cannot work is refused. `encoded` says that it reads the encoding, and
    `whole_docs` that it learns from whole documents only. `scores` are the scorers that judge it
    (see `engine/scoring`), and `weights` how much each of their figures counts in the score by
    which the best model is chosen.
    """

    name: str
    summary: str
    factory: Callable[[Any], Any]
    settings: type[Any] = NoOptions
    needs: frozenset[Layer] = frozenset()
    gives: frozenset[Layer] = frozenset()
    trainable: bool = False
    encoded: bool = False
    whole_docs: bool = False
    scores: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    api_version: int = API_VERSION
