"""`nlptk formats [NAME]`: which file formats there are, and all about one of them."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .field_docs import field_docs
from .options import PrintJson
from .tables import aligned

if TYPE_CHECKING:
    from nlptk.engine.protocols import Format
    from nlptk.plugins.catalog import Catalog

SCHEMA = "nlptk.formats/1"


def describe_formats(catalog: Catalog, name: str | None = None) -> dict[str, Any]:
    """All formats, or the one of that name with its layers and options.

    The value is what `--json` prints. Raises `UsageError` for an unknown name.
    """
    if name is None:
        chosen = list(catalog.formats.values())
        return {"schema": SCHEMA, "formats": [_brief(catalog, format) for format in chosen]}
    format = catalog.find_format(name)
    details = {
        "api_version": format.api_version,
        "folder": format.folder,
        "sniffed": format.sniff is not None,
        "holds": sorted(map(str, format.holds)),
        "options": _options(format.options),
    }
    return {"schema": SCHEMA, "formats": [_brief(catalog, format) | details]}


def _brief(catalog: Catalog, format: Format[Any]) -> dict[str, Any]:
    origin = catalog.origin_of(format)
    return {
        "name": format.name,
        "aliases": list(format.aliases),
        "summary": format.summary,
        "suffixes": list(format.suffixes),
        "read": format.read is not None,
        "write": format.write is not None,
        "plugin": origin.name,
        "distribution": origin.distribution,
        "version": origin.version,
    }


def _options(options: type[Any]) -> list[dict[str, Any]]:
    docs = field_docs(options)
    return [
        {
            "name": option.name,
            "type": option.type if isinstance(option.type, str) else option.type.__name__,
            "default": _default(option),
            "doc": option.metadata.get("doc") or docs.get(option.name, ""),
        }
        for option in dataclasses.fields(options)
    ]


def _default(option: dataclasses.Field[Any]) -> Any:
    if option.default is dataclasses.MISSING:
        assert option.default_factory is not dataclasses.MISSING  # the catalog checked it
        return option.default_factory()
    return option.default


def render_formats(report: dict[str, Any]) -> str:
    """The list of formats as a table."""
    rows = [("NAME", "SUFFIXES", "", "FROM", "SUMMARY")]
    rows += [
        (
            format["name"],
            " ".join(format["suffixes"]) or "-",
            _abilities(format),
            format["distribution"] or format["plugin"],
            format["summary"],
        )
        for format in report["formats"]
    ]
    return aligned(rows)


def render_format(format: dict[str, Any]) -> str:
    """All about one format."""
    origin = f"{format['distribution']} {format['version']}".strip() or "-"
    facts = [
        ("name", " ".join([format["name"], *format["aliases"]])),
        ("summary", format["summary"]),
        ("suffixes", " ".join(format["suffixes"]) or "-"),
        ("abilities", _abilities(format) + (" (a folder of files)" if format["folder"] else "")),
        ("recognised", "by name and content" if format["sniffed"] else "by name"),
        ("from", f"plugin {format['plugin']}, {origin}"),
        ("holds", ", ".join(format["holds"]) or "nothing but text"),
    ]
    lines = [aligned(facts)]
    if format["options"]:
        rows = [("OPTION", "TYPE", "DEFAULT", "")]
        rows += [
            (f"-O {option['name']}=", option["type"], repr(option["default"]), option["doc"])
            for option in format["options"]
        ]
        lines += ["", aligned(rows)]
    return "\n".join(lines)


def _abilities(format: dict[str, Any]) -> str:
    return "/".join(ability for ability in ("read", "write") if format[ability])


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("formats")(_formats)


def _formats(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="One format, to see all about it.")] = None,
    as_json: PrintJson = False,
) -> None:
    """List the file formats, or show what one holds and its -O options.

    Example: nlptk formats conllu
    """
    report = describe_formats(ctx.obj.catalog, name)
    if as_json:
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False, default=str))
    elif name is None:
        typer.echo(render_formats(report))
    else:
        typer.echo(render_format(report["formats"][0]))
