"""What the options of `nlptk pretrain` ask for, as the job that the engine runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import DataError, UsageError

from .corpora import CorpusOpener, give_options
from .format_options import options_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from nlptk.engine.conversion.run import Input
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.vectors import Vectors
    from nlptk.engine.pipeline.encoder import EncoderSettings
    from nlptk.engine.training.pretraining.run import PretrainingJob
    from nlptk.plugins.catalog import Catalog

_OF_VECTORS = ("cosine", "L2")


@dataclass(frozen=True)
class PretrainRequest:
    """What to pretrain on what. `texts` is a path, "-" is standard input.

    `options` are those of formats, each `name=value`.
    `encoder` and `settings` are changes to the settings of the encoder and of the run; None stands
    for what nobody asked for.
    """

    texts: str
    output: Path
    vectors: Path | None = None
    lang: str = ""
    format: str = "auto"
    encoding: str = "utf-8"
    encoder: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    use_vectors: bool = False
    rate: float | None = None
    init_tok2vec: Path | None = None
    resume: bool = False
    force: bool = False
    options: Sequence[str] = ()


@dataclass
class InputTexts:
    """The documents of some inputs as a stream of which nothing is kept.

    A record that cannot be read is left out: `skip` hears of it, and `warn` of the first one.
    `options` are those of formats: each reader gets what it knows.
    """

    inputs: Sequence[Input]
    lang: str
    offsets_of: Callable[[str], Any]
    warn: Callable[[str], None]
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def can_reread(self) -> bool:
        """Whether none of the inputs is standard input."""
        return all(one.source.path is not None for one in self.inputs)

    def read(self, skip: Callable[[str], None]) -> Iterator[Doc]:
        """The documents, in order. Raises `DataError` for a file that cannot be read on."""
        from nlptk.engine.protocols import ReadContext  # the engine loads when it is used

        for one in self.inputs:
            context = ReadContext(
                options_for(one.reader, self.options),
                lang=self.lang,
                offsets_of=self.offsets_of,
                skip_bad=True,
            )
            try:
                if one.reader.read is not None:
                    for doc in one.reader.read(one.source, context):
                        yield doc
                        if context.findings:
                            self._tell(context, skip)
            except DataError as error:
                raise error.located(path=one.source.name) from error.__cause__
            self._tell(context, skip)

    def _tell(self, context: Any, skip: Callable[[str], None]) -> None:
        for found in context.findings:
            if found.code == "skipped":
                skip("records that cannot be read")
                self._warn_once(f"left out: {found.place}: {found.message}")
        context.findings.clear()

    def _warn_once(self, text: str) -> None:
        self.warn(text)
        self.warn = _say_nothing


def _say_nothing(_text: str) -> None:
    pass


def split_paths(paths: Sequence[str]) -> tuple[str, Path | None, Path]:
    """TEXTS, VECTORS if there are any, and OUTPUT. Raises `UsageError` for too few or many."""
    if len(paths) == 2:
        return paths[0], None, Path(paths[1])
    if len(paths) == 3:
        return paths[0], Path(paths[1]), Path(paths[2])
    raise UsageError(
        f"{len(paths)} paths were given",
        expected="TEXTS OUTPUT, or TEXTS VECTORS OUTPUT",
        hint="several files: name their folder, or pipe them in with -",
    )


def objective_of(objective: str | None, loss: str | None) -> dict[str, str]:
    """The settings of the objective, from --objective and from -L, which may name either.

    Raises:
        UsageError: the two do not go together.
    """
    if loss is None:
        return {} if objective is None else {"objective": objective}
    meant = "vectors" if loss in _OF_VECTORS else loss
    if objective is not None and objective != meant:
        raise UsageError(
            f"--objective {objective} and --loss-func {loss} do not go together",
            hint=f"leave out --objective, or set it to {meant}",
        )
    return {"objective": meant} | ({"loss": loss} if loss in _OF_VECTORS else {})


def make_pretraining(
    catalog: Catalog, request: PretrainRequest, warn: Callable[[str], None] = _say_nothing
) -> PretrainingJob:
    """The job that a request describes. Nothing is written, and of texts only heads are read.

    Raises:
        UsageError: an option that cannot be, or options that do not go together.
        DataError: a file that is not there, or not what it should be.
    """
    from nlptk.engine.text.sentences import Sentencizer  # the engine loads when it is used
    from nlptk.engine.training.pretraining.run import PretrainingJob
    from nlptk.engine.training.pretraining.settings import PretrainingSettings
    from nlptk.engine.training.rates import RateSettings

    lang = request.lang or "xx"
    language = catalog.find_language(lang)
    settings = PretrainingSettings(**_given(request.settings))
    opener = CorpusOpener(catalog, lang, request.format, request.encoding, warn)
    corpus = opener.open(request.texts)
    give_options([corpus], request.options)
    texts = InputTexts(corpus.inputs, lang, corpus.offsets_of, warn, corpus.options)
    return PretrainingJob(
        texts=texts,
        split=Sentencizer(language),
        output=request.output,
        lang=lang,
        settings=settings,
        encoder=_encoder(request),
        rates=RateSettings(**_given({"peak": request.rate})),
        vectors=_vectors(request, settings.objective, warn),
        use_vectors=request.use_vectors,
        init_tok2vec=request.init_tok2vec,
        resume=request.resume,
        force=request.force,
    )


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _encoder(request: PretrainRequest) -> EncoderSettings:
    """The settings of the encoder: those of weights to start from, if there are any."""
    from dataclasses import replace

    from nlptk.engine.pipeline.encoder import EncoderSettings  # the engine loads when it is used
    from nlptk.engine.pipeline.encoder_file import read_encoder

    given = _given(request.encoder)
    if request.init_tok2vec is None:
        return EncoderSettings(**given)
    file = read_encoder(request.init_tok2vec)
    wanted = replace(file.settings, **given)
    file.check(wanted)
    return wanted


def _vectors(request: PretrainRequest, objective: str, warn: Callable[[str], None]) -> Vectors:
    """The table that is predicted, or read as input, or both."""
    from nlptk.engine.data.vectors import NO_VECTORS  # the engine loads when it is used
    from nlptk.engine.data.vectors_import import ImportPlan, import_vectors

    wanted = ["--objective vectors"] * (objective == "vectors")
    wanted += ["-uv/--use-vectors"] * request.use_vectors
    if request.vectors is None and wanted:
        raise UsageError(
            f"{wanted[0]} needs vectors",
            expected="TEXTS VECTORS OUTPUT",
            hint="--objective words needs none" if objective == "vectors" else "leave out -uv",
        )
    if request.vectors is None:
        return NO_VECTORS
    if not wanted:
        warn(
            f"{request.vectors} is not used: --objective vectors predicts vectors,"
            " -uv has them as input"
        )
        return NO_VECTORS
    return import_vectors(request.vectors, ImportPlan()).vectors
