"""`nlptk info [MODEL]`: what is installed, or what a pipeline is."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlptk._version import __version__

from .exits import ExitCode
from .options import PrintJson
from .tables import aligned
from .views.json_text import json_text

if TYPE_CHECKING:
    from nlptk.plugins.manager import Manager

SCHEMA = "nlptk.info/1"
_MOST_LABELS = 12
_FACTS = ("description", "license", "author", "url")


def describe_installation(manager: Manager) -> dict[str, Any]:
    """Versions, plugins and the pipelines that are installed; what `--json` prints."""
    from nlptk.engine.pipeline.installed import installed_models  # 20 ms that --help needs not

    plugins = [plugin for plugin in manager.plugins if not plugin.builtin]
    return {
        "schema": SCHEMA,
        "nlptk": __version__,
        "location": str(Path(__file__).parent.parent),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "plugins": [
            {"name": one.name, "distribution": one.distribution, "version": one.version}
            for one in plugins
        ],
        "models": [
            {
                "name": one.name,
                "distribution": one.distribution,
                "version": one.version,
                "path": str(one.folder),
                **_fitness(one.folder),
            }
            for one in installed_models()
        ],
    }


def _fitness(folder: Path) -> dict[str, Any]:
    """Whether a pipeline runs with this nlptk, and why not."""
    from nlptk.engine.errors import NlptkError

    try:
        model = describe_model(folder)
    except NlptkError as error:
        return {"fits": False, "reason": str(error)}
    return {"fits": model["fits"], "reason": model["reason"]}


def describe_model(folder: Path) -> dict[str, Any]:
    """What a pipeline says of itself, after its files were checked; what `--json` prints.

    It may be for another version of nlptk. Raises `DataError` when it is damaged, or of a layout
    that this nlptk does not know.
    """
    from nlptk.engine.errors import DataError
    from nlptk.engine.pipeline.compatibility import check_fitting
    from nlptk.engine.pipeline.meta import META
    from nlptk.engine.pipeline.model_folder import ModelFolder

    files = ModelFolder.open(folder)
    files.check(META)
    meta = files.read_json(META)
    reason = ""
    try:
        check_fitting(
            meta.get("nlptk_version"), path=folder / META, written_by=f"nlptk {files.written_by}"
        )
    except DataError as error:
        reason = error.describe()
    return {
        "schema": SCHEMA,
        "path": str(folder.resolve()),
        "fits": not reason,
        "reason": reason,
        "size": files.size,
        "files": {
            name: {"size": facts.size, "sha256": facts.sha256}
            for name, facts in files.files.items()
        },
        "meta": meta,
    }


def render_installation(report: dict[str, Any]) -> str:
    """The installation as a person reads it."""
    facts = [(name, str(report[name])) for name in ("nlptk", "location", "python", "platform")]
    plugins = ", ".join(f"{one['name']} ({one['distribution']})" for one in report["plugins"])
    lines = [aligned([*facts, ("plugins", plugins or "none but its own")])]
    if not report["models"]:
        return "\n".join([*lines, "", "no pipelines are installed"])
    rows = [("MODEL", "VERSION", "RUNS", "PATH")]
    rows += [
        (one["name"], one["version"], "yes" if one["fits"] else "no", one["path"])
        for one in report["models"]
    ]
    reasons = [f"{one['name']}: {one['reason']}" for one in report["models"] if not one["fits"]]
    return "\n".join([*lines, "", aligned(rows), *reasons])


def render_model(report: dict[str, Any]) -> str:
    """A pipeline as a person reads it."""
    meta = report["meta"]
    facts = [
        ("name", f"{meta.get('lang')}_{meta.get('name')} {meta.get('version')}"),
        ("path", report["path"]),
        *((name, str(meta[name])) for name in _FACTS if meta.get(name)),
        ("needs", f"nlptk {meta.get('nlptk_version')}" + ("" if report["fits"] else ": not this")),
        ("written by", str(meta.get("written_by"))),
        ("size", f"{report['size'] / 1e6:.1f} MB, all checksums right"),
        *((f"data, {use}", _corpus(data)) for use, data in _corpora(meta).items()),
    ]
    rows = [("COMPONENT", "GIVES", "LABELS")]
    for name, component in (meta.get("components") or {}).items():
        labels = (meta.get("labels") or {}).get(name) or []
        rows.append((name, ", ".join(component.get("gives", ())), _labels(labels)))
    scores = _scores(meta)
    tables = [aligned(facts), aligned(rows), *([aligned(scores)] if scores else [])]
    return "\n\n".join(tables)


def _corpora(meta: dict[str, Any]) -> dict[str, Any]:
    corpora: dict[str, Any] = (meta.get("training") or {}).get("data") or {}
    return corpora


def _corpus(data: dict[str, Any]) -> str:
    size = f"{data.get('documents', 0):,} documents, {data.get('words', 0):,} words"
    return f"{data.get('name', '-')}: {size}, SHA-256 {str(data.get('sha256', '-'))[:16]}"


def _labels(labels: list[str]) -> str:
    shown = " ".join(labels[:_MOST_LABELS])
    more = f" ... ({len(labels)})" if len(labels) > _MOST_LABELS else ""
    return f"{shown}{more}" or "-"


def _scores(meta: dict[str, Any]) -> list[tuple[str, str]]:
    test = meta.get("test") or {}
    scores = test.get("scores") or meta.get("performance") or {}
    rows = [
        (name, f"{100 * value:6.2f}") for name, value in scores.items() if isinstance(value, float)
    ]
    where = test.get("data") or _corpora(meta).get("dev", {}).get("name", "dev")
    return [("SCORE", f"     % on {where}"), *rows] if rows else []


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("info")(_info)


def _info(
    ctx: typer.Context,
    model: Annotated[
        Path | None, typer.Argument(metavar="[MODEL]", help="Pipeline: folder or name.")
    ] = None,
    as_json: PrintJson = False,
) -> None:
    """Show what is installed, or what a pipeline is, after its files were checked.

    Exit code 1 says that the pipeline is for another version of nlptk.

    Example: nlptk info model/model-best
    """
    if model is None:
        report = describe_installation(ctx.obj.manager)
        text = "" if as_json else render_installation(report)
    else:
        from nlptk.engine.pipeline.installed import find_model

        report = describe_model(find_model(model))
        text = "" if as_json else render_model(report)
    typer.echo(json_text(report) if as_json else text)
    if model is not None and not report["fits"]:
        ctx.obj.console.error(report["reason"])
        raise typer.Exit(ExitCode.BAD_ANSWER)
