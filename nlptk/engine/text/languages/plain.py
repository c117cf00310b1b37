"""LanguageData as plain data and back, for pipelines that keep the rules they were trained with."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import DataError
from nlptk.engine.filling import fill

from .data import LanguageData

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nlptk.engine.filling import Problem


def language_to_plain(language: LanguageData) -> dict[str, Any]:
    """All that is known of a language as what JSON can hold; sets are sorted."""
    return {field.name: _plain(getattr(language, field.name)) for field in fields(language)}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if hasattr(value, "items"):
        return {key: _plain(item) for key, item in value.items()}
    return value


def language_from_plain(
    values: Mapping[str, Any], installed: Callable[[str], LanguageData]
) -> LanguageData:
    """The language that `language_to_plain` wrote.

    What it did not write, as there was no such thing then, is that of the `installed` language of
    the same code. Raises `DataError` for anything that is none.
    """
    missing = [field.name for field in fields(LanguageData) if field.name not in values]
    if {"code", "name"} & set(missing):
        raise DataError(f"rules of a language without {' and '.join(missing[:2])}")
    values = dict(values)
    if missing:
        present = language_to_plain(installed(str(values["code"])))
        values |= {name: present[name] for name in missing}
    problems: list[Problem] = []
    language = fill(LanguageData, values, "", problems)
    if problems:
        raise DataError(f"not the rules of a language: {problems[0]}")
    return language
