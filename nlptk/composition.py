"""Pipelines for scripts: put together with what the installed plugins give."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from nlptk.engine.drawing.notebook import draw_in_notebooks
from nlptk.engine.errors import UsageError
from nlptk.engine.pipeline.store import load_pipeline
from nlptk.engine.training.language import Language
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager

if TYPE_CHECKING:
    import os

    from nlptk.engine.data.vocab import Vocab

draw_in_notebooks()


@cache
def _catalog() -> Catalog:
    return Catalog(create_manager())


def blank(lang: str, *, vocab: Vocab | None = None) -> Language:
    """A pipeline of a language that only tokenizes; `add_pipe` adds components.

    Raises:
        UsageError: an unknown language.
    """
    catalog = _catalog()
    return Language(catalog.find_language(lang), specs=catalog.components, vocab=vocab)


def load(name: str | os.PathLike[str]) -> Language:
    """The pipeline in a folder, such as `OUTPUT/model-best` of `nlptk train`, or in a package.

    A package is loaded by the function `load` that it has.

    Raises:
        DataError: the folder holds none, or one that is damaged or of another version.
        UsageError: a component of it is not installed, or the package gives no pipeline.
    """
    package = _package(str(name))
    if package is not None and not Path(name).exists():
        return _from_package(package)
    catalog = _catalog()
    stored = load_pipeline(Path(name), catalog.components, catalog.find_language)
    nlp = Language(stored.language, specs=catalog.components)
    nlp.adopt(stored)
    return nlp


def _package(name: str) -> str | None:
    """The name of a package that is installed, or None."""
    return name if name.isidentifier() and find_spec(name) is not None else None


def _from_package(name: str) -> Language:
    make = getattr(import_module(name), "load", None)
    nlp = make() if callable(make) else None
    if not isinstance(nlp, Language):
        raise UsageError(
            f"the package {name} gives no pipeline",
            expected="a function load() that returns a Language, or the path of a model folder",
        )
    return nlp
