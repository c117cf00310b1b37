"""Pipelines for scripts: put together with what the installed plugins give."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from nlptk.engine.pipeline.installed import find_model
from nlptk.engine.pipeline.store import load_pipeline
from nlptk.engine.training.language import Language
from nlptk.plugins.catalog import Catalog
from nlptk.plugins.manager import create_manager

if TYPE_CHECKING:
    import os

    from nlptk.engine.data.vocab import Vocab


@cache
def _catalog() -> Catalog:
    return Catalog(create_manager())


def blank(lang: str, *, vocab: Vocab | None = None) -> Language:
    """A pipeline of a language that only tokenizes; `add_pipe` adds components.

    Raises:
        UsageError: an unknown language.
    """
    catalog = _catalog()
    nlp = Language(catalog.find_language(lang), specs=catalog.components, vocab=vocab)
    nlp.meta = {"lang": lang, "name": "model", "version": "0.0.0"}
    return nlp


def load(name: str | os.PathLike[str]) -> Language:
    """The pipeline in a folder, such as `OUTPUT/model-best` of `nlptk train`, or an installed one.

    Nothing but the files of the folder is read, and nothing in them is executed; neither is the
    code of the package that it was installed with.

    Raises:
        UsageError: there is no such folder, and nothing installed by that name.
        DataError: the folder holds none, or one that is damaged or of another version.
        PluginError: a component of it is not installed; says which package brings it.
    """
    catalog = _catalog()
    stored = load_pipeline(find_model(name), catalog.components, catalog.find_language)
    nlp = Language(stored.language, specs=catalog.components)
    nlp.adopt(stored)
    return nlp
