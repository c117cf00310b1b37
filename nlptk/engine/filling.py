"""Typed settings out of plain values: everything that does not fit is collected, then said."""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from nlptk.engine.errors import UsageError

T = TypeVar("T")

_NAMES = {int: "a whole number", float: "a number", bool: "true or false", str: "a string"}


@dataclass(frozen=True, slots=True)
class Problem:
    """A setting that is not known or does not fit; `path` is its name with its sections."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def fill(cls: type[T], values: Mapping[str, Any], path: str, problems: list[Problem]) -> T:
    """An instance of a dataclass whose fields all have defaults, with these values.

    Nested dataclasses, tuples, mappings, alternatives and literals are made as the annotations say
    it, whole numbers become floats. What is wrong is added to `problems`, by its path below `path`,
    and has its default in the result.
    """
    hints = _hints(cls)
    known = [field.name for field in fields(cls) if field.init]  # type: ignore[arg-type]
    fitting = {}
    for name, value in values.items():
        where = f"{path}.{name}" if path else name
        if name not in known:
            problems.append(Problem(where, unknown(name, known)))
            continue
        before = len(problems)
        fitted = _fit(hints[name], value, where, problems)
        if len(problems) == before:
            fitting[name] = fitted
    try:
        return cls(**fitting)
    except UsageError as error:
        problems.append(Problem(path, error.describe()))
        return cls()


def _hints(cls: type[Any]) -> dict[str, Any]:
    try:
        return get_type_hints(cls)
    except NameError:  # a name that only type checkers import
        return {field.name: type(field.default) for field in fields(cls)}


def unknown(name: str, known: Collection[str], noun: str = "setting") -> str:
    """What is said of a name that is not known: what was meant, or what there is."""
    near = get_close_matches(name, known, n=1)
    if near:
        return f"there is no such {noun}; did you mean {near[0]}?"
    return f"there is no such {noun}; there are: {', '.join(known) or 'none'}"


def _fit(kind: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return value
    if origin in (Union, types.UnionType):
        return _fit_one_of(kind, value, path, problems)
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(value, Mapping):
        return fill(kind, value, path, problems)
    if _is_items(origin or kind) and isinstance(value, list | tuple):
        return _fit_items(kind, value, path, problems)
    if _is_mapping(origin or kind) and isinstance(value, Mapping):
        return _fit_values(kind, value, path, problems)
    return _fit_plain(kind, value, path, problems)


def _fit_plain(kind: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    if kind is float and type(value) is int:
        return float(value)
    if get_origin(kind) is Literal:
        fits = any(value == one and type(value) is type(one) for one in get_args(kind))
    elif kind is int:
        fits = type(value) is int  # a truth value is an int to Python and none to a reader
    else:
        fits = isinstance(kind, type) and isinstance(value, kind)
    if not fits:
        problems.append(Problem(path, f"expected {describe(kind)}, found {value!r}"))
    return value


def _fit_one_of(kind: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    for alternative in get_args(kind):
        misfits: list[Problem] = []
        fitted = _fit(alternative, value, path, misfits)
        if not misfits:
            return fitted
    problems.append(Problem(path, f"expected {describe(kind)}, found {value!r}"))
    return value


def _fit_items(kind: Any, value: Any, path: str, problems: list[Problem]) -> Any:
    container, kinds = get_origin(kind) or kind, get_args(kind) or (Any,)
    if container is tuple and kinds[-1] is not Ellipsis and get_args(kind):
        if len(kinds) != len(value):
            problems.append(Problem(path, f"expected {len(kinds)} values, found {len(value)}"))
            return value
    else:
        kinds = (kinds[0],) * len(value)
    before = len(problems)
    items = [
        _fit(one, item, f"{path}[{number}]", problems)
        for number, (one, item) in enumerate(zip(kinds, value, strict=True))
    ]
    if len(problems) > before:  # perhaps items that cannot be in a set
        return value
    return container(items) if container in (list, set, frozenset) else tuple(items)


def _fit_values(kind: Any, value: Mapping[str, Any], path: str, problems: list[Problem]) -> Any:
    one = (get_args(kind) or (str, Any))[1]
    return {key: _fit(one, item, f"{path}.{key}", problems) for key, item in value.items()}


def describe(kind: Any) -> str:
    """A type in the words of somebody who writes a config file."""
    origin = get_origin(kind) or kind
    if origin in (Union, types.UnionType):
        return " or ".join(map(describe, get_args(kind)))
    if origin is Literal:
        return " or ".join(map(repr, get_args(kind)))
    if kind is type(None):
        return "null"
    if is_dataclass(kind) or _is_mapping(origin):
        return "a section"
    if _is_items(origin):
        return "a list"
    return _NAMES.get(kind, getattr(kind, "__name__", str(kind)))


def _is_items(kind: Any) -> bool:
    is_class = isinstance(kind, type) and issubclass(kind, Collection)
    return is_class and not issubclass(kind, Mapping | str | bytes)


def _is_mapping(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Mapping)
