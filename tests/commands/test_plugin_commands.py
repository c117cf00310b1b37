import pytest
import typer

from nlptk.commands.plugin_commands import add_plugin_commands
from nlptk.engine.errors import PluginError
from nlptk.plugins import hookimpl
from nlptk.plugins.manager import create_manager


def app_with(*names: str) -> typer.Typer:
    app = typer.Typer()
    for name in names:
        app.command(name)(lambda: None)
    return app


def command_names(app: typer.Typer) -> list[str]:
    return list(typer.main.get_group(app).commands)


class Adding:
    """A plugin that adds commands, a named group and a nameless one."""

    @hookimpl
    def nlptk_commands(self, app: typer.Typer) -> None:
        app.command("convert")(lambda: None)
        app.command("agree")(lambda: None)
        app.command()(count_words)
        app.add_typer(app_with("inner"), name="group")
        app.add_typer(app_with("loose", "agree"))


class Failing:
    """A plugin that adds a command and then raises."""

    @hookimpl
    def nlptk_commands(self, app: typer.Typer) -> None:
        app.command("half")(lambda: None)
        raise RuntimeError("no more")


def count_words() -> None:
    """Count words."""


def test_commands_of_plugins_are_added_and_taken_names_refused() -> None:
    app = app_with("convert", "formats")
    manager = create_manager(load=())
    manager.register(Adding(), "adding")
    add_plugin_commands(app, manager)
    added = ["agree", "count-words", "group", "loose"]
    assert sorted(command_names(app)) == sorted(["convert", "formats", *added])
    assert [failure.cause for failure in manager.failures] == [
        "the command 'convert' is taken by nlptk itself",
        "the command 'agree' is taken by adding",
    ]


def test_plugin_that_raises_adds_nothing() -> None:
    app = app_with("convert", "formats")
    manager = create_manager(load=())
    manager.register(Failing(), "failing")
    add_plugin_commands(app, manager)
    assert sorted(command_names(app)) == ["convert", "formats"]
    assert manager.failures[0].stage == "nlptk_commands"


def test_taken_name_ends_a_strict_run() -> None:
    manager = create_manager(load=(), strict=True)
    manager.register(Adding(), "adding")
    with pytest.raises(PluginError, match="'convert' is taken by nlptk itself"):
        add_plugin_commands(app_with("convert", "formats"), manager)
