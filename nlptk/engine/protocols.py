"""What may be plugged in: formats, components and checks.

A format is a value: a name, what it can hold, and functions that read and write. Third parties
build the same value as our own formats do. A component and a check are named the same way.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, runtime_checkable

from nlptk.engine.data.diagnostic import Diagnostic, Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import DataError, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from thinc.api import Model
    from thinc.types import Floats2d

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.example import Example
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.data.span import Span
    from nlptk.engine.data.vectors_file import Files
    from nlptk.engine.data.vocab import Vocab
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey
    from nlptk.engine.stream.batch import Batch

API_VERSION = 1
"""The plugin interface. It grows when something is added and changes when something would break."""

_MOST_STRINGS = 100_000


@dataclass(frozen=True)
class NoOptions:
    """The options of a format that has none."""


OptionsT = TypeVar("OptionsT")


@dataclass
class ReadContext(Generic[OptionsT]):
    """What a reader is given besides its source.

    `n_sents` asks readers of sentence formats for documents of that many sentences; 0 leaves the
    source's own grouping. `offsets_of` splits raw text into tokens, as character ranges.
    """

    options: OptionsT
    lang: str = ""
    n_sents: int = 0
    skip_bad: bool = False
    offsets_of: Callable[[str], tuple[NDArray[np.int32], NDArray[np.int32]]] | None = None
    findings: list[Diagnostic] = field(default_factory=list)
    _vocab: Vocab | None = None

    @property
    def vocab(self) -> Vocab:
        """The vocabulary for the next document.

        A fresh one now and then, so that a stream of any length needs bounded memory: ask for it
        once a document. Ids do not depend on the vocabulary, documents keep their own.
        """
        from nlptk.engine.data.vocab import Vocab  # NumPy loads when a document is read

        if self._vocab is None or len(self._vocab.strings) > _MOST_STRINGS:
            self._vocab = Vocab(self.lang)
        return self._vocab

    def tokenize(self, text: str) -> Doc:
        """A document of the tokens that the language's tokenizer finds in raw text."""
        from nlptk.engine.data.doc import Doc  # formats that never tokenize do not need it here

        if self.offsets_of is None:
            raise RuntimeError("a reader asked for a tokenizer, and the caller gave none")
        return Doc.from_offsets(self.vocab, text, *self.offsets_of(text))

    def bad(self, error: DataError, *, path: str = "", line: int = 0) -> None:
        """Report a record that cannot be read: raises it, or notes it when bad ones are skipped.

        A reader that gets past this call leaves the record out and goes on with the next.
        """
        error.located(path=path, line=line)
        if not self.skip_bad:
            raise error
        self.findings.append(Diagnostic.of_error(error, "skipped"))

    def repaired(
        self, message: str, *, place: Place, layer: Layer, hint: str = "", rule: str = ""
    ) -> None:
        """Note that something was changed while reading; `--strict` takes it for a failure.

        `rule` is the kebab name of the rule that the input breaks, if it has one.
        """
        found = Diagnostic("repaired", message, Severity.WARNING, place, hint, layer, name=rule)
        self.findings.append(found)


@dataclass
class WriteContext(Generic[OptionsT]):
    """What a writer is given besides documents and sink."""

    options: OptionsT
    findings: list[Diagnostic] = field(default_factory=list)

    def lost(
        self, layer: Layer, message: str, *, place: Place, hint: str = "", count: int = 1
    ) -> None:
        """Note one item, or so many, of a layer that the format holds, but not this time."""
        self.findings.append(
            Diagnostic("lost", message, Severity.WARNING, place, hint, layer, count)
        )


