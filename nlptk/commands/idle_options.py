"""Options that commands take because others know them, and that change nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ConvDepth = Annotated[int | None, typer.Option("-cd", "--conv-depth", hidden=True)]
CnnWindow = Annotated[int | None, typer.Option("-cW", "--cnn-window", hidden=True)]
CnnPieces = Annotated[int | None, typer.Option("-cP", "--cnn-pieces", hidden=True)]
BilstmDepth = Annotated[int | None, typer.Option("-lstm", "--bilstm-depth", hidden=True)]

_REASONS = {
    "-cd/--conv-depth": "the encoder is recurrent, not convolutional",
    "-cW/--cnn-window": "the encoder is recurrent, not convolutional",
    "-cP/--cnn-pieces": "the encoder is recurrent, not convolutional",
    "-sa/--sa-depth": "the encoder has no self-attention",
    "-lstm/--bilstm-depth": "the encoder has a BiLSTM layer as it is",
    "-chr/--use-chars": "the encoder sees character n-grams as it is",
    "-pt/--parser-multitasks": "components learn from each other by the encoder they share",
    "-et/--entity-multitasks": "components learn from each other by the encoder they share",
    "-bw/--eval-beam-widths": "the best analysis is searched for exactly, without a beam",
    "-T/--learn-tokens": "tokens are found by rules, which are not learned",
    "-OEL/--omit-extra-lookups": "models have no lookup tables",
    "-j/--jsonl-loc": "attributes of words follow from their form",
    "-D/--debug": "what there is to learn is always said first",
    "-es/--epoch-start": "--resume knows where a run stopped",
    "-R/--return-scores": "scores are printed; --json prints all",
}


def warn_of_idle(given: Mapping[str, object], warn: Callable[[str], None]) -> None:
    """Tell, in one line, which of these options were given, and why they change nothing."""
    named: dict[str, list[str]] = {}
    for option, value in given.items():
        if value is not None and value is not False:
            named.setdefault(_REASONS[option], []).append(option)
    parts = [f"{', '.join(options)} ({reason})" for reason, options in named.items()]
    if parts:
        warn(f"without effect: {'; '.join(parts)}")
