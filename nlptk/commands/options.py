"""Options that several commands have, each declared once, with its help."""

from __future__ import annotations

from typing import Annotated

import typer

Gpu = Annotated[int, typer.Option("-g", "--gpu-id", help="Number of the GPU; -1 for none.")]
Threads = Annotated[
    int | None, typer.Option("--threads", min=1, help="Threads of matrix products; 1 unless set.")
]
RunOnly = Annotated[
    str | None, typer.Option("-p", "--pipeline", help="Run these components only, with commas.")
]
GoldSentences = Annotated[
    bool, typer.Option("-G", "--gold-preproc", help="Gold sentences, one at a time.")
]

# what may be in the data
Strict = Annotated[bool, typer.Option("--strict", help="Any loss or repair: exit 1 and no output.")]
SkipBad = Annotated[
    bool, typer.Option("--skip-bad", help="Leave out what is broken, list it, exit 1.")
]

# what is written
PrintJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
PrintOutcome = Annotated[bool, typer.Option("--json", help="Print what came of it as JSON.")]
ReplaceOutput = Annotated[bool, typer.Option("-f", "--force", help="Replace what is in OUTPUT.")]
ReplaceFolder = Annotated[
    bool, typer.Option("-f", "--force", help="Replace an output folder that has files.")
]

# how long a run takes
MaxMinutes = Annotated[
    float | None, typer.Option("--max-minutes", min=0, help="Stop after so many minutes.")
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the run that stopped in OUTPUT.")
]


def names_of(text: str | None) -> list[str]:
    """The names in an option that has them with commas between."""
    return [name for part in (text or "").split(",") if (name := part.strip())]
