"""Pipelines for scripts: put together with what the installed plugins give."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nlptk.engine.pipeline.language import Language
from nlptk.engine.pipeline.store import load_pipeline
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager

if TYPE_CHECKING:
    import os


@cache
def _catalog() -> Catalog:
    return Catalog(create_manager())


def blank(lang: str) -> Language:
    """A pipeline of a language that only tokenizes; `add_pipe` adds components.

    Raises:
        UsageError: an unknown language.
    """
    catalog = _catalog()
    return Language(catalog.find_language(lang), specs=catalog.components)


def load(path: str | os.PathLike[str]) -> Language:
    """The pipeline in a folder, such as `OUTPUT/model-best` of `nlptk train`.

    Raises:
        DataError: the folder holds none, or one that is damaged or of another version.
        UsageError: a component of it is not installed.
    """
    catalog = _catalog()
    return load_pipeline(Path(path), catalog.components, catalog.find_language)
