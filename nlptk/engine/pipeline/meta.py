"""meta.json: what people and other programs may want to know of a pipeline without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk._version import __version__
from nlptk.engine.errors import PluginError

from .compatibility import fitting_versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .language import Language

META = "meta.json"

PEOPLES = ("name", "version", "description", "author", "email", "url", "license", "sources")
"""What only people can say of a pipeline; everything else it knows itself."""

_NO_VECTORS: dict[str, Any] = {"name": None, "width": 0, "vectors": 0}


def full_meta(nlp: Language) -> dict[str, Any]:
    """What `meta.json` says: what the pipeline was given, and what it knows of itself.

    `sources` are the texts it was trained on, each with `name`, `url`, `author` and `license`.
    `plugins` has the distribution of each component that is not nlptk's own.
    """
    said = {"name": "model", "version": "0.0.0", **nlp.meta}
    factories = {pipe.name: pipe.spec.name for pipe in nlp.pipes}
    plugins = said.pop("plugins", {})
    known = {
        "nlptk_version": fitting_versions(),
        "written_by": f"nlptk {__version__}",
        "pipeline": [pipe.name for pipe in nlp.pipes],
        "components": {
            pipe.name: {
                "factory": pipe.spec.name,
                "gives": sorted(map(str, pipe.spec.gives)),
                "trained": pipe.spec.trainable,
            }
            for pipe in nlp.pipes
        },
        "labels": {pipe.name: list(getattr(pipe.component, "labels", ())) for pipe in nlp.pipes},
        "plugins": {name: plugins[name] for name in sorted(plugins) if name in factories.values()},
        "vectors": _vectors(nlp),
    }
    first = {"lang": nlp.lang} | {name: said.get(name) or _blank(name) for name in PEOPLES}
    return {**first, **known, **{name: said[name] for name in said if name not in first | known}}


def _vectors(nlp: Language) -> dict[str, Any]:
    table = nlp.vocab.vectors
    return {**table.facts(), "vectors": table.shape[0]} if table else _NO_VECTORS


def _blank(name: str) -> str | list[object]:
    return [] if name == "sources" else ""


def missing_component(factory: str, meta: Mapping[str, Any]) -> PluginError:
    """The error for a component that no installed plugin gives; names the package that does."""
    plugins = meta.get("plugins")
    plugin = plugins.get(factory) if isinstance(plugins, dict) else None
    name = plugin.get("distribution") if isinstance(plugin, dict) else None
    if not isinstance(name, str) or not name:
        hint = "install the package that has it; `nlptk plugins` lists those that failed to load"
        return PluginError(f"the model needs the component {factory!r}", hint=hint)
    version = plugin.get("version") if isinstance(plugin, dict) else ""
    package = f"{name}>={version}" if version else name
    return PluginError(
        f"the model needs the component {factory!r}, which the package {name} brings",
        hint=f"pip install '{package}'; if it is there, `nlptk plugins` says why it is not used",
    )
