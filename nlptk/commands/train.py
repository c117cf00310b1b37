"""`nlptk train`: annotated text in, a pipeline out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .encoder_options import EmbedRows, Width, encoder_widths
from .format_options import FormatOptions
from .idle_options import BilstmDepth, CnnPieces, CnnWindow, ConvDepth, warn_of_idle
from .options import (
    GoldSentences,
    MaxMinutes,
    PrintOutcome,
    ReplaceOutput,
    Resume,
    Threads,
    names_of,
)
from .threads import use_threads
from .views.json_text import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlptk.engine.training.events import Event
    from nlptk.plugins.catalog import Catalog

    from .training_plan import TrainRequest
    from .training_report import TrainingReport
    from .views.console import Console


def train(
    catalog: Catalog,
    request: TrainRequest,
    *,
    listeners: Sequence[Callable[[Event], object]] = (),
    stop: Callable[[], str] = lambda: "",
) -> TrainingReport:
    """Train a pipeline and write it to the folder of the request.

    `listeners`, and the plugins, are told each event as it comes. `stop` is asked after each step
    for a reason to stop; the work so far is then saved.

    Raises:
        UsageError: an option or setting that cannot be; nothing was written.
        DataError: a file that is not what it should be.
        OutputError: something could not be written.
    """
    from .training_plan import make_job  # what trains loads when it is used: so in this module
    from .training_session import run_job

    return run_job(catalog, make_job(catalog, request), listeners=listeners, stop=stop)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("train")(_train)


def _train(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    lang: Annotated[str, typer.Argument(metavar="LANG", help="Language code, such as en.")],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder for the pipeline.")],
    train_path: Annotated[
        str,
        typer.Argument(metavar="TRAIN", help="Corpus to learn from: a file, a folder, or -."),
    ],
    dev_path: Annotated[
        str,
        typer.Argument(metavar="DEV", help="Corpus by which the best epoch is chosen."),
    ],
    # what is trained
    pipeline: Annotated[
        str | None,
        typer.Option(
            "-p",
            "--pipeline",
            help="Components, with commas; tagger,parser,ner unless set.",
            show_default=False,
        ),
    ] = None,
    base_model: Annotated[
        Path | None, typer.Option("-b", "--base-model", help="Pipeline to start from.")
    ] = None,
    replace_components: Annotated[
        bool,
        typer.Option(
            "-R", "--replace-components", help="Do not go on with its components: make new ones."
        ),
    ] = False,
    raw_text: Annotated[
        str | None,
        typer.Option(
            "-rt", "--raw-text", help="Texts to rehearse what the base model knows, or it forgets."
        ),
    ] = None,
    vectors: Annotated[
        Path | None, typer.Option("-v", "--vectors", help="Pipeline or table of word vectors.")
    ] = None,
    init_tok2vec: Annotated[
        Path | None, typer.Option("-t2v", "--init-tok2vec", help="Pretrained encoder weights.")
    ] = None,
    meta_path: Annotated[
        Path | None, typer.Option("-m", "--meta-path", help="JSON facts for meta.json.")
    ] = None,
    version: Annotated[
        str | None, typer.Option("-V", "--version", help="Version of the pipeline.")
    ] = None,
    tag_map_path: Annotated[
        Path | None, typer.Option("-tm", "--tag-map-path", help="JSON map of tags.")
    ] = None,
    # settings
    config: Annotated[
        Path | None, typer.Option("--config", help="File of settings; options override it.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="SECTION.KEY=VALUE", help="Change one setting (any number of times)."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of all that is random.")] = None,
    width: Width = None,
    embed_rows: EmbedRows = None,
    kb: Annotated[
        Path | None, typer.Option("--kb", help="Knowledge base of entity_linker.")
    ] = None,
    textcat_multilabel: Annotated[
        bool,
        typer.Option("-TML", "--textcat-multilabel", help="Categories do not exclude each other."),
    ] = False,
    textcat_arch: Annotated[
        str | None, typer.Option("-ta", "--textcat-arch", help="Architecture of textcat.")
    ] = None,
    textcat_positive_label: Annotated[
        str | None,
        typer.Option("-tpl", "--textcat-positive-label", help="Which of two categories counts."),
    ] = None,
    noise_level: Annotated[
        float | None, typer.Option("-nl", "--noise-level", help="Share of words with noise.")
    ] = None,
    orth_variant_level: Annotated[
        float | None,
        typer.Option("-ovl", "--orth-variant-level", help="Share of quotes and dashes varied."),
    ] = None,
    # how long
    n_iter: Annotated[
        int | None, typer.Option("-n", "--n-iter", min=1, help="Epochs; 30 unless set.")
    ] = None,
    n_early_stopping: Annotated[
        int | None,
        typer.Option(
            "-ne", "--n-early-stopping", help="Stop after N epochs without a better score."
        ),
    ] = None,
    max_steps: Annotated[
        int | None, typer.Option("--max-steps", min=0, help="Stop after so many updates.")
    ] = None,
    max_minutes: MaxMinutes = None,
    # corpora
    format_name: Annotated[
        str, typer.Option("-c", "--format", help="Format of TRAIN and DEV; auto looks.")
    ] = "auto",
    encoding: Annotated[
        str, typer.Option("--encoding", help="Encoding of TRAIN and DEV.")
    ] = "utf-8",
    option: FormatOptions = None,
    n_examples: Annotated[
        int | None,
        typer.Option("-ns", "--n-examples", min=0, help="Learn from so many documents only."),
    ] = None,
    gold_preproc: GoldSentences = False,
    own_tokens: Annotated[
        bool, typer.Option("--own-tokens", help="Learn from the tokenizer's own tokens.")
    ] = False,
    # the run
    resume: Resume = False,
    force: ReplaceOutput = False,
    keep: Annotated[
        int, typer.Option("--keep", min=0, help="Keep the pipelines of the last N epochs too.")
    ] = 0,
    use_gpu: Annotated[
        int, typer.Option("-g", "--use-gpu", help="Number of the GPU; -1 for none.")
    ] = -1,
    threads: Threads = None,
    json_log: Annotated[
        Path | None, typer.Option("--json-log", help="One more file with a line for each epoch.")
    ] = None,
    fail_under: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-under", metavar="FIGURE=VALUE", help="Exit 1 if the best is lower, as las=0.8."
        ),
    ] = None,
    as_json: PrintOutcome = False,
    verbose: Annotated[
        bool,
        typer.Option("-VV", "--verbose", help="Say what is saved, and more often that it runs."),
    ] = False,
    # known elsewhere
    conv_depth: ConvDepth = None,
    cnn_window: CnnWindow = None,
    cnn_pieces: CnnPieces = None,
    bilstm_depth: BilstmDepth = None,
    parser_multitasks: Annotated[
        str | None, typer.Option("-pt", "--parser-multitasks", hidden=True)
    ] = None,
    entity_multitasks: Annotated[
        str | None, typer.Option("-et", "--entity-multitasks", hidden=True)
    ] = None,
    eval_beam_widths: Annotated[
        str | None, typer.Option("-bw", "--eval-beam-widths", hidden=True)
    ] = None,
    learn_tokens: Annotated[bool, typer.Option("-T", "--learn-tokens", hidden=True)] = False,
    omit_extra_lookups: Annotated[
        bool, typer.Option("-OEL", "--omit-extra-lookups", hidden=True)
    ] = False,
    debug: Annotated[bool, typer.Option("-D", "--debug", hidden=True)] = False,
) -> None:
    """Train a pipeline on annotated text, and keep the best of all epochs.

    OUTPUT/model-best and OUTPUT/model-last are pipelines, OUTPUT/training.jsonl has a line for
    each epoch. Scores are of DEV.

    Example: nlptk train en model train.conllu dev.conllu -p tagger,parser -n 10
    """
    use_threads(threads, os.environ)
    from .thresholds import Threshold, judged
    from .training_plan import TrainRequest, changes_of, figures_of_job, make_job
    from .training_session import LOG_NAME, watched_run

    console: Console = ctx.obj.console
    thresholds = [Threshold.parse(text) for text in fail_under or ()]
    options = {
        "pipeline.components": names_of(pipeline) if pipeline is not None else None,
        **{f"encoder.{name}": value for name, value in encoder_widths(width).items()},
        "encoder.embed_rows": embed_rows,
        "components.entity_linker.kb": str(kb.absolute()) if kb else None,
        "components.textcat.multilabel": textcat_multilabel,
        "components.textcat.architecture": textcat_arch,
        "components.textcat.positive_label": textcat_positive_label,
        "training.n_iter": n_iter,
        "training.patience": n_early_stopping and max(0, n_early_stopping),
        "training.max_steps": max_steps,
        "training.max_minutes": max_minutes,
        "training.n_examples": n_examples,
        "training.gold_preproc": gold_preproc,
        "training.own_tokens": own_tokens,
        "training.noise_level": noise_level,
        "training.orth_variant_level": orth_variant_level,
        "training.seed": seed,
    }
    warn_of_idle(
        {
            "-cd/--conv-depth": conv_depth,
            "-cW/--cnn-window": cnn_window,
            "-cP/--cnn-pieces": cnn_pieces,
            "-lstm/--bilstm-depth": bilstm_depth,
            "-pt/--parser-multitasks": parser_multitasks,
            "-et/--entity-multitasks": entity_multitasks,
            "-bw/--eval-beam-widths": eval_beam_widths,
            "-T/--learn-tokens": learn_tokens,
            "-OEL/--omit-extra-lookups": omit_extra_lookups,
            "-D/--debug": debug,
        },
        console.warn,
    )
    request = TrainRequest(
        lang,
        output,
        train_path,
        dev_path,
        config=config,
        changes=[*changes_of(options), *(settings or ())],
        format=format_name,
        encoding=encoding,
        options=option or (),
        base_model=base_model,
        replace_components=replace_components,
        resume=resume,
        force=force,
        keep=keep,
        gpu=use_gpu,
        version=version,
        meta=meta_path,
        tag_map=tag_map_path,
        init_tok2vec=init_tok2vec,
        vectors=vectors,
        raw_text=raw_text,
    )
    logs = [output / LOG_NAME, *([json_log] if json_log else [])]
    job = make_job(ctx.obj.catalog, request, console.warn)
    for threshold in thresholds:
        threshold.check(figures_of_job(job))
    report, code = watched_run(ctx.obj.catalog, job, console, logs=logs, verbose=verbose)
    if as_json:
        typer.echo(json_text(report.to_dict()))
    scores = report.finished.best_scores if report.finished else {}
    raise typer.Exit(code or judged(scores, thresholds, console))
