"""A pipeline as a Python project: metadata, a module that loads it, its card and its files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nlptk._version import DISTRIBUTION
from nlptk.engine.pipeline.installed import ENTRY_POINTS, INSIDE
from nlptk.engine.pipeline.meta import META
from nlptk.engine.pipeline.model_folder import ModelWriter

from .card import model_card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nlptk.engine.data.sink import Sink
    from nlptk.engine.pipeline.model_folder import ModelFolder

_BACKEND = "hatchling>=1.26"
_PYTHON = ">=3.11"
_CORE_METADATA = "2.4"

_MODULE = '''\
"""A pipeline for nlptk, to be had from `load()`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlptk import Language

__version__ = "{version}"


def load() -> Language:
    """The pipeline. Nothing but the files beside this one is read."""
    try:
        from nlptk import load as load_pipeline  # not the nlptk of another project
    except ImportError as error:
        message = "{package} needs nlptk: pip install '{requirement}'; found: " + str(error)
        raise ImportError(message) from error
    return load_pipeline(Path(__file__).parent / "{inside}")
'''


@dataclass(frozen=True)
class Project:
    """What a package is made of: its name, which is imported, its meta.json, and the model."""

    package: str
    meta: Mapping[str, Any]
    model: ModelFolder

    @property
    def version(self) -> str:
        """The version of package and pipeline."""
        return str(self.meta["version"])

    @property
    def folder_name(self) -> str:
        """How the folder of the project is called."""
        return f"{self.package}-{self.version}"

    def write(self, sink: Sink) -> None:
        """Write all files. Raises `DataError` for a file of the model that is damaged."""
        module = _MODULE.format(
            version=self.version,
            inside=INSIDE,
            package=self.package,
            requirement=f"{DISTRIBUTION}{self.meta['nlptk_version']}",
        )
        for name, text in (
            ("pyproject.toml", self.pyproject()),
            ("README.md", model_card(self.meta, self.package, self.model.size)),
            (f"{self.package}/__init__.py", module),
            (f"{self.package}/py.typed", ""),
        ):
            with sink.file(name) as file:
                file.write(text)
        files = ModelWriter(sink, f"{self.package}/{INSIDE}/")
        for name in self.model.files:
            if name == META:
                files.write_json(META, self.meta)
            else:
                files.write(name, self.model.pieces(name))
        files.seal(written_by=self.model.written_by)

    def pyproject(self) -> str:
        """The metadata of the project as pyproject.toml."""
        meta = self.meta
        lines = [
            "[build-system]",
            f"requires = [{_string(_BACKEND)}]",
            'build-backend = "hatchling.build"',
            "",
            "[project]",
            f"name = {_string(self.package)}",
            f"version = {_string(self.version)}",
            f"description = {_string(' '.join(_text(meta, 'description').split()))}",
            'readme = "README.md"',
            f"requires-python = {_string(_PYTHON)}",
            f"dependencies = [{', '.join(map(_string, meta['requirements']))}]",
            'classifiers = ["Topic :: Text Processing :: Linguistic"]',
            *_author(meta),
            *_license(_text(meta, "license")),
            "",
            f"[project.entry-points.{ENTRY_POINTS}]",
            f"{self.package} = {_string(f'{self.package}:load')}",
        ]
        if meta.get("url"):
            lines += ["", "[project.urls]", f"Homepage = {_string(_text(meta, 'url'))}"]
        lines += [
            "",
            "[tool.hatch.metadata]",
            "allow-direct-references = true",
            "",
            "[tool.hatch.build]",
            "# what a version control system ignores around this folder is none of its business",
            "ignore-vcs = true",
            f"only-include = [{_string(self.package)}]",
            *_metadata_version(),
            "",
        ]
        return "\n".join(lines)


def _metadata_version() -> list[str]:
    """Say which version of core metadata: each hatchling takes its newest, some too new for pip."""
    return [
        line
        for kind in ("sdist", "wheel")
        for line in (
            "",
            f"[tool.hatch.build.targets.{kind}]",
            f"core-metadata-version = {_string(_CORE_METADATA)}",
        )
    ]


def _author(meta: Mapping[str, Any]) -> list[str]:
    parts = [
        f"{key} = {_string(_text(meta, name))}"
        for key, name in (("name", "author"), ("email", "email"))
        if meta.get(name)
    ]
    return [f"authors = [{{ {', '.join(parts)} }}]"] if parts else []


def _license(text: str) -> list[str]:
    """An SPDX expression as such, and any other licence as text."""
    if not text:
        return []
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return [f"license = {_string(canonicalize_license_expression(text))}"]
    except InvalidLicenseExpression:
        return [f"license = {{ text = {_string(text)} }}"]


def _text(meta: Mapping[str, Any], name: str) -> str:
    return str(meta.get(name) or "")


def _string(text: str) -> str:
    """A string of TOML, which differs from one of JSON in a single character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
