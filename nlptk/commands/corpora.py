"""A corpus as commands take it: a file, a folder or standard input, in any format."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.source import COMPRESSIONS
from nlptk.engine.errors import DataError, UsageError

from .format_options import is_known, options_for, split_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from nlptk.engine.conversion.run import Input
    from nlptk.engine.data.diagnostic import Diagnostic
    from nlptk.engine.data.doc import Doc
    from nlptk.plugins.catalog import Catalog


@dataclass
class Corpus:
    """Documents that can be read more than once; those of standard input stay in memory.

    `offsets_of` splits raw text into tokens. `warn` is told what was repaired while reading. With
    `findings`, broken records are left out, and what is to be said goes there instead, as it comes.
    `options` are those of formats: each reader gets what it knows.
    """

    name: str
    inputs: Sequence[Input]
    lang: str
    offsets_of: Callable[[str], Any]
    warn: Callable[[str], None]
    findings: list[Diagnostic] | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    _kept: list[Doc] | None = field(default=None, init=False)

    def docs(self) -> Iterator[Doc]:
        """The documents, in order.

        Raises `DataError`, located, for a bad record, or for a file that cannot be read on.
        """
        if self._kept is not None:
            return iter(self._kept)
        if any(one.source.path is None for one in self.inputs):
            self._kept = list(self._read())
            return iter(self._kept)
        return self._read()

    @property
    def shuffled_docs(self) -> Callable[[Any], Iterator[Doc]] | None:
        """The documents in the order that a generator draws; None where files must be read through.

        Plain docbin files consist of blocks that can be read by themselves.
        """
        paths = [Path(one.source.path) for one in self.inputs if one.source.path is not None]
        plain = all(path.suffix not in COMPRESSIONS for path in paths)
        if len(paths) < len(self.inputs) or not plain:
            return None
        if any(one.reader.name != "docbin" for one in self.inputs):
            return None

        def shuffled(rng: Any) -> Iterator[Doc]:
            from nlptk.engine.protocols import NoOptions, ReadContext
            from nlptk.engine.stream.shuffle import shuffled_blocks

            context = ReadContext(NoOptions(), lang=self.lang)
            return shuffled_blocks(paths, rng, lambda: context.vocab)

        return shuffled

    @cached_property
    def fingerprint(self) -> dict[str, Any]:
        """What tells this corpus from any other: its name, and the SHA-256 of its files' bytes.

        Of standard input, which must have been read, that of its documents as docbin. Options of
        formats are in it where there are any.
        """
        digest, size = sha256(), 0
        for piece in self._bytes():
            digest.update(piece)
            size += len(piece)
        name = "standard input" if self._kept is not None else Path(self.name).name
        facts = {
            "name": name,
            "files": len(self.inputs),
            "bytes": size,
            "sha256": digest.hexdigest(),
        }
        readers = [one.reader for one in self.inputs]
        options = {name: self.options[name] for name in self.options if is_known(name, readers)}
        return facts | ({"options": options} if options else {})

    def _bytes(self) -> Iterator[bytes]:
        if self._kept is not None:
            yield from (doc.to_bytes() for doc in self._kept)
            return
        for one in self.inputs:
            if one.source.path is not None:
                with one.source.path.open("rb") as file:
                    while piece := file.read(1 << 20):
                        yield piece

    def _read(self) -> Iterator[Doc]:
        from nlptk.engine.protocols import ReadContext  # the engine loads when it is used

        for one in self.inputs:
            context = ReadContext(
                options_for(one.reader, self.options),
                lang=self.lang,
                offsets_of=self.offsets_of,
                skip_bad=self.findings is not None,
                findings=[] if self.findings is None else self.findings,
            )
            try:
                if one.reader.read is not None:
                    yield from one.reader.read(one.source, context)
            except DataError as error:
                raise error.located(path=one.source.name) from error.__cause__
            if self.findings is None:
                self._tell([found for found in context.findings if found.code == "repaired"])

    def _tell(self, repaired: Sequence[Diagnostic]) -> None:
        for found in repaired[:1]:
            others = f" (and {len(repaired) - 1:,} more)" if len(repaired) > 1 else ""
            self.warn(f"{found.place}: repaired: {found.message}{others}")


@dataclass(frozen=True)
class CorpusOpener:
    """Opens corpora in one language: `format` is a format's name, or "auto" to look."""

    catalog: Catalog
    lang: str
    format: str = "auto"
    encoding: str = "utf-8"
    warn: Callable[[str], None] = lambda _text: None

    def open(self, path: str, findings: list[Diagnostic] | None = None) -> Corpus:
        """The corpus at a path; "-" is standard input. Nothing but heads of files is read.

        `findings` takes what is to be said while reading, see `Corpus`. Raises `UsageError` or
        `DataError` for a path that is not there, or in no known format.
        """
        from .conversion_plan import STDOUT, Planner  # the engine loads when it is used

        # one output for all inputs: the plan is their list, and what would write it is not used
        writer = self.catalog.choose_writer("json")
        planner = Planner(self.catalog, writer, self.format, self.encoding, self._left_out)
        (job,) = planner.plan([path], STDOUT)
        return Corpus(path, job.inputs, self.lang, self._tokenizer(), self.warn, findings)

    def _left_out(self, path: object, reason: str) -> None:
        self.warn(f"left out: {path}: {reason}")

    def _tokenizer(self) -> Callable[[str], Any]:
        made: list[Callable[[str], Any]] = []

        def offsets_of(text: str) -> Any:
            if not made:
                from nlptk.engine.data.vocab import Vocab  # most corpora have tokens
                from nlptk.engine.text.tokenizer import make_tokenizer

                # as treebanks do
                language = self.catalog.find_language(self.lang)
                made.append(make_tokenizer(Vocab(), language, split_contractions=True).offsets)
            return made[0](text)

        return offsets_of


def give_options(corpora: Sequence[Corpus], given: Sequence[str]) -> None:
    """Read corpora with options of formats, each `name=value`; each reader gets those it knows.

    Raises `UsageError` for one that none of the readers knows, or whose value does not fit.
    """
    readers = [one.reader for corpus in corpora for one in corpus.inputs]
    options, _ = split_options(given, readers)
    for corpus in corpora:
        corpus.options = options
        for one in corpus.inputs:
            options_for(one.reader, options)  # a value that cannot be is said now, not on reading


def refuse_stdin_twice(*paths: str) -> None:
    """Raise `UsageError` when more than one path is standard input."""
    if paths.count("-") > 1:
        raise UsageError("standard input can be read only once", hint="name a file instead of a -")
