"""`nlptk kb-build`: a knowledge base of a table of entities and one of aliases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exits import ExitCode
from .format_options import FormatOptions
from .options import ReplaceFolder, names_of
from .threads import use_threads
from .views.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlptk.engine.kb.report import BuildReport
    from nlptk.plugins.catalog import Catalog

    from .kb_building import KbRequest
    from .views.console import Console


def kb_build(
    catalog: Catalog,
    request: KbRequest,
    *,
    warn: Callable[[str], None] = lambda _text: None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> BuildReport:
    """Build a knowledge base, which appears whole or not at all.

    Raises:
        DataError: a table, a model or documents that are not what they should be.
        EmptyKnowledgeBaseError: nothing would be in it.
        OutputError: the output folder has files in it, or cannot be written.
        UsageError: an option that cannot be.
    """
    from .kb_building import run_build  # NumPy loads when it is used

    return run_build(catalog, request, warn=warn, progress=progress)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("kb-build")(_kb_build)


def _kb_build(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    entities: Annotated[
        str,
        typer.Argument(
            metavar="ENTITIES", help="Table: id, name, description, type, freq, vector; or -."
        ),
    ],
    aliases: Annotated[
        str,
        typer.Argument(metavar="ALIASES", help="Table: alias, entities, priors or counts; or -."),
    ],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder to be written.")],
    model: Annotated[
        Path | None,
        typer.Option("-m", "--model", help="Pipeline that makes vectors of the descriptions."),
    ] = None,
    encode: Annotated[
        str,
        typer.Option(
            "--encode",
            metavar="words|context",
            help="How it does: word vectors (default, if it has any) or its encoder; the mean.",
        ),
    ] = "",
    vector_length: Annotated[
        int,
        typer.Option("--entity-vector-length", min=0, help="Project vectors to so many numbers."),
    ] = 0,
    min_freq: Annotated[
        float, typer.Option("--min-freq", min=0, help="Leave out entities that are rarer.")
    ] = 0,
    max_candidates: Annotated[
        int,
        typer.Option("--max-candidates", min=0, help="Keep so many entities of an alias; 0: all."),
    ] = 0,
    ngrams: Annotated[
        bool, typer.Option("--ngrams", help="Index for misspelled names too; doubles the size.")
    ] = False,
    dev: Annotated[
        str,
        typer.Option("--dev", metavar="DATA", help="Linked documents to measure recall on."),
    ] = "",
    format_name: Annotated[
        str, typer.Option("-c", "--format", help="Format of the documents; auto looks.")
    ] = "auto",
    option: FormatOptions = None,
    lang: Annotated[str, typer.Option("-l", "--lang", help="Language of the documents.")] = "xx",
    entity_columns: Annotated[
        str,
        typer.Option("--entity-columns", help="Names of columns, with commas, if no header has."),
    ] = "",
    alias_columns: Annotated[
        str, typer.Option("--alias-columns", help="The same for the aliases.")
    ] = "",
    no_quotes: Annotated[
        bool, typer.Option("--no-quotes", help="Quotation marks in tables are plain signs.")
    ] = False,
    encoding: Annotated[str, typer.Option("--encoding", help="Encoding of all inputs.")] = "utf-8",
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out bad rows, list them, exit 1.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    force: ReplaceFolder = False,
) -> None:
    """Build a knowledge base for entity linking of two tables: JSON lines, TSV or CSV.

    Every row is checked. Counts of mentions become priors. The report goes to standard output.

    Example: nlptk kb-build entities.tsv aliases.tsv kb --max-candidates 30
    """
    use_threads(None, os.environ)
    from nlptk.engine.kb.build import BuildSettings, EmptyKnowledgeBaseError

    from .kb_building import KbRequest
    from .views.knowledge_base import report_text, say_skipped

    console: Console = ctx.obj.console
    settings = BuildSettings(
        min_freq=min_freq,
        max_candidates=max_candidates,
        entity_vector_length=vector_length,
        ngrams=ngrams,
        skip_bad=skip_bad,
        force=force,
        quotes=not no_quotes,
        entity_columns=names_of(entity_columns.lower()),
        alias_columns=names_of(alias_columns.lower()),
    )
    request = KbRequest(
        entities,
        aliases,
        output,
        model=model,
        encode=encode,
        dev=dev,
        format=format_name,
        options=option or (),
        lang=lang,
        encoding=encoding,
        settings=settings,
    )
    try:
        with console.progress("building", "rows") as progress:
            report = kb_build(ctx.obj.catalog, request, warn=console.warn, progress=progress)
    except EmptyKnowledgeBaseError as error:
        console.error(f"nlptk: the knowledge base would be empty, nothing is written: {error}")
        raise typer.Exit(ExitCode.BAD_ANSWER) from error
    say_skipped(console, report)
    if as_json:
        typer.echo(json_text(report.to_dict()))
    else:
        typer.echo(report_text(report))
    raise typer.Exit(ExitCode.BAD_ANSWER if report.skipped else ExitCode.DONE)
