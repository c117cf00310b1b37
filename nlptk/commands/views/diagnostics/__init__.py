"""Findings about data as text, each way of writing them in a module of its own."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from nlptk.engine.diagnostics.report import DiagnosticsReport


def make_renderer(
    format: str, *, color: bool = False, verbose: bool = False
) -> Callable[[DiagnosticsReport], str]:
    """The function that writes a report in a format: each is a module here, with `render`.

    Only `full` knows colours, and statistics that can be longer or shorter.
    """
    render: Callable[..., str] = import_module(f"{__name__}.{format}").render
    return partial(render, color=color, verbose=verbose) if format == "full" else render
