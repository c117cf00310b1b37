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
    from .conllu import CONLLU
    from .docbin import DOCBIN
    from .jsonl import JSONL
    from .v2_json import JSON

    return [CONLLU, JSON, JSONL, DOCBIN]
