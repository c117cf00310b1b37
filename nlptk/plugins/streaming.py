"""Whether a format reads and writes documents one by one, whatever the length of the stream."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any
from weakref import WeakSet

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.source import Source

from .sample_docs import long_doc
from .trial import opened, read_context

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .trial import Trial

_DOCS = 1500
_MOST_AT_ONCE = _DOCS * 9 // 10
_BIG_ENOUGH = 1 << 19


def check_streaming(trial: Trial) -> None:
    """Raises `AssertionError` where a whole stream is held at once."""
    if trial.format.folder:  # each file is one document
        return
    stream = _Watched()
    path = trial.write(stream.docs())
    if stream.served < _DOCS:
        raise AssertionError(f"write stopped after {stream.served} of {_DOCS} documents")
    if stream.most > _MOST_AT_ONCE:
        raise AssertionError(
            f"write holds {stream.most} of {_DOCS} documents at once: write them one by one"
        )
    if trial.format.read is not None:
        _check_lazy(trial, path)


def _check_lazy(trial: Trial, path: Path) -> None:
    size = path.stat().st_size
    source = _CountingSource(path)
    docs = opened(trial.format, source, read_context(trial.format))
    if source.consumed:
        raise AssertionError("read reads before the first document is asked for")
    next(docs)
    several = Layer.DOCUMENTS in trial.format.holds or Layer.SENTENCES in trial.format.holds
    if several and size > _BIG_ENOUGH and source.consumed >= size:
        raise AssertionError("read reads the whole file before it gives the first document")


class _WatchedDoc(Doc):
    """A document whose life can be watched."""

    __slots__ = ("__weakref__",)
    __hash__ = object.__hash__  # type: ignore[assignment]  # a WeakSet needs it


class _Watched:
    """A stream of documents that counts how many of them are alive at once."""

    def __init__(self) -> None:
        self.served = 0
        self.most = 0
        self._alive: WeakSet[_WatchedDoc] = WeakSet()

    def docs(self) -> Iterator[Doc]:
        for number in range(_DOCS):
            doc = long_doc(number, kind=_WatchedDoc)
            self._alive.add(doc)
            self.served += 1
            self.most = max(self.most, len(self._alive))
            yield doc


class _CountingSource(Source):
    """A file that knows how much of it was read."""

    consumed = 0

    @contextmanager
    def open_binary(self) -> Iterator[IO[bytes]]:
        with super().open_binary() as file:
            yield _CountingFile(file, self)  # type: ignore[misc]  # as much of IO as readers use


class _CountingFile:
    def __init__(self, file: IO[bytes], source: _CountingSource) -> None:
        self._file = file
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __iter__(self) -> Iterator[bytes]:
        for line in self._file:
            self._source.consumed += len(line)
            yield line

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._source.consumed += len(data)
        return data
