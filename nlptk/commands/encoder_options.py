"""Options about the encoder, for the commands that make one."""

from __future__ import annotations

from typing import Annotated

import typer

Width = Annotated[
    int | None, typer.Option("-cw", "--width", min=1, help="Width of the encoder; 96 unless set.")
]
EmbedRows = Annotated[
    int | None,
    typer.Option("-er", "--embed-rows", min=1, help="Rows of its embeddings; 43000 unless set."),
]

_EMBED_WIDTH, _TYPE_WIDTH, _HIDDEN_WIDTH = 96, 128, 96  # --width scales them together


def encoder_widths(width: int | None) -> dict[str, int]:
    """The widths of all layers of the encoder, in proportion, as settings of it; {} for None."""
    if width is None:
        return {}
    share = width / _EMBED_WIDTH
    return {
        "embed_width": width,
        "type_width": max(1, round(_TYPE_WIDTH * share)),
        "hidden_width": max(1, round(_HIDDEN_WIDTH * share)),
    }
