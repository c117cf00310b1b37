"""`nlptk init-model`: a pipeline that has word vectors and no components yet."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlptk.engine.errors import DataError, Place, UsageError

from .format_options import FormatOptions
from .idle_options import warn_of_idle
from .options import ReplaceOutput
from .threads import use_threads
from .views.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nlptk.engine.data.vectors_import import Imported
    from nlptk.engine.training.learn_vectors import LearnSettings
    from nlptk.plugins.catalog import Catalog

SCHEMA = "nlptk.init-model/1"


@dataclass(frozen=True)
class InitRequest:
    """Where the vectors come from, a file or texts to learn them from, and what of them is taken.

    `truncate` and `prune` are numbers of rows; 0 takes all. With `strict` a line that is no vector
    is an error; else it is left out and told of. `options` are those of the texts' format, each
    `name=value`.
    """

    lang: str
    output: Path
    vectors: Path | None = None
    truncate: int = 0
    prune: int = 0
    vectors_name: str = ""
    model_name: str = ""
    texts: str = ""
    format: str = "auto"
    encoding: str = "utf-8"
    learning: LearnSettings | None = None
    strict: bool = False
    force: bool = False
    options: Sequence[str] = ()


@dataclass(frozen=True)
class InitReport:
    """What came of it: facts about the table, and what was met while it was read.

    `rows_read` counts those before pruning. `promised` is how many the file said it has; 0 when it
    did not say.
    """

    lang: str
    output: str
    source: str
    vectors: dict[str, Any]
    rows_read: int
    promised: int = 0
    duplicates: int = 0
    bad: int = 0
    bad_lines: list[tuple[int, str]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """What `--json` prints."""
        bad = [{"line": line, "reason": reason} for line, reason in self.bad_lines]
        return {"schema": SCHEMA, **self.__dict__, "bad_lines": bad}


def init_model(
    catalog: Catalog, request: InitRequest, warn: Callable[[str], None] = lambda _text: None
) -> InitReport:
    """Write the pipeline that a request describes to its folder; `warn` is told what was left out.

    Raises:
        UsageError: options that cannot be; a learner of vectors that is not installed.
        DataError: a file that is not there, or not what it should be.
        OutputError: the folder has files in it, or cannot be written.
    """
    from nlptk.engine.data.sink import refuse_full  # the engine loads when it is used
    from nlptk.engine.data.vectors_import import complaints
    from nlptk.engine.pipeline.language import Language
    from nlptk.engine.pipeline.store import save_pipeline

    language = catalog.find_language(request.lang)
    if not request.force:
        refuse_full(request.output)
    imported = _imported(catalog, request, warn)
    report = imported.report
    if request.strict and report.bad:
        line, reason = report.bad_lines[0]
        raise DataError(reason, place=Place(str(request.vectors), line))
    nlp = Language(language, specs=catalog.components)
    nlp.vocab.vectors = imported.vectors
    if request.model_name:
        nlp.meta["name"] = request.model_name
    save_pipeline(nlp, request.output, force=request.force)
    for complaint in complaints(imported, str(request.vectors)):
        warn(complaint)
    return InitReport(
        lang=nlp.lang,
        output=str(request.output),
        source=str(request.vectors or request.texts),
        vectors=imported.vectors.facts(),
        rows_read=report.rows or len(imported.vectors.data),
        promised=imported.promised,
        duplicates=report.duplicates,
        bad=report.bad,
        bad_lines=report.bad_lines,
    )


def _imported(catalog: Catalog, request: InitRequest, warn: Callable[[str], None]) -> Imported:
    from nlptk.engine.data.vectors_import import (  # the engine loads when it is used
        Imported,
        ImportPlan,
        chosen,
        import_vectors,
    )

    plan = ImportPlan(max(0, request.truncate), max(0, request.prune), request.vectors_name)
    if request.vectors is not None:
        if request.options:
            raise UsageError(
                "-O says how texts are read, and vectors are read from a file", hint="leave it out"
            )
        return import_vectors(request.vectors, plan)
    from nlptk.engine.training.learn_vectors import LearnSettings, choose_learner, learn_vectors

    from .corpora import CorpusOpener, give_options

    settings = request.learning or LearnSettings()
    choose_learner(settings.learner)  # before the texts are read
    opener = CorpusOpener(catalog, request.lang, request.format, request.encoding, warn)
    corpus = opener.open(request.texts)
    give_options([corpus], request.options)

    def sentences() -> Iterator[Sequence[str]]:
        return (doc.words for doc in corpus.docs())

    return Imported(chosen(learn_vectors(sentences, settings), plan))


def render_report(report: InitReport) -> list[str]:
    """What a person is told of it, line by line."""
    rows, width, words = (report.vectors[name] for name in ("rows", "width", "words"))
    has = f"vectors for {words:,} words" if words else "n-grams, so that each word has a vector"
    lines = [f"{report.source}: {report.rows_read:,} rows of {width} numbers"]
    if report.duplicates:
        lines.append(
            f"words that stood there twice, of which the first is kept: {report.duplicates:,}"
        )
    if rows < report.rows_read:
        lines.append(f"pruned to {rows:,} rows: words that lost theirs share the nearest one")
    return [*lines, f"{report.output}: a pipeline of {report.lang}, {rows:,} rows, {has}"]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("init-model")(_init_model)


def _init_model(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    lang: Annotated[str, typer.Argument(metavar="LANG", help="Language code, such as en.")],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder for the pipeline.")],
    vectors: Annotated[
        Path | None,
        typer.Option(
            "-v",
            "--vectors",
            "--vectors-loc",
            help="Word vectors: text (.gz, .zip, .tar.gz ...), .npz, .npy, .safetensors, pipeline.",
        ),
    ] = None,
    truncate: Annotated[
        int, typer.Option("-t", "--truncate-vectors", help="Read the first N vectors; 0 for all.")
    ] = 0,
    prune: Annotated[
        int,
        typer.Option(
            "-V", "--prune-vectors", help="Keep N rows; other words share the nearest. 0 for all."
        ),
    ] = 0,
    vectors_name: Annotated[
        str,
        typer.Option("-vn", "--vectors-name", help="Their name; that of the file unless set."),
    ] = "",
    model_name: Annotated[
        str, typer.Option("-mn", "--model-name", help="Name of the pipeline, for meta.json.")
    ] = "",
    learn: Annotated[
        str,
        typer.Option(
            "--learn-vectors", metavar="TEXTS", help="Learn vectors from texts in any format."
        ),
    ] = "",
    learner: Annotated[
        str, typer.Option("--learner", help="floret or gensim; the first that is installed.")
    ] = "",
    width: Annotated[int, typer.Option("--width", min=1, help="Width of learned vectors.")] = 100,
    rows: Annotated[
        int, typer.Option("--rows", min=1, help="Rows of the table that floret learns.")
    ] = 50_000,
    min_count: Annotated[
        int, typer.Option("--min-count", min=1, help="Learn from words that come so often.")
    ] = 5,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="Passes over the texts.")] = 5,
    format_name: Annotated[
        str, typer.Option("-c", "--format", help="Format of the texts; auto looks.")
    ] = "auto",
    encoding: Annotated[str, typer.Option("--encoding", help="Encoding of the texts.")] = "utf-8",
    option: FormatOptions = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 2 at a line that is no vector, not just warn.")
    ] = False,
    force: ReplaceOutput = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
    # known elsewhere
    jsonl: Annotated[str | None, typer.Option("-j", "--jsonl-loc", hidden=True)] = None,
    omit_extra_lookups: Annotated[
        bool, typer.Option("-OEL", "--omit-extra-lookups", hidden=True)
    ] = False,
) -> None:
    """Make a pipeline with word vectors, to train components in or to compare words with.

    The vectors are read from a file or another pipeline, or learned from texts.

    Example: nlptk init-model en en_vectors -v glove.6B.zip/glove.6B.300d.txt -V 20000
    """
    if (vectors is None) == (not learn):
        raise UsageError(
            "vectors are either read or learned", expected="one of --vectors and --learn-vectors"
        )
    use_threads(None, os.environ)
    learning = None
    if learn:
        from nlptk.engine.training.learn_vectors import LearnSettings  # loads NumPy

        learning = LearnSettings(
            learner, width=width, rows=rows, min_count=min_count, epochs=epochs
        )
    request = InitRequest(
        lang,
        output,
        vectors,
        truncate=truncate,
        prune=prune,
        vectors_name=vectors_name,
        model_name=model_name,
        texts=learn,
        format=format_name,
        encoding=encoding,
        options=option or (),
        learning=learning,
        strict=strict,
        force=force,
    )
    console = ctx.obj.console
    idle = {"-j/--jsonl-loc": jsonl, "-OEL/--omit-extra-lookups": omit_extra_lookups}
    warn_of_idle(idle, console.warn)
    report = init_model(ctx.obj.catalog, request, console.warn)
    for line in render_report(report):
        console.say(line)
    if as_json:
        typer.echo(json_text(report.to_dict()))
