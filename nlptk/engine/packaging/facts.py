"""The meta.json of a package: what the model knows of itself, with what its makers add."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nlptk._version import DISTRIBUTION
from nlptk.engine.errors import DataError, Place, UsageError
from nlptk.engine.pipeline.meta import PEOPLES

from .naming import checked_requirements, checked_version, package_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OWN = (
    "lang",
    "nlptk_version",
    "written_by",
    "pipeline",
    "components",
    "labels",
    "plugins",
    "vectors",
    "performance",
    "performance_per_type",
    "evaluation",
    "training",
)
"""What the model knows of itself, and nobody can say otherwise."""

_SOURCE = ("name", "url", "author", "license")


@dataclass(frozen=True)
class Additions:
    """What the makers of a package say of it.

    `said` are facts as in meta.json, and `said_in` the file they are from. `fresh` forgets what
    the model itself has of that kind. `name` and `version` go before all of these. `tested` is the
    report of an evaluation.
    """

    said: Mapping[str, Any] = field(default_factory=dict)
    said_in: str = ""
    fresh: bool = False
    name: str = ""
    version: str = ""
    requirements: Sequence[str] = ()
    tested: Mapping[str, Any] | None = None


def package_meta(meta: Mapping[str, Any], add: Additions) -> tuple[dict[str, Any], list[str]]:
    """The meta.json of a package, and what of the additions was not taken over.

    Raises:
        UsageError: a name, version or requirement that cannot be.
        DataError: additions that are not what they should be, located.
    """
    base = {name: value for name, value in meta.items() if name in OWN} if add.fresh else meta
    kept = [name for name in OWN if name in add.said and add.said[name] != meta.get(name)]
    said = {name: value for name, value in add.said.items() if name not in OWN}
    _check_said(said, add.said_in)
    full = {**base, **said}
    name = add.name or _text(full, "name") or "model"
    lang = str(meta.get("lang", "xx"))
    full |= {
        "lang": lang,
        "name": package_name(lang, name).removeprefix(f"{lang}_"),
        "version": checked_version(add.version or _text(full, "version") or "0.0.0"),
        "requirements": _requirements(full, add.requirements),
    }
    if add.tested is not None:
        full["test"] = _test(add.tested)
    order = ["lang", *PEOPLES, *OWN, "requirements"]
    first = {key: full.get(key, "") for key in order if key in full or key in PEOPLES}
    return {**first, **{key: full[key] for key in full if key not in first}}, kept


def _text(facts: Mapping[str, Any], name: str) -> str:
    return str(facts.get(name) or "")


def _requirements(meta: Mapping[str, Any], more: Sequence[str]) -> list[str]:
    """Nlptk itself in the versions that fit, the packages of plugin components, and others."""
    versions = str(meta.get("nlptk_version", ""))
    found = [f"{DISTRIBUTION}{versions}", *map(str, meta.get("requirements") or ()), *more]
    for factory, plugin in (meta.get("plugins") or {}).items():
        name, version = plugin.get("distribution"), plugin.get("version")
        if not name:
            raise UsageError(
                f"the component {factory!r} comes from a plugin that no package brings",
                hint="put the plugin into a package and train again, so that it can be required",
            )
        found.append(f"{name}>={version}" if version else str(name))
    return checked_requirements(found)


def _check_said(said: Mapping[str, Any], path: str) -> None:
    for name in PEOPLES:
        value = said.get(name)
        fits = _are_sources(value) if name == "sources" else isinstance(value, str)
        if value is not None and not fits:
            expected = f"a list of objects with {', '.join(_SOURCE)}"
            raise DataError(
                f"{name} is not what it should be",
                place=Place(path),
                expected=expected if name == "sources" else "a string",
                found=repr(value)[:80],
            )


def _are_sources(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and all(isinstance(part, str) for part in one.values())
        for one in value
    )


def _test(report: Mapping[str, Any]) -> dict[str, Any]:
    """What the report of an evaluation has of lasting interest."""
    names = ("data", "documents", "words", "tokens", "sentences", "speed", "intervals")
    test = {name: report[name] for name in names if name in report}
    test["data"] = str(test.get("data", "")).replace("\\", "/").rpartition("/")[2]
    scores = report.get("scores", {})
    test["scores"] = {name: value for name, value in scores.items() if value is not None}
    test["scores_per_type"] = {
        name.removesuffix("_per_type"): table
        for name, table in report.get("tables", {}).items()
        if name.endswith("_per_type") and table
    }
    return test
