"""The commands that plugins add: each plugin's on its own first, then merged into ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from typer.main import get_command_name

if TYPE_CHECKING:
    from typer.models import CommandInfo

    from nlptk.plugins.manager import Manager
    from nlptk.plugins.origin import Plugin

HOOK = "nlptk_commands"


def add_plugin_commands(app: typer.Typer, manager: Manager) -> None:
    """Ask the plugins for commands and add those whose names are free.

    A plugin that raises adds none of its commands. A name that is taken is refused, naming whose
    it is; both are kept as failures by the manager.
    """
    owners = dict.fromkeys(_names(app), "nlptk itself")
    for plugin in manager.implementing(HOOK):
        its_app = typer.Typer()
        if manager.ask(plugin, HOOK, {"app": its_app}) is not None:
            _merge(app, its_app, plugin, owners, manager)


def _merge(
    app: typer.Typer,
    its_app: typer.Typer,
    plugin: Plugin,
    owners: dict[str, str],
    manager: Manager,
) -> None:
    def is_free(name: str) -> bool:
        if name in owners:
            manager.fail(plugin, HOOK, f"the command {name!r} is taken by {owners[name]}")
            return False
        owners[name] = str(plugin)
        return True

    app.registered_commands += [
        command for command in its_app.registered_commands if is_free(_command_name(command))
    ]
    for group in its_app.registered_groups:
        if isinstance(group.name, str):
            if is_free(group.name):
                app.registered_groups.append(group)
        elif group.typer_instance is not None:  # without a name: its commands, not a group
            _merge(app, group.typer_instance, plugin, owners, manager)


def _names(app: typer.Typer) -> list[str]:
    groups = [group.name for group in app.registered_groups if isinstance(group.name, str)]
    return [*map(_command_name, app.registered_commands), *groups]


def _command_name(command: CommandInfo) -> str:
    """The name under which typer will list a command."""
    if command.name:
        return command.name
    assert command.callback is not None  # typer's decorator gives it
    return get_command_name(command.callback.__name__)
