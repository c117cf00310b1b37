"""A format at work on files: reading and writing in one call, as tests do it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.sink import open_file, open_folder
from nlptk.engine.data.source import Source
from nlptk.engine.errors import DataError
from nlptk.engine.protocols import ReadContext, WriteContext

from .sample_docs import simple_offsets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.protocols import Format


def read_docs(
    format: Format[Any],
    source: Path | str,
    *,
    findings: list[Diagnostic] | None = None,
    skip_bad: bool = False,
    **options: object,
) -> list[Doc]:
    """The documents in a file, or in a text that stands for a file's content.

    What the reader notes is added to `findings`; `options` are the format's own. Raw text is split
    into words and punctuation marks.
    """
    if isinstance(source, str):
        with TemporaryDirectory() as folder:
            path = Path(folder) / ("text" + suffix_of(format))
            path.write_text(source, encoding="utf-8", newline="")
            return read_docs(format, path, findings=findings, skip_bad=skip_bad, **options)
    context = read_context(format, findings=findings, skip_bad=skip_bad, **options)
    return list(opened(format, Source(source), context))


def write_docs(
    format: Format[Any],
    docs: Iterable[Doc],
    path: Path,
    *,
    findings: list[Diagnostic] | None = None,
    **options: object,
) -> None:
    """Write documents to a file, or to a folder where the format makes one.

    What the writer notes is added to `findings`; `options` are the format's own.
    """
    if format.write is None:
        raise AssertionError(f"the format {format.name} cannot be written")
    context: WriteContext[Any] = WriteContext(format.options(**options))
    context.findings = [] if findings is None else findings
    with open_folder(path) if format.folder else open_file(path) as sink:
        format.write(docs, sink, context)


def written_text(format: Format[Any], docs: Iterable[Doc], **options: object) -> str:
    """What a format that makes one file of text writes for some documents."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("text" + suffix_of(format))
        write_docs(format, docs, path, findings=None, **options)
        return path.read_bytes().decode()


def read_context(
    format: Format[Any],
    *,
    findings: list[Diagnostic] | None = None,
    skip_bad: bool = False,
    **options: object,
) -> ReadContext[Any]:
    """What a reader is given, with a tokenizer that needs no language."""
    context: ReadContext[Any] = ReadContext(
        format.options(**options), skip_bad=skip_bad, offsets_of=simple_offsets
    )
    if findings is not None:
        context.findings = findings
    return context


def opened(format: Format[Any], source: Source, context: ReadContext[Any]) -> Iterator[Doc]:
    """What a format's reader gives for a source."""
    if format.read is None:
        raise AssertionError(f"the format {format.name} cannot be read")
    return format.read(source, context)


def suffix_of(format: Format[Any]) -> str:
    """The suffix of files in a format."""
    return format.suffixes[0] if format.suffixes else ".txt"


@dataclass(slots=True)
class Outcome:
    """What reading gave: documents, what was noted, and the error that ended it, if one did."""

    docs: list[Doc] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    error: DataError | None = None


class Trial:
    """A format and a folder to try it in."""

    def __init__(self, format: Format[Any], folder: Path) -> None:
        self.format = format
        self._folder = folder
        self._numbers = itertools.count()

    def fresh(self) -> Path:
        """A path at which nothing is yet, alone in a folder of its own."""
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        return folder / ("out" if self.format.folder else "file" + suffix_of(self.format))

    def write(self, docs: Iterable[Doc], findings: list[Diagnostic] | None = None) -> Path:
        """Write documents and return where."""
        path = self.fresh()
        write_docs(self.format, docs, path, findings=findings)
        return path

    def files(self, path: Path) -> list[Path]:
        """The files to read of what was written."""
        if not path.is_dir():
            return [path]
        return sorted(file for file in path.rglob("*") if file.name.endswith(self.format.suffixes))

    def read(self, path: Path) -> list[Doc]:
        """Read what was written; anything wrong raises."""
        return [doc for file in self.files(path) for doc in read_docs(self.format, file)]

    def attempt(self, path: Path, what: str, *, skip_bad: bool = False) -> Outcome:
        """Read a file that may be broken. An error that is not a located `DataError` breaks a rule.

        `what` says in that case what is the matter with the file.
        """
        outcome = Outcome()
        context = read_context(self.format, findings=outcome.findings, skip_bad=skip_bad)
        try:
            outcome.docs += opened(self.format, Source(path), context)
        except DataError as error:
            if not error.place.path:
                raise AssertionError(
                    f"{what}: the error does not name the file: {error}"
                ) from error
            outcome.error = error
        except Exception as error:
            raise AssertionError(
                f"{what} raised {type(error).__name__} where only DataError may be: {error}"
            ) from error
        return outcome
