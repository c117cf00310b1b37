"""Bytes to documents and back: one file a format, all of the same shape. Start with `conllu`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.plugins import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.engine.protocols import Format


@hookimpl
def nlptk_formats() -> Sequence[Format[Any]]:
    """Our own formats, imported when a command first asks for any."""
    from .conll2003 import CONLL2003
    from .conllu import CONLLU
    from .csv import CSV, MENTIONS, TSV
    from .docbin import DOCBIN
    from .iob import IOB
    from .jsonl import JSONL
    from .text import TEXT
    from .v2_json import JSON

    return [CONLLU, CONLL2003, IOB, JSON, JSONL, CSV, TSV, MENTIONS, TEXT, DOCBIN]
