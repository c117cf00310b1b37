"""Formats: what reads and writes documents, and what it is given to do so."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from nlptk.engine.data.diagnostic import Diagnostic, Severity
from nlptk.engine.errors import DataError, Place

from .interface import API_VERSION, NoOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.layers import Layer
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.data.vocab import Vocab

_MOST_STRINGS = 100_000

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
