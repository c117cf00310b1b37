"""`nlptk predict`: what a pipeline finds in texts, in any format."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import ExitCode
from .format_options import FormatOptions
from .options import Gpu, ReplaceFolder, RunOnly, SkipBad, Strict, Threads, names_of
from .threads import use_threads
from .views.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlptk.engine.conversion.report import ConversionReport
    from nlptk.plugins.catalog import Catalog

    from .prediction import Prediction, PredictRequest
    from .views.console import Console


def predict(
    catalog: Catalog,
    request: PredictRequest,
    warn: Callable[[str], None] = lambda _text: None,
) -> ConversionReport:
    """Annotate documents and write them; returns what went in, came out and was lost.

    Raises:
        UsageError: a format, an option or a component that there is not.
        DataError: a model or an input that is not what it should be.
        LossyError: something was lost or changed, and the request is strict.
    """
    from .prediction import Prediction  # what predicts loads when it is used: so in this module

    return Prediction.open(catalog, request, warn).run()


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("predict")(_predict)


def _predict(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="Pipeline: folder or name.")],
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help="Files or folders, - for standard input."),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", help="File to write; - is standard output.")
    ] = "-",
    file_type: Annotated[
        str,
        typer.Option(
            "-t", "--file-type", help="Format of the output; that of its suffix, else jsonl."
        ),
    ] = "",
    format_name: Annotated[
        str,
        typer.Option("-c", "--format", help="Format of INPUT; auto looks, and else takes text."),
    ] = "auto",
    components: RunOnly = None,
    own_tokens: Annotated[
        bool, typer.Option("--own-tokens", help="Tokenize anew, though INPUT has tokens.")
    ] = False,
    own_sents: Annotated[
        bool, typer.Option("--own-sents", help="Find sentences anew, though INPUT has some.")
    ] = False,
    option: FormatOptions = None,
    strict: Strict = False,
    skip_bad: SkipBad = False,
    encoding: Annotated[str, typer.Option("--encoding", help="Encoding of INPUT.")] = "utf-8",
    report: Annotated[
        Path | None, typer.Option("--report", help="Write an account of it all as JSON.")
    ] = None,
    force: ReplaceFolder = False,
    gpu_id: Gpu = -1,
    threads: Threads = None,
) -> None:
    """Annotate texts with a pipeline, document by document, and write them in any format.

    Tokens and sentences that INPUT has are kept, and so is all that the pipeline does not give.

    Example: nlptk predict en_news articles.txt -o articles.conllu
    """
    use_threads(threads, os.environ)
    from .prediction import Prediction, PredictRequest

    request = PredictRequest(
        model,
        inputs,
        output=output,
        format=format_name,
        file_type=file_type,
        encoding=encoding,
        components=names_of(components),
        own_tokens=own_tokens,
        own_sents=own_sents,
        options=option or (),
        strict=strict,
        skip_bad=skip_bad,
        gpu=gpu_id,
    )
    console: Console = ctx.obj.console
    prediction = Prediction.open(ctx.obj.catalog, request, console.warn)
    account = _run(prediction, console, force=force)
    if report is not None:
        _write_report(report, account)
    bad = account.count("skipped") or (strict and not account.is_faithful)
    raise typer.Exit(ExitCode.BAD_ANSWER if bad else ExitCode.DONE)


def _run(prediction: Prediction, console: Console, *, force: bool) -> ConversionReport:
    """Annotate before the eyes of a person; what a strict run ends with is said and returned."""
    from nlptk.engine.conversion.run import LossyError

    from .views.conversion import say_findings, say_summary

    strict = prediction.request.strict
    name = prediction.job.inputs[0].source.name
    with console.progress(f"annotating {name}", "documents") as progress:
        prediction.conversion.progress = progress
        try:
            account = prediction.run(force=force)
        except LossyError as error:
            account = error.report
    say_findings(console, account)
    say_summary(console, account, refused=strict and not account.is_faithful)
    return account


def _write_report(path: Path, account: ConversionReport) -> None:
    from nlptk.engine.conversion.report import SCHEMA
    from nlptk.engine.data.sink import open_file

    document = {"schema": SCHEMA, "conversions": [account.to_dict()]}
    with open_file(path) as sink:
        sink.write(json_text(document) + "\n")
