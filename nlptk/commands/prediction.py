"""A prediction from what was asked for to what was written; no terminal, no typer."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlptk.engine.conversion.run import Conversion, ConversionSettings
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.source import plain_name
from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.annotating import annotated_anew
from nlptk.engine.pipeline.installed import find_model
from nlptk.engine.pipeline.store import load_pipeline

from .conversion_plan import STDOUT, Job, Planner
from .format_options import split_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nlptk.engine.conversion.report import ConversionReport
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.protocols import Format
    from nlptk.plugins.catalog import Catalog

_STREAM, _RAW = "jsonl", "text"


@dataclass(frozen=True, slots=True)
class PredictRequest:
    """What is to be annotated by which pipeline, and how it is written.

    `components` run, all when there are none. `file_type` is the format of the output, "" for that
    of its suffix, or JSONL. `options` are those of formats, each `name=value`.
    """

    model: Path
    inputs: Sequence[str]
    output: str = STDOUT
    format: str = "auto"
    file_type: str = ""
    encoding: str = "utf-8"
    components: Sequence[str] = ()
    own_tokens: bool = False
    own_sents: bool = False
    options: Sequence[str] = ()
    strict: bool = False
    skip_bad: bool = False
    gpu: int = -1


@dataclass
class Prediction:
    """A pipeline, and the job that it is to do."""

    nlp: Language
    job: Job
    conversion: Conversion
    request: PredictRequest = field(repr=False)

    @classmethod
    def open(
        cls,
        catalog: Catalog,
        request: PredictRequest,
        warn: Callable[[str], None] = lambda _text: None,
    ) -> Prediction:
        """Find inputs and formats, and load the pipeline. Of inputs only heads are read.

        Raises:
            UsageError: a format, an option or a component that there is not.
            DataError: a model that is not what it should be, or an input that is not there.
        """

        def left_out(path: Path, reason: str) -> None:
            warn(f"left out: {path}: {reason}")

        writer = choose_writer(catalog, request)
        planner = Planner(
            catalog, writer, request.format, request.encoding, left_out, otherwise=_RAW
        )
        (job,) = planner.plan(request.inputs, request.output)
        readers = [one.reader for one in job.inputs]
        reader_options, writer_options = split_options(request.options, readers, writer)
        nlp = load_pipeline(find_model(request.model), catalog.components, catalog.find_language)
        nlp.use_gpu(request.gpu)
        settings = ConversionSettings(
            lang=nlp.lang,
            strict=request.strict,
            skip_bad=request.skip_bad,
            reader_options=reader_options,
            writer_options=writer_options,
        )
        conversion = Conversion(writer, settings, offsets_of=nlp.tokenizer.offsets)
        return cls(nlp, job, conversion, request)

    def run(self, *, force: bool = False) -> ConversionReport:
        """Annotate all documents and write them, as they come.

        Raises `DataError` for bad input, unless it is skipped, and `LossyError` when something was
        lost or changed that must not be; nothing is then left at the output, if it is a file.
        """
        request, nlp = self.request, self.nlp
        readers = [one.reader for one in self.job.inputs]
        # where there is nothing but text, the tokenizer knows its contractions as well
        own_tokens = request.own_tokens or all(Layer.TOKENS not in one.holds for one in readers)

        def annotate(docs: Iterator[Doc]) -> Iterator[Doc]:
            return annotated_anew(nlp, docs, own_tokens=own_tokens, own_sents=request.own_sents)

        self.conversion.annotate = annotate
        sink = self.job.open(self.conversion.writer, force=force, whole=request.strict)
        with nlp.select_pipes(request.components or [pipe.name for pipe in nlp.pipes]):
            return self.conversion.run(self.job.inputs, sink, target=self.job.target)


def choose_writer(catalog: Catalog, request: PredictRequest) -> Format[Any]:
    """The format of the output. Raises `UsageError` when its name does not tell it."""
    if request.file_type:
        return catalog.choose_writer(request.file_type)
    suffix = Path(plain_name(Path(request.output))).suffix.lower()
    if request.output == STDOUT or not suffix:
        return catalog.choose_writer(_STREAM)
    formats = catalog.formats.values()
    found = [one for one in formats if one.write is not None and suffix in one.suffixes]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in found)
    reason = f"could be any of the formats {names}" if found else "is that of no known format"
    raise UsageError(
        f"-o {request.output}: the suffix {suffix} {reason}", hint="name the format with -t"
    )
