"""`nlptk evaluate`: how good a pipeline is on annotated text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .format_options import FormatOptions
from .idle_options import warn_of_idle
from .options import GoldSentences, Gpu, RunOnly, Threads, names_of
from .threads import use_threads
from .views.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.plugins.catalog import Catalog

    from .evaluation import EvaluateRequest
    from .evaluation_report import EvaluationReport
    from .views.console import Console

_PARSES, _ENTITIES = "parses.html", "entities.html"


def evaluate(
    catalog: Catalog,
    request: EvaluateRequest,
    warn: Callable[[str], None] = lambda _text: None,
) -> EvaluationReport:
    """Judge a pipeline on annotated text.

    Raises:
        UsageError: an option that cannot be, or an empty corpus.
        DataError: a model, a corpus or another report that is not what it should be.
    """
    from .evaluation import Evaluation  # what predicts loads when it is used: so in this module

    return Evaluation.open(catalog, request, warn).run()


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("evaluate")(_evaluate)


def _evaluate(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="Pipeline: folder or name.")],
    data: Annotated[
        str, typer.Argument(metavar="DATA", help="Annotated text: a file, a folder, or -.")
    ],
    gold_preproc: GoldSentences = False,
    own_tokens: Annotated[
        bool, typer.Option("--own-tokens", help="Tokenize the text anew; else gold tokens.")
    ] = False,
    components: RunOnly = None,
    format_name: Annotated[
        str, typer.Option("-c", "--format", help="Format of DATA; auto looks.")
    ] = "auto",
    encoding: Annotated[str, typer.Option("--encoding", help="Encoding of DATA.")] = "utf-8",
    option: FormatOptions = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write all of it as JSON, for --compare too."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write all of it as a page, with pictures.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    per_type: Annotated[bool, typer.Option("--per-type", help="Figures by label.")] = False,
    confusion: Annotated[
        bool, typer.Option("--confusion", help="What is taken for what, most often first.")
    ] = False,
    errors: Annotated[
        int, typer.Option("--errors", min=0, help="Show so many of the worst sentences.")
    ] = 0,
    confidence: Annotated[
        bool, typer.Option("--confidence", help="Bounds of each figure, by drawing documents.")
    ] = False,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", help="Compare with the -o file of another evaluation."),
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under", metavar="FIGURE=VALUE", help="Exit 1 if a figure is lower, as las=0.8."
        ),
    ] = None,
    displacy_path: Annotated[
        Path | None, typer.Option("-dp", "--displacy-path", help="Folder for pictures, as HTML.")
    ] = None,
    displacy_limit: Annotated[
        int, typer.Option("-dl", "--displacy-limit", min=1, help="How many documents to draw.")
    ] = 25,
    gpu_id: Gpu = -1,
    threads: Threads = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of what is drawn.")] = 0,
    return_scores: Annotated[bool, typer.Option("-R", "--return-scores", hidden=True)] = False,
) -> None:
    """Judge a pipeline on annotated text: its scores go to standard output.

    DATA has the tokens that are judged; the sentences are the pipeline's own, unless -G is given.

    Example: nlptk evaluate model/model-best dev.conllu --per-type
    """
    use_threads(threads, os.environ)
    from .evaluation import EvaluateRequest
    from .thresholds import Threshold, judged

    console: Console = ctx.obj.console
    thresholds = [Threshold.parse(text) for text in fail_under or ()]
    pictures = html is not None or displacy_path is not None
    warn_of_idle({"-R/--return-scores": return_scores}, console.warn)
    request = EvaluateRequest(
        model,
        data,
        format=format_name,
        encoding=encoding,
        options=option or (),
        components=names_of(components),
        gold_preproc=gold_preproc,
        own_tokens=own_tokens,
        gpu=gpu_id,
        seed=seed,
        thresholds=thresholds,
        confidence=confidence,
        compare=compare,
        errors=errors,
        drawings=displacy_limit if pictures else 0,
        keep_counts=output is not None,
    )
    report = evaluate(ctx.obj.catalog, request, console.warn)
    _tell(report, console, as_json=as_json, per_type=per_type, confusion=confusion)
    _write(report, console, output=output, html=html, pictures=displacy_path)
    raise typer.Exit(judged(report.figures, thresholds, console))


def _tell(
    report: EvaluationReport, console: Console, *, as_json: bool, per_type: bool, confusion: bool
) -> None:
    from .views.scores import conditions, report_text

    console.say(conditions(report))
    if report.unjudged:
        data, names = report.request.data, ", ".join(report.unjudged)
        console.warn(f"{data} has no gold annotation to judge these by: {names}")
    if as_json:
        typer.echo(json_text(report.to_dict()))
    else:
        typer.echo(report_text(report, per_type=per_type, confusion=confusion))


def _write(
    report: EvaluationReport,
    console: Console,
    *,
    output: Path | None,
    html: Path | None,
    pictures: Path | None,
) -> None:
    """Write the files that were asked for."""
    from nlptk.engine.data.sink import open_file

    from .evaluation_report import write_report

    if output is not None:
        write_report(output, report)
    if html is not None:
        from .views.score_page import score_page

        with open_file(html) as sink:
            sink.write(score_page(report))
    if pictures is not None:
        _draw(report.drawn, pictures, console)


def _draw(docs: Sequence[Doc], folder: Path, console: Console) -> None:
    """Write pictures of what was predicted for the first documents."""
    from nlptk.engine.data.sink import open_file
    from nlptk.engine.drawing.render import render

    for name, style, column in ((_PARSES, "dep", "head"), (_ENTITIES, "ent", "ent_iob")):
        drawn = [doc for doc in docs if doc.has(column)]
        if not drawn:
            console.say(f"{folder / name}: not written, there is nothing to draw")
            continue
        with open_file(folder / name) as sink:
            sink.write(render(drawn, style=style, page=True))
        console.say(f"{folder / name}: {_documents(len(drawn))}")


def _documents(number: int) -> str:
    return f"{number:,} document{'' if number == 1 else 's'}"
