"""`nlptk package`: a trained pipeline becomes something that pip installs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .views.json_text import json_text

if TYPE_CHECKING:
    from nlptk.engine.packaging.run import Packaged, PackageJob

SCHEMA = "nlptk.package/1"


class Build(StrEnum):
    """What is built of a project."""

    SDIST = "sdist"
    WHEEL = "wheel"
    BOTH = "both"
    NONE = "none"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The distributions that are meant."""
        return {"both": ("sdist", "wheel"), "none": ()}.get(self.value, (self.value,))


def package(job: PackageJob) -> Packaged:
    """Make a package of a trained pipeline.

    Raises:
        UsageError: a name, version or requirement that cannot be.
        DataError: a model that is damaged, or facts that are not what they should be.
        OutputError: the folder is there and not to be replaced, or cannot be written.
    """
    from nlptk.engine.packaging.run import run_package  # the engine loads when it is used

    return run_package(job)


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("package")(_package)


def _package(  # noqa: PLR0913, PLR0917  # the options of a command
    ctx: typer.Context,
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="Pipeline: folder or name.")],
    output: Annotated[
        Path, typer.Argument(metavar="OUTPUT", help="Folder in which that of the package is made.")
    ],
    meta_path: Annotated[
        Path | None,
        typer.Option("-m", "--meta-path", help="JSON facts for meta.json: author, license ..."),
    ] = None,
    create_meta: Annotated[
        bool,
        typer.Option("-c", "--create-meta", help="Forget what the model says that people said."),
    ] = False,
    force: Annotated[
        bool, typer.Option("-f", "--force", help="Replace a package that is there.")
    ] = False,
    name: Annotated[
        str, typer.Option("--name", help="Name, without or with the language before it.")
    ] = "",
    version: Annotated[
        str, typer.Option("-V", "--version", help="Version, as PEP 440 has them.")
    ] = "",
    build: Annotated[Build, typer.Option("--build", help="What is built for pip.")] = Build.BOTH,
    require: Annotated[
        list[str] | None,
        typer.Option("--require", metavar="PACKAGE", help="One more package that it needs."),
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option("--scores", help="File of evaluate -o, for the model card."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was made as JSON.")] = False,
) -> None:
    """Make a package of a trained pipeline: a project, a wheel and an sdist, with a model card.

    OUTPUT/LANG_NAME-VERSION/ is the project, its dist/ what pip installs; their paths go to
    standard output. Same model and facts, same bytes.

    Example: nlptk package model/model-best packages --name news --version 1.0
    """
    from nlptk.engine.packaging.facts import Additions
    from nlptk.engine.packaging.run import PackageJob
    from nlptk.engine.pipeline.installed import find_model

    from .json_files import read_json_object

    job = PackageJob(
        find_model(model),
        output,
        Additions(
            said=read_json_object(meta_path) if meta_path else {},
            said_in=str(meta_path or ""),
            fresh=create_meta,
            name=name,
            version=version,
            requirements=require or (),
            tested=read_json_object(scores) if scores else None,
        ),
        kinds=build.kinds,
        force=force,
    )
    made = package(job)
    console = ctx.obj.console
    if made.not_taken:
        console.warn(f"{meta_path}: the model itself knows {', '.join(made.not_taken)}; not taken")
    console.say(f"{made.package} {made.meta['version']}: {made.folder}")
    if as_json:
        typer.echo(json_text(to_dict(made)))
    else:
        typer.echo("\n".join(map(str, made.distributions or [made.folder])))


def to_dict(made: Packaged) -> dict[str, Any]:
    """What `--json` prints."""
    return {
        "schema": SCHEMA,
        "package": made.package,
        "version": made.meta["version"],
        "folder": str(made.folder),
        "distributions": [str(path) for path in made.distributions],
        "requirements": list(made.meta["requirements"]),
        "not_taken": list(made.not_taken),
    }
