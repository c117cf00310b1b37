"""`nlptk pretrain`: raw text in, weights out that `nlptk train` can start from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .encoder_options import EmbedRows, Width, encoder_widths
from .exits import ExitCode
from .format_options import FormatOptions
from .idle_options import BilstmDepth, CnnPieces, CnnWindow, ConvDepth, warn_of_idle
from .options import MaxMinutes, PrintOutcome, ReplaceOutput, Resume, Threads
from .threads import use_threads
from .views.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlptk.engine.training.pretraining.events import PretrainingEvent
    from nlptk.engine.training.pretraining.run import PretrainingJob
    from nlptk.plugins.catalog import Catalog

    from .pretraining_plan import PretrainRequest
    from .pretraining_report import PretrainingReport
    from .views.console import Console


def pretrain(
    catalog: Catalog,
    request: PretrainRequest,
    *,
    listeners: Sequence[Callable[[PretrainingEvent], object]] = (),
    stop: Callable[[], str] = lambda: "",
) -> PretrainingReport:
    """Pretrain an encoder and write it to the folder of the request.

    `listeners` are told each event as it comes. `stop` is asked after each step for a reason to
    stop; the work so far is then saved.

    Raises:
        UsageError: an option that cannot be; nothing was written.
        DataError: a file that is not what it should be.
        OutputError: something could not be written.
    """
    from .pretraining_plan import make_pretraining  # what pretrains loads when it is used

    return run_job(make_pretraining(catalog, request), listeners=listeners, stop=stop)


def run_job(
    job: PretrainingJob,
    *,
    listeners: Sequence[Callable[[PretrainingEvent], object]] = (),
    stop: Callable[[], str] = lambda: "",
) -> PretrainingReport:
    """Run a job, as `pretrain` does, and return what came of it."""
    from nlptk.engine.training.pretraining.run import run_pretraining

    from .pretraining_report import PretrainingReport

    report = PretrainingReport(str(job.output))
    for event in run_pretraining(job, stop=stop):
        report.note(event)
        for listener in listeners:
            listener(event)
    return report


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("pretrain")(_pretrain)


def _pretrain(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXTS [VECTORS] OUTPUT",
            help="Texts in any format (a file, a folder, or -), word vectors if they are to be "
            "predicted or seen, and the folder for the weights.",
        ),
    ],
    # what is learned
    objective: Annotated[
        str | None,
        typer.Option(
            "--objective",
            help="What is asked of a hidden word: words (which it is), vectors or characters; "
            "words unless set.",
            show_default=False,
        ),
    ] = None,
    loss_func: Annotated[
        str | None,
        typer.Option(
            "-L",
            "--loss-func",
            help="cosine or L2 for vectors; or the name of an objective.",
            show_default=False,
        ),
    ] = None,
    types: Annotated[
        int | None,
        typer.Option(
            "--types", min=2, help="How many frequent words can be asked for; 10000 unless set."
        ),
    ] = None,
    use_vectors: Annotated[
        bool,
        typer.Option(
            "-uv", "--use-vectors", help="Have VECTORS as input; train then needs --vectors, too."
        ),
    ] = False,
    init_tok2vec: Annotated[
        Path | None, typer.Option("-t2v", "--init-tok2vec", help="Weights to start from.")
    ] = None,
    # the encoder
    width: Width = None,
    embed_rows: EmbedRows = None,
    dropout: Annotated[
        float | None, typer.Option("-d", "--dropout", help="Dropout rate; 0.1 unless set.")
    ] = None,
    learn_rate: Annotated[
        float | None, typer.Option("--learn-rate", help="Highest learning rate; 0.003 unless set.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option("-s", "--seed", help="Seed of all that is random.")
    ] = None,
    # how long
    n_iter: Annotated[
        int | None,
        typer.Option("-i", "--n-iter", min=1, help="How often to read the texts; 5 unless set."),
    ] = None,
    n_early_stopping: Annotated[
        int | None,
        typer.Option(
            "-ne",
            "--n-early-stopping",
            min=0,
            help="Stop when N judgements in a row bring no better held-out loss; 5 unless set, "
            "0 never does.",
        ),
    ] = None,
    max_words: Annotated[
        int | None, typer.Option("--max-words", min=0, help="Stop after so many words.")
    ] = None,
    max_minutes: MaxMinutes = None,
    # texts
    lang: Annotated[
        str,
        typer.Option("-l", "--lang", help="Language, by whose rules raw text is split into words."),
    ] = "",
    format_name: Annotated[
        str, typer.Option("-c", "--format", help="Format of TEXTS; auto looks.")
    ] = "auto",
    encoding: Annotated[str, typer.Option("--encoding", help="Encoding of TEXTS.")] = "utf-8",
    option: FormatOptions = None,
    batch_size: Annotated[
        int | None,
        typer.Option("-bs", "--batch-size", min=1, help="Words of a batch; 1500 unless set."),
    ] = None,
    max_length: Annotated[
        int | None,
        typer.Option(
            "-xw", "--max-length", min=2, help="Words at which texts are cut; 50 unless set."
        ),
    ] = None,
    min_length: Annotated[
        int | None,
        typer.Option(
            "-nw", "--min-length", min=0, help="Shorter texts are left out; 5 words unless set."
        ),
    ] = None,
    # the run
    n_save_every: Annotated[
        int | None,
        typer.Option("-se", "--n-save-every", min=1, help="Judge and save after each N batches."),
    ] = None,
    resume: Resume = False,
    force: ReplaceOutput = False,
    threads: Threads = None,
    as_json: PrintOutcome = False,
    # known elsewhere
    conv_depth: ConvDepth = None,
    cnn_window: CnnWindow = None,
    cnn_pieces: CnnPieces = None,
    sa_depth: Annotated[int | None, typer.Option("-sa", "--sa-depth", hidden=True)] = None,
    bilstm_depth: BilstmDepth = None,
    use_chars: Annotated[bool, typer.Option("-chr", "--use-chars", hidden=True)] = False,
    epoch_start: Annotated[int | None, typer.Option("-es", "--epoch-start", hidden=True)] = None,
) -> None:
    """Teach an encoder from raw text what words do in their context, before it is trained.

    Words are hidden, and the encoder learns to tell which they were.
    OUTPUT/encoder-best.safetensors is what `nlptk train --init-tok2vec` starts from.

    Example: nlptk pretrain texts.jsonl weights -l en --max-minutes 10
    """
    use_threads(threads, os.environ)
    from .pretraining_plan import PretrainRequest, make_pretraining, objective_of, split_paths

    console = ctx.obj.console
    texts, vectors, output = split_paths(paths)
    warn_of_idle(
        {
            "-cd/--conv-depth": conv_depth,
            "-cW/--cnn-window": cnn_window,
            "-cP/--cnn-pieces": cnn_pieces,
            "-sa/--sa-depth": sa_depth,
            "-lstm/--bilstm-depth": bilstm_depth,
            "-chr/--use-chars": use_chars,
            "-es/--epoch-start": epoch_start,
        },
        console.warn,
    )
    request = PretrainRequest(
        texts,
        output,
        vectors,
        lang=lang,
        format=format_name,
        encoding=encoding,
        options=option or (),
        encoder={**encoder_widths(width), "embed_rows": embed_rows},
        settings={
            **objective_of(objective, loss_func),
            "n_types": types,
            "dropout": dropout,
            "n_iter": n_iter,
            "patience": n_early_stopping,
            "max_words": max_words,
            "max_minutes": max_minutes,
            "batch_words": batch_size,
            "longest": max_length,
            "shortest": min_length,
            "save_every": n_save_every,
            "seed": seed,
        },
        use_vectors=use_vectors,
        rate=learn_rate,
        init_tok2vec=init_tok2vec,
        resume=resume,
        force=force,
    )
    job = make_pretraining(ctx.obj.catalog, request, console.warn)
    report, code = _run(job, console)
    if as_json:
        typer.echo(json_text(report.to_dict()))
    raise typer.Exit(code)


def _run(job: PretrainingJob, console: Console) -> tuple[PretrainingReport, ExitCode]:
    """Pretrain before the eyes of a person; the code is that of the signal that stopped it."""
    from .stopping import Stopping
    from .views.pretraining import PretrainingView

    view = PretrainingView(console)
    with Stopping(console.say) as stopping:

        def listen(event: PretrainingEvent) -> None:
            if type(event).__name__ == "PretrainingStarted":
                stopping.listen()  # before that there is nothing to keep
            view.show(event)

        try:
            report = run_job(job, listeners=[listen], stop=stopping.reason)
        finally:
            view.close()
    stopped = report.finished is not None and report.finished.reason == "interrupted"
    return report, stopping.exit_code if stopped else ExitCode.DONE
