"""The application: every command put together, and `run`, which the console script calls."""

from __future__ import annotations

import gc
import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

import typer

from nlptk._version import __version__
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager, plugins_wanted, tracing_wanted

from . import (
    convert,
    debug_data,
    evaluate,
    formats,
    info,
    init_model,
    kb_build,
    package,
    plugins,
    predict,
    pretrain,
    train,
)  # fmt: skip
from .exits import guarded
from .plugin_commands import add_plugin_commands
from .views.console import Console

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.plugins.manager import Manager

_EVERYWHERE = ("-q", "--quiet", "--no-color", "--traceback", "--strict-plugins")
_EPILOG = "Every command also takes -q/--quiet, --no-color, --traceback and --strict-plugins."


@dataclass
class AppContext:
    """What commands are given: the console and, when they ask for it, the catalog."""

    console: Console
    manager: Manager

    @cached_property
    def catalog(self) -> Catalog:
        """What the plugins give."""
        return Catalog(self.manager)


def build_app(manager: Manager) -> typer.Typer:
    """The command line, with the commands that plugins add."""
    app = typer.Typer(
        name="nlptk",
        help="Turn annotated text into trained NLP pipelines.",
        epilog=_EPILOG,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_global_options)
    for command in (
        convert, debug_data, init_model, pretrain, train, evaluate, predict, package, kb_build,
        info, formats, plugins,
    ):  # fmt: skip
        command.register(app)
    add_plugin_commands(app, manager)
    return app


def _show_version(value: bool) -> None:  # typer calls it so
    if value:
        typer.echo(f"nlptk {__version__}")
        raise typer.Exit


def _global_options(
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colour (nor with NO_COLOR or off a terminal).")
    ] = False,
    traceback: Annotated[
        bool, typer.Option("--traceback", help="Show where in the code an error was raised.")
    ] = False,
    strict_plugins: Annotated[
        bool, typer.Option("--strict-plugins", help="Exit 2 when a plugin fails, not just warn.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    # `run` read these before there was an application; they are declared here for --help
    del quiet, no_color, traceback, strict_plugins, version


def run(args: Sequence[str]) -> int:
    """Run a command line and return the exit code."""
    # parsing makes many short-lived lists and no cycles worth looking for every 700 objects
    gc.set_threshold(100_000, 20, 20)
    flags, args = _split_flags(args)
    console = Console.for_terminal(
        quiet=bool(flags & {"-q", "--quiet"}), color="--no-color" not in flags
    )

    def body() -> int:
        manager = create_manager(
            load=plugins_wanted(os.environ),
            trace=console.error if tracing_wanted(os.environ) else None,
            strict="--strict-plugins" in flags,
        )
        context = AppContext(console, manager)
        try:
            app = typer.main.get_command(build_app(manager))
            result = app.main(list(args), prog_name="nlptk", standalone_mode=False, obj=context)
        finally:
            for failure in manager.failures:
                console.warn(f"{failure}; going on without it")
        return result if isinstance(result, int) else 0

    return guarded(body, console, show_traceback="--traceback" in flags)


def _split_flags(args: Sequence[str]) -> tuple[set[str], list[str]]:
    """The flags that mean the same everywhere, wherever they stand, and the other arguments."""
    end = args.index("--") if "--" in args else len(args)
    flags = {arg for arg in args[:end] if arg in _EVERYWHERE}
    return flags, [arg for i, arg in enumerate(args) if i >= end or arg not in _EVERYWHERE]