class Deferred:
    """The function or class `package.module:name`, imported when it is called."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __call__(self, *args: Any) -> Any:
        """What the function gives."""
        module, _, name = self.path.partition(":")
        return getattr(importlib.import_module(module), name)(*args)


def deferred(path: str) -> Any:
    """A stand-in for the function `package.module:name`, which is imported when it is called.

    For formats whose readers take long to import: all formats are listed before one is used.
    """
    return Deferred(path)


@dataclass(frozen=True, kw_only=True)
class Format(Generic[OptionsT]):
    """A file format: how to recognise it, what it can hold, how to read and write it.

    `read` yields documents lazily and raises `DataError` (through `ReadContext.bad`) for a record
    that is not what the format says. `write` consumes documents one by one. Either may be None.
    `sniff` looks at the first kilobytes; a format without it is chosen by suffix or by name only.
    `holds` names the layers that survive writing and reading back. A `folder` format writes many
    files (`Sink.file`). `options` is a frozen dataclass of `-O name=value` settings with defaults.
    """

    name: str
    summary: str
    suffixes: tuple[str, ...] = ()
    read: Callable[[Source, ReadContext[OptionsT]], Iterator[Doc]] | None = None
    write: Callable[[Iterable[Doc], Sink, WriteContext[OptionsT]], None] | None = None
    sniff: Callable[[bytes], bool] | None = None
    holds: frozenset[Layer] = frozenset()
    options: type[Any] = NoOptions
    aliases: tuple[str, ...] = ()
    folder: bool = False
    api_version: int = API_VERSION


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
class KeepsProgress(Protocol):
    """A component that gathers something in training besides weights and what `observe` collects.

    It goes into the checkpoint of a run, or a run that is resumed would make another component.
    """

    def progress(self) -> Mapping[str, NDArray[Any]]:
        """What was gathered, as arrays by name."""

    def restore_progress(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Go on from what was gathered. Raises `LookupError` or `ValueError` if it cannot be."""


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


@dataclass(frozen=True)
class Case:
    """Data that shows what a check finds: the content of a training file, and of a dev file.

    Without `dev` there is no dev corpus. Bytes that are no UTF-8 are written as Python's
    `surrogateescape` has them. `settings` are those of the check, by name, where the defaults need
    more data than an example should have.
    """

    train: str
    dev: str = ""
    format: str = "jsonl"
    settings: Mapping[str, Any] = field(default_factory=dict)


class Check:
    """A kind of finding about training data; a subclass is what a plugin gives.

    `code` is a letter for the family and three digits, by which findings are selected; no other
    check has it. `name` says in a few kebab words what is found, `severity` how much it matters.
    Only data that holds one of `layers`, if there are any, is looked at. `settings` is a frozen
    dataclass of thresholds with defaults, set by `--set CODE.name=value`. `passing` and `failing`
    are cases without and with such a finding; `verify_check` runs them.

    The docstring becomes the page of the check: a first line that says what it does, then
    paragraphs that begin with `Why:`, `Example:` and `Fix:`.

    One object looks at one run: each document once, those of the training corpus first. It is
    made anew for each run and keeps what it needs between calls, in bounded memory.
    """

    code: ClassVar[str] = ""
    name: ClassVar[str] = ""
    severity: ClassVar[Severity] = Severity.WARNING
    layers: ClassVar[frozenset[Layer]] = frozenset()
    settings: ClassVar[type[Any]] = NoOptions
    passing: ClassVar[tuple[Case, ...]] = ()
    failing: ClassVar[tuple[Case, ...]] = ()

    def __init__(self, settings: Any) -> None:
        self.given = settings

    def look(self, seen: CheckedDoc) -> Iterable[Diagnostic]:  # noqa: ARG002 - subclasses look
        """What is to be said of a document; `seen.finding` makes what this gives."""
        return ()

    def finish(self, survey: Survey) -> Iterable[Diagnostic]:  # noqa: ARG002 - subclasses look
        """What is to be said at the end, when all documents were seen and counted."""
        return ()


class ReaderRule(Check):
    """A check that readers make: a `DataError` or a repair whose `rule` is its name.

    It has a code, a page and cases like any other; it never looks at documents.
    """
