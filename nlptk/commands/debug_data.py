"""`nlptk debug-data`: what is wrong with annotated text, where, and what to do about it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlptk.engine.errors import UsageError

from .exits import ExitCode
from .format_options import FormatOptions
from .options import names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlptk.engine.diagnostics.report import DiagnosticsReport
    from nlptk.plugins.catalog import Catalog

    from .diagnosis import DebugDataRequest, Diagnosis
    from .views.console import Console


class OutputFormat(StrEnum):
    """How findings are written."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    JSONL = "jsonl"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"
    JUNIT = "junit"
    HTML = "html"


class FailOn(StrEnum):
    """The least grave finding that makes the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


def debug_data(
    catalog: Catalog,
    request: DebugDataRequest,
    warn: Callable[[str], None] = lambda _text: None,
) -> DiagnosticsReport:
    """Check annotated text.

    Raises:
        UsageError: an option that cannot be.
        DataError: a file that is not there, or cannot be read at all.
    """
    from .diagnosis import Diagnosis  # what reads loads when it is used: so in this module

    return Diagnosis.open(catalog, request, warn).report()


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("debug-data")(_debug_data)


def _debug_data(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    lang: Annotated[str, typer.Argument(metavar="LANG", help="Code of the language.")] = "",
    train: Annotated[
        str, typer.Argument(metavar="TRAIN", help="Annotated text: a file, a folder, or -.")
    ] = "",
    dev: Annotated[
        str, typer.Argument(metavar="[DEV]", help="More, to judge by; checked against TRAIN too.")
    ] = "",
    components: Annotated[
        str | None,
        typer.Option("-p", "--pipeline", help="Check for these components only, with commas."),
    ] = None,
    format_name: Annotated[
        str, typer.Option("-c", "--format", help="Format of TRAIN and DEV; auto looks.")
    ] = "auto",
    encoding: Annotated[str, typer.Option("--encoding", help="Encoding of the files.")] = "utf-8",
    option: FormatOptions = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--output-format", help="How findings are written.")
    ] = OutputFormat.FULL,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write them to a file.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write a page with plots and pictures, too.")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODES", help="Only codes that begin so, as L or T1,S."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODES", help="Leave out codes that begin so."),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="CODE.NAME=VALUE", help="A threshold of a check."),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit 1 for findings as grave as this.")
    ] = FailOn.ERROR,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="File of known findings, not to be counted.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", help="Write all findings as known ones.")
    ] = None,
    max_findings: Annotated[
        int, typer.Option("--max-findings", min=0, help="Show so many of a code; 0 for all.")
    ] = 20,
    ignore_warnings: Annotated[
        bool, typer.Option("-IW", "--ignore-warnings", help="Errors only.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("-V", "--verbose", help="All statistics, not only a summary.")
    ] = False,
    no_format: Annotated[bool, typer.Option("-NF", "--no-format", help="No colour.")] = False,
    suspects: Annotated[
        bool,
        typer.Option(
            "--suspects", help="Look for wrong labels of TRAIN, by models. Takes a while."
        ),
    ] = False,
    base_model: Annotated[
        str | None,
        typer.Option("-b", "--base-model", help="Pipeline to start from: its labels and vectors."),
    ] = None,
    kb: Annotated[
        Path | None,
        typer.Option("--kb", help="Knowledge base, in which links are looked up."),
    ] = None,
    tag_map: Annotated[
        Path | None,
        typer.Option("-tm", "--tag-map-path", help="JSON of tags; others are errors."),
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Explain a check, and exit.")
    ] = None,
    list_checks: Annotated[
        bool, typer.Option("--list-checks", help="List the checks, and exit.")
    ] = False,
) -> None:
    """Say what is wrong with annotated text, where, and what to do about it.

    Exit code 1 when there are findings as grave as --fail-on says, 2 when a file cannot be read.

    Example: nlptk debug-data en train.conllu dev.conllu
    """
    catalog, console = ctx.obj.catalog, ctx.obj.console
    if explain is not None or list_checks:
        from .views.diagnostics.pages import explained, listing  # few people read these

        typer.echo(listing(catalog) if explain is None else explained(catalog, explain))
        raise typer.Exit(ExitCode.DONE)
    if not lang or not train:
        raise UsageError(
            "what is to be checked?",
            expected="LANG TRAIN [DEV], such as: nlptk debug-data en train.conllu dev.conllu",
        )
    if ignore_warnings and fail_on in {FailOn.WARNING, FailOn.INFO}:
        raise UsageError(f"-IW leaves out what --fail-on {fail_on} is about", hint="take one")
    from nlptk.engine.data.diagnostic import Severity  # the engine loads when it is used
    from nlptk.engine.diagnostics.selection import codes_of

    from .diagnosis import DebugDataRequest

    request = DebugDataRequest(
        lang,
        train,
        dev,
        format=format_name,
        encoding=encoding,
        components=names_of(components),
        select=codes_of(select or ()),
        ignore=codes_of(ignore or ()),
        changes=changes or (),
        compare=_given(tag_map=tag_map, base_model=base_model, kb=kb),
        baseline=baseline,
        keep_baseline=write_baseline is not None,
        most=max_findings,
        least=Severity.ERROR if ignore_warnings else Severity.INFO,
        fail_on=None if fail_on is FailOn.NEVER else Severity(fail_on.value),
        pictures=html is not None or output_format is OutputFormat.HTML,
        suspects=suspects,
        options=option or (),
    )
    diagnosis, report = _run(catalog, request, console)
    color = not no_format and console.color and sys.stdout.isatty() and output is None
    outputs = _Outputs(output_format, output, html, color=color, verbose=verbose)
    outputs.write(report)
    if write_baseline is not None and diagnosis.found is not None:
        _write_json(write_baseline, diagnosis.found.to_dict())
        console.say(f"{write_baseline}: {_findings(diagnosis.found.counts.total())}")
    if output_format is not OutputFormat.FULL or output is not None:
        from .views.diagnostics.totals import summary

        console.say(summary(report))
    _tell_of_baseline(report, console)
    raise typer.Exit(ExitCode.BAD_ANSWER if report.failed else ExitCode.DONE)


def _given(**compare: Path | str | None) -> dict[str, str]:
    """What data is to be compared with, by the name of the setting that checks have for it."""
    return {name: str(value) for name, value in compare.items() if value is not None}


def _run(
    catalog: Catalog, request: DebugDataRequest, console: Console
) -> tuple[Diagnosis, DiagnosticsReport]:
    from .diagnosis import Diagnosis

    diagnosis = Diagnosis.open(catalog, request, console.warn)
    diagnosis.announce = console.say
    with console.progress("checking", "documents") as diagnosis.progress:
        return diagnosis, diagnosis.report()


@dataclass(frozen=True)
class _Outputs:
    """Where findings go, and how they look."""

    format: OutputFormat
    file: Path | None
    html: Path | None
    color: bool
    verbose: bool

    def write(self, report: DiagnosticsReport) -> None:
        """Write what was asked for."""
        from .views.diagnostics import make_renderer

        renderer = make_renderer(self.format, color=self.color, verbose=self.verbose)
        text = renderer(report)
        if self.file is None:
            typer.echo(text, nl=False)
        else:
            _write_text(self.file, text)
        if self.html is not None:
            _write_text(self.html, make_renderer(OutputFormat.HTML)(report))


def _write_text(path: Path, text: str) -> None:
    from nlptk.engine.data.sink import open_file

    with open_file(path) as sink:
        sink.write(text)


def _write_json(path: Path, value: object) -> None:
    _write_text(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def _tell_of_baseline(report: DiagnosticsReport, console: Console) -> None:
    if report.known:
        console.say(f"in the baseline: {_findings(report.known)}, not counted")
    if report.stale:
        stale = ", ".join(f"{code} ({count:,})" for code, count in sorted(report.stale.items()))
        console.say(f"stale in the baseline, no longer found: {stale}; --write-baseline renews it")


def _findings(number: int) -> str:
    return f"{number:,} finding{'' if number == 1 else 's'}"
