"""One conversion: reader, transforms and writer joined, with everything counted that passes."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.layer_counts import count_layers
from nlptk.engine.data.layers import Layer
from nlptk.engine.errors import DataError, UsageError
from nlptk.engine.protocols import ReadContext, WriteContext

from .multiwords import merge_multiwords
from .report import ConversionReport
from .transforms import append_morphology, regroup, segment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import Format


class LossyError(Exception):
    """A strict conversion lost or changed something; `report` says what. No output is left."""

    def __init__(self, report: ConversionReport) -> None:
        super().__init__("the conversion is not faithful")
        self.report = report


@dataclass(frozen=True)
class ConversionSettings:
    """What a conversion may be asked to do on the way; see `nlptk convert --help`."""

    lang: str = ""
    n_sents: int = 0
    seg_sents: bool = False
    morphology: bool = False
    merge_subtokens: bool = False
    strict: bool = False
    skip_bad: bool = False
    reader_options: Mapping[str, str] = field(default_factory=dict)
    writer_options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Input:
    """A source and the format to read it in."""

    source: Source
    reader: Format[Any]


@dataclass
class Conversion:
    """Inputs that become one output in a format.

    `offsets_of` tokenizes raw text, `annotate` annotates documents as they come from the reader,
    and `split` sets sentence starts. `progress` is called with the number of documents done, now
    and then.
    """

    writer: Format[Any]
    settings: ConversionSettings = field(default_factory=ConversionSettings)
    offsets_of: Callable[[str], Any] | None = None
    annotate: Callable[[Iterator[Doc]], Iterator[Doc]] | None = None
    split: Callable[[Doc], object] | None = None
    progress: Callable[[int], None] = lambda _done: None

    def run(
        self, inputs: Sequence[Input], sink: AbstractContextManager[Sink], *, target: str
    ) -> ConversionReport:
        """Convert and return the report.

        Raises `DataError` for bad input (unless bad records are skipped) and `LossyError` for a
        strict conversion that is not faithful; in both cases before the sink closes, so that a
        sink which appears whole or not at all does not appear.
        """
        if self.writer.write is None:
            raise UsageError(f"the format {self.writer.name!r} cannot be written")
        sources = ", ".join(one.source.name for one in inputs)
        readers = ", ".join(dict.fromkeys(one.reader.name for one in inputs))
        report = ConversionReport(sources, target, readers, self.writer.name)
        options = make_options(self.writer, self.settings.writer_options)
        contexts = [self._read_context(one.reader, report) for one in inputs]
        with sink as opened:
            docs = self._transformed(_read(inputs, contexts))
            writing = WriteContext(options, findings=report.findings)
            self.writer.write(self._counted(docs, report), opened, writing)
            report.written = self._written(report)
            if self.settings.strict and not report.is_faithful:
                raise LossyError(report)
        return report

    def _read_context(self, reader: Format[Any], report: ConversionReport) -> ReadContext[Any]:
        if reader.read is None:
            raise UsageError(f"the format {reader.name!r} cannot be read")
        return ReadContext(
            make_options(reader, self.settings.reader_options),
            lang=self.settings.lang,
            n_sents=self.settings.n_sents,
            skip_bad=self.settings.skip_bad,
            offsets_of=self.offsets_of,
            findings=report.findings,
        )

    def _transformed(self, docs: Iterator[Doc]) -> Iterator[Doc]:
        settings = self.settings
        if self.annotate is not None:
            docs = self.annotate(docs)
        if settings.merge_subtokens:
            docs = merge_multiwords(docs)
        if settings.seg_sents and self.split is not None:
            docs = segment(docs, self.split)
        if settings.n_sents:
            docs = regroup(docs, settings.n_sents)
        if settings.morphology:
            docs = append_morphology(docs)
        return docs

    def _counted(self, docs: Iterable[Doc], report: ConversionReport) -> Iterator[Doc]:
        for done, doc in enumerate(docs, start=1):
            for layer, count in count_layers(doc).items():
                report.read[layer] += count
            yield doc
            if done % 1000 == 0:
                self.progress(done)

    def _written(self, report: ConversionReport) -> Counter[Layer]:
        written = Counter({layer: report.read[layer] for layer in self.writer.holds})
        for finding in report.findings:
            if finding.code == "lost" and finding.layer:
                written[Layer(finding.layer)] -= finding.count
        return +written


def _read(inputs: Sequence[Input], contexts: Sequence[ReadContext[Any]]) -> Iterator[Doc]:
    for one, context in zip(inputs, contexts, strict=True):
        with _named(one.source):
            if one.reader.read is not None:
                yield from one.reader.read(one.source, context)


@contextmanager
def _named(source: Source) -> Iterator[None]:
    """Give errors that do not know their file its name."""
    try:
        yield
    except DataError as error:
        raise error.located(path=source.name) from error.__cause__


def make_options(format_: Format[Any], given: Mapping[str, str]) -> Any:
    """A format's options from `name=value` texts.

    Raises `UsageError` for a name the format does not have, or a value that does not fit.
    """
    known = {option.name: option for option in fields(format_.options)}
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise UsageError(
                f"the format {format_.name!r} has no option {name!r}",
                expected=f"one of: {listed}",
                hint=f"see: nlptk formats {format_.name}",
            )
        values[name] = _option_value(name, text, known[name].default)
    return format_.options(**values)


_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _option_value(name: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        if text.lower() not in _TRUTHS:
            raise UsageError(f"option {name}", expected="true or false", found=repr(text))
        return _TRUTHS[text.lower()]
    if isinstance(default, int | float):
        try:
            return type(default)(text)
        except ValueError as error:
            expected = "a whole number" if isinstance(default, int) else "a number"
            raise UsageError(f"option {name}", expected=expected, found=repr(text)) from error
    return text
