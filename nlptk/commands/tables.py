"""Plain tables: columns of text, aligned by spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], *, gap: int = 2) -> str:
    """Rows of cells as lines, each column as wide as its widest cell and the last as it is."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        (" " * gap).join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join(map(str.rstrip, lines))
