"""`nlptk plugins`: what is plugged in, what each plugin gives, and what failed and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from .options import PrintJson
from .tables import aligned
from .views.json_text import json_text

if TYPE_CHECKING:
    from nlptk.plugins.catalog import Catalog
    from nlptk.plugins.origin import Plugin

SCHEMA = "nlptk.plugins/1"
_KINDS = ("formats", "components", "checks", "languages")


def describe_plugins(catalog: Catalog) -> dict[str, Any]:
    """The plugins with their hooks and what each gives, and the failures; what `--json` prints."""
    plugins = [_describe(catalog, plugin) for plugin in catalog.manager.plugins]
    failed = [
        {
            "name": failure.plugin,
            "distribution": failure.distribution,
            "version": failure.version,
            "stage": failure.stage,
            "cause": failure.cause,
        }
        for failure in catalog.failures
    ]
    return {"schema": SCHEMA, "plugins": plugins, "failed": failed}


def _describe(catalog: Catalog, plugin: Plugin) -> dict[str, Any]:
    gives = {kind: _given(catalog, plugin, kind) for kind in _KINDS}
    return {
        "name": plugin.name,
        "version": plugin.version,
        "distribution": plugin.distribution,
        "builtin": plugin.builtin,
        "hooks": catalog.manager.hooks_of(plugin),
        "gives": {kind: names for kind, names in gives.items() if names},
    }


def _given(catalog: Catalog, plugin: Plugin, kind: str) -> list[str]:
    table: dict[str, object] = getattr(catalog, kind)
    return [name for name, thing in table.items() if catalog.origin_of(thing) == plugin]


def render_plugins(report: dict[str, Any]) -> str:
    """The plugins as a table, then the failures, a line each."""
    rows = [("NAME", "VERSION", "DISTRIBUTION", "HOOKS", "GIVES")]
    rows += [
        (
            plugin["name"],
            plugin["version"] or "-",
            plugin["distribution"] or "-",
            " ".join(hook.removeprefix("nlptk_") for hook in plugin["hooks"]) or "-",
            "; ".join(f"{kind}: {' '.join(names)}" for kind, names in plugin["gives"].items())
            or "-",
        )
        for plugin in report["plugins"]
    ]
    lines = [aligned(rows)]
    if report["failed"]:
        failures = [("FAILED", "VERSION", "DISTRIBUTION", "STAGE", "CAUSE")]
        failures += [
            (
                failure["name"],
                failure["version"] or "-",
                failure["distribution"] or "-",
                failure["stage"],
                failure["cause"],
            )
            for failure in report["failed"]
        ]
        lines += ["", aligned(failures)]
    return "\n".join(lines)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("plugins")(_plugins)


def _plugins(
    ctx: typer.Context,
    as_json: PrintJson = False,
) -> None:
    """List the plugins: version, distribution, hooks, what each gives; and those that failed.

    Example: NLPTK_PLUGINS=brat nlptk plugins --json
    """
    report = describe_plugins(ctx.obj.catalog)
    if as_json:
        typer.echo(json_text(report))
    else:
        typer.echo(render_plugins(report))
