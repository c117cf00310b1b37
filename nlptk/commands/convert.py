"""`nlptk convert`: from any format to any other, with an account of what came through."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlptk.engine.errors import UsageError

from .exits import ExitCode
from .format_options import FormatOptions, split_options
from .options import ReplaceFolder, SkipBad, Strict
from .views.conversion import say_findings, say_summary
from .views.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nlptk.engine.conversion.report import ConversionReport
    from nlptk.engine.conversion.run import Conversion, ConversionSettings
    from nlptk.engine.protocols import Format
    from nlptk.plugins.catalog import Catalog

    from .conversion_plan import Job

_ANY_LANGUAGE = "xx"


def make_conversion(
    catalog: Catalog, writer: Format[Any], settings: ConversionSettings
) -> Conversion:
    """A conversion with the tokenizer and the sentence splitter of its language."""
    from nlptk.engine.conversion.run import Conversion  # the engine loads when it is used

    language = settings.lang or _ANY_LANGUAGE
    offsets: list[Callable[[str], Any]] = []

    def offsets_of(text: str) -> Any:
        if not offsets:
            from nlptk.engine.data.vocab import Vocab  # most conversions never tokenize
            from nlptk.engine.text.tokenizer import make_tokenizer

            # as treebanks do: or the entity in "Uber's" would not end at a token
            data = catalog.find_language(language)
            tokenizer = make_tokenizer(Vocab(), data, split_contractions=True)
            offsets.append(tokenizer.offsets)
        return offsets[0](text)

    conversion = Conversion(writer, settings, offsets_of=offsets_of)
    if settings.seg_sents:
        from nlptk.engine.text.sentences import Sentencizer  # most conversions never split

        conversion.split = Sentencizer(catalog.find_language(language))
    return conversion


def _language(lang: str, model: str | None) -> str:
    if model is None:
        return lang
    if not model.startswith("blank:"):
        raise UsageError(
            f"cannot load the model {model!r}",
            expected="blank:LANG, whose sentence rules are used",
            hint="trained pipelines come with a later version of nlptk",
        )
    return model.removeprefix("blank:")


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("convert")(_convert)


def _convert(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT... [OUTPUT_DIR]",
            help="Files or folders, - for standard input; the last of several paths is the "
            "output directory, unless it is a file. Without one, standard output.",
        ),
    ],
    converter: Annotated[
        str, typer.Option("-c", "--converter", help="Format of the input; auto looks at it.")
    ] = "auto",
    file_type: Annotated[
        str, typer.Option("-t", "--file-type", help="Format of the output.")
    ] = "json",
    n_sents: Annotated[
        int,
        typer.Option("-n", "--n-sents", min=0, help="Sentences a document; 0: as in the source."),
    ] = 0,
    seg_sents: Annotated[
        bool, typer.Option("-s", "--seg-sents", help="Split into sentences by rule.")
    ] = False,
    model: Annotated[
        str | None,
        typer.Option("-b", "--model", help="Pipeline whose sentence rules -s uses: blank:LANG."),
    ] = None,
    morphology: Annotated[
        bool, typer.Option("-m", "--morphology", help="Append the features to the tags.")
    ] = False,
    lang: Annotated[
        str, typer.Option("-l", "--lang", help="Language, where text must be tokenized.")
    ] = "",
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", help="One output for all inputs: a file, or -."),
    ] = None,
    merge_subtokens: Annotated[
        bool, typer.Option("--merge-subtokens", help="Merge the words of multiword tokens.")
    ] = False,
    option: FormatOptions = None,
    strict: Strict = False,
    skip_bad: SkipBad = False,
    encoding: Annotated[str, typer.Option("--encoding", help="Encoding of the input.")] = "utf-8",
    report: Annotated[
        Path | None, typer.Option("--report", help="Write the account of it all as JSON.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print that account to standard output.")
    ] = False,
    force: ReplaceFolder = False,
) -> None:
    """Convert annotated text from any format to any other.

    One line at the end says what went in and came out, and what the output format cannot hold.

    Example: nlptk convert train.conllu corpus/ -t json -n 10
    """
    from nlptk.engine.conversion.run import ConversionSettings  # the engine loads when it is used

    from .conversion_plan import STDOUT, Planner  # likewise

    catalog, console = ctx.obj.catalog, ctx.obj.console
    writer = catalog.choose_writer(file_type)

    def left_out(path: Path, reason: str) -> None:
        console.warn(f"left out: {path}: {reason}")

    jobs = Planner(catalog, writer, converter, encoding, left_out).plan(paths, output)
    if as_json and any(job.target == STDOUT for job in jobs):
        raise UsageError("--json and the documents both want standard output", hint="use -o FILE")
    readers = [one.reader for job in jobs for one in job.inputs]
    reader_options, writer_options = split_options(option or (), readers, writer)
    settings = ConversionSettings(
        lang=_language(lang, model),
        n_sents=n_sents,
        seg_sents=seg_sents,
        morphology=morphology,
        merge_subtokens=merge_subtokens,
        strict=strict,
        skip_bad=skip_bad,
        reader_options=reader_options,
        writer_options=writer_options,
    )
    conversion = make_conversion(catalog, writer, settings)
    reports = [_run(job, conversion, console, force=force) for job in jobs]
    _hand_out(reports, report, as_json=as_json)
    bad = any(one.count("skipped") or (strict and not one.is_faithful) for one in reports)
    raise typer.Exit(ExitCode.BAD_ANSWER if bad else ExitCode.DONE)


def _run(job: Job, conversion: Conversion, console: Any, *, force: bool) -> ConversionReport:
    """Convert and say what came of it; a strict conversion that failed is said and returned."""
    from nlptk.engine.conversion.run import LossyError  # the engine loads when it is used

    strict = conversion.settings.strict
    sink = job.open(conversion.writer, force=force, whole=strict)
    with console.progress(f"converting {job.inputs[0].source.name}", "documents") as progress:
        conversion.progress = progress
        try:
            report = conversion.run(job.inputs, sink, target=job.target)
        except LossyError as error:
            report = error.report
    say_findings(console, report)
    say_summary(console, report, refused=strict and not report.is_faithful)
    return report


def _hand_out(reports: Sequence[ConversionReport], file: Path | None, *, as_json: bool) -> None:
    if file is None and not as_json:
        return
    from nlptk.engine.conversion.report import SCHEMA  # the engine loads when it is used
    from nlptk.engine.data.sink import open_file

    document: Mapping[str, Any] = {
        "schema": SCHEMA,
        "conversions": [report.to_dict() for report in reports],
    }
    text = json_text(document) + "\n"
    if file is not None:
        with open_file(file) as sink:
            sink.write(text)
    if as_json:
        typer.echo(text, nl=False)
