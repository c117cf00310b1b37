"""The six hooks: all that a plugin can add to nlptk.

A hook that returns a list may be implemented by any number of plugins. Names are what counts, not
order: two things of one name are refused, and the one that came later is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pluggy

from . import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

    from nlptk.engine.protocols import Check, ComponentSpec, Format
    from nlptk.engine.text.languages import LanguageData

hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec
def nlptk_formats() -> Sequence[Format[Any]]:  # type: ignore[empty-body]
    """File formats that can be read, written or both; `convert` and all commands know them."""


@hookspec
def nlptk_components() -> Sequence[ComponentSpec]:  # type: ignore[empty-body]
    """Pipeline components: name, factory, what they need and give, default settings."""


@hookspec
def nlptk_checks() -> Sequence[type[Check]]:  # type: ignore[empty-body]
    """Findings that `debug-data` looks for, each with a code of its own."""


@hookspec
def nlptk_commands(app: typer.Typer) -> None:
    """Further commands, added to `app`: an application of the plugin's own, merged into ours.

    A command whose name is taken is left out; when the hook raises, none of its commands is added.
    """


@hookspec
def nlptk_languages() -> Sequence[LanguageData]:  # type: ignore[empty-body]
    """Tokenizer rules and word lists, one value a language code."""


@hookspec
def nlptk_training_event(event: object) -> None:
    """Called for each event of a training run (a frozen dataclass), in the process that trains.

    For loggers and trackers. A plugin that raises is not told of later events.
    """
