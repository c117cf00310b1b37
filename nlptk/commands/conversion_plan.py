"""Which inputs of `nlptk convert` become which outputs, worked out before anything is read."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, cast

from nlptk.engine.conversion.run import Input
from nlptk.engine.data.sink import Sink, open_file, open_folder, open_stdout
from nlptk.engine.data.source import Source, plain_name
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.plugins.choosing import UnknownFormatError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from typing import IO

    from nlptk.engine.protocols import Format
    from nlptk.plugins.catalog import Catalog

STDOUT = "-"


@dataclass(frozen=True)
class Job:
    """Inputs that become one output: a path, or "-" for standard output."""

    inputs: tuple[Input, ...]
    target: str

    def open(
        self, writer: Format[Any], *, force: bool, whole: bool
    ) -> AbstractContextManager[Sink]:
        """The output; on standard output, `whole` holds everything back until the end."""
        if self.target == STDOUT:
            if writer.folder:
                raise UsageError(
                    f"the format {writer.name!r} writes a folder of files",
                    hint="name it with -o FOLDER or an output directory",
                )
            return _held_back() if whole else open_stdout()
        if writer.folder:
            return open_folder(Path(self.target), force=force)
        return open_file(Path(self.target))


@contextmanager
def _held_back() -> Iterator[Sink]:
    with SpooledTemporaryFile(max_size=1 << 24) as spool:
        yield Sink(cast("IO[bytes]", spool))
        spool.seek(0)
        with open_stdout() as stdout:
            while piece := spool.read(1 << 20):
                stdout.write_bytes(piece)


@dataclass(frozen=True)
class Planner:
    """Turns the paths of a command line into jobs.

    `left_out` is called with each file of a folder that no format claims, and why. `otherwise` is
    the format of what is in none that is known, but for files of folders.
    """

    catalog: Catalog
    writer: Format[Any]
    converter: str = "auto"
    encoding: str = "utf-8"
    left_out: Callable[[Path, str], None] = lambda _path, _reason: None
    otherwise: str = ""

    def plan(self, paths: Sequence[str], output: str | None) -> list[Job]:
        """The jobs, in order. `output` is `-o`: one output for all; else see `output_directory`.

        Raises `UsageError` when two inputs would become the same output.
        """
        if output is not None:
            return [Job(tuple(one for one, _ in self._inputs(paths)), output)]
        paths, directory = self.output_directory(paths)
        inputs = self._inputs(paths)
        if directory is None:
            return [Job(tuple(one for one, _ in inputs), STDOUT)]
        jobs: dict[str, Job] = {}
        for one, folder in inputs:
            target = str(directory / folder / self._output_name(one))
            if target in jobs:
                first, second = jobs[target].inputs[0].source.name, one.source.name
                raise UsageError(
                    f"{first} and {second} would both become {target}",
                    hint="convert them one by one, or into one file with -o",
                )
            jobs[target] = Job((one,), target)
        return list(jobs.values())

    def output_directory(self, paths: Sequence[str]) -> tuple[Sequence[str], Path | None]:
        """The inputs, and the last path if it is the output directory; "-" means stdout.

        With two paths or more, the last is the output directory, unless it is a file. One that is
        not there is made, unless its name says that it was meant for an input.
        """
        if len(paths) < 2 or Path(paths[-1]).is_file():
            return paths, None
        *inputs, last = paths
        if last == STDOUT:
            return inputs, None
        suffix = Path(plain_name(Path(last))).suffix
        if not Path(last).exists() and suffix and suffix in self._known_suffixes():
            raise DataError("no such file", place=Place(last), hint="or name the output with -o")
        return inputs, Path(last)

    def _known_suffixes(self) -> set[str]:
        formats = self.catalog.formats.values()
        return {suffix for format_ in formats for suffix in format_.suffixes}

    def _output_name(self, one: Input) -> str:
        if self.writer.folder:
            return one.source.stem
        suffixes = self.writer.suffixes or ("." + self.writer.name,)
        return one.source.stem + suffixes[0]

    def _inputs(self, paths: Sequence[str]) -> list[tuple[Input, Path]]:
        """Each input with the folder, below the one that was named, in which it stands."""
        found: list[tuple[Input, Path]] = []
        for name in paths:
            path = Path(name)
            if name != STDOUT and path.is_dir():
                found += self._inputs_in(path)
            else:
                found.append((self._input(name, self.otherwise), Path()))
        if not found:
            raise UsageError(
                f"no file to convert in {', '.join(paths)}",
                hint="name the format of the files with -c",
            )
        return found

    def _input(self, name: str, otherwise: str = "") -> Input:
        source = Source(name, encoding=self.encoding)
        if source.path is not None and not source.path.exists():
            raise DataError("no such file or folder", place=Place(name))
        try:
            return Input(source, self.catalog.choose_reader(source, self.converter))
        except UnknownFormatError:
            if not otherwise:
                raise
        return Input(source, self.catalog.choose_reader(source, otherwise))

    def _inputs_in(self, folder: Path) -> Iterator[tuple[Input, Path]]:
        files = [path for path in _walk(folder) if not path.name.startswith(".")]
        wanted = self._by_suffix(files) if self.converter != "auto" else files
        for path in wanted:
            try:
                one = self._input(str(path))
            except UsageError as error:
                self.left_out(path, error.message)
                continue
            if self._is_guessed(one):
                self.left_out(path, f"any text could be {one.reader.name}; ask for it with -c")
                continue
            yield one, path.parent.relative_to(folder)

    def _is_guessed(self, one: Input) -> bool:
        """Whether nothing but its suffix speaks for a format that takes anything."""
        wanted = self.converter != "auto" or one.reader.name == self.otherwise
        return one.reader.sniff is None and not wanted

    def _by_suffix(self, files: Sequence[Path]) -> Sequence[Path]:
        """The files with a suffix of the wanted format, or all when none has."""
        suffixes = self.catalog.find_format(self.converter).suffixes
        return [path for path in files if plain_name(path).endswith(suffixes)] or files


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names))
