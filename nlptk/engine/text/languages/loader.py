"""Reading languages from TOML files: composed with what they extend, every key checked."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from nlptk.engine.errors import DataError, Place, UsageError

from .data import LanguageData

_HERE = Path(__file__).parent
_FALLBACK = "xx"
_SHARED = "_base"
_CLASS = re.compile(r"\{([a-z_]+)\}")

_RULES = ("prefixes", "suffixes", "infixes", "token_patterns", "clitics")
_PIECES = ("exceptions", "contractions")
_TABLES = (*_PIECES, "norms")
_SETS = ("abbreviations", "titles", "lexicon", "stop_words")
_TUPLES = ("units", "emoticons")
_LISTS = (*_SETS, *_TUPLES)
_STRINGS = ("name", "sentence_end", "sentence_close")

Table = Mapping[str, Any]


def available_languages() -> dict[str, str]:
    """Code and English name of each language with a file of its own, by code."""
    paths = sorted(_HERE.glob("*.toml"))
    return {path.stem: _parse(path)["name"] for path in paths if path.stem[0] != "_"}


@cache
def get_language(code: str) -> LanguageData:
    """The data of a language, by its ISO 639-1 code (`xx` for no particular one).

    A language known to ISO 639-1 but without a file of its own gets the rules of `xx` under its own
    code and name. Raises `UsageError` for a code that is neither, naming the nearest ones.
    """
    path = _HERE / f"{code}.toml"
    if code.isalpha() and path.is_file():
        return read_language(path)
    names = iso_names()
    if code in names:
        return _build({**_compose(_HERE / f"{_FALLBACK}.toml"), "name": names[code]}, code=code)
    near = _nearest(code, names)
    raise UsageError(
        f"unknown language {code!r}",
        expected="an ISO 639-1 code, or xx for any language",
        hint=f"did you mean {' or '.join(near)}?" if near else "",
    )


def read_language(path: Path) -> LanguageData:
    """The data in a TOML file, named by its code (`tlh.toml`), on top of the rules it extends.

    Raises `DataError`, naming the file and the key, for anything the format does not have.
    """
    table = _compose(path)
    if "name" not in table:
        raise DataError("no name", place=Place(str(path)), expected='such as name = "Klingon"')
    return _build(table, code=path.stem)


@cache
def iso_names() -> dict[str, str]:
    """English names of the languages that ISO 639-1 has a code for, by code."""
    names: dict[str, str] = _parse(_HERE / "_iso639.toml")
    return names


def _nearest(code: str, names: Mapping[str, str]) -> list[str]:
    by_name = {name.lower(): known for known, name in names.items()}
    lower = code.lower()
    if lower in by_name:
        return [by_name[lower]]
    head = re.split(r"[-_]", lower)[0]
    if head in names:
        return [head]
    close = difflib.get_close_matches(lower, [*names, *by_name], n=3, cutoff=0.6)
    return [by_name.get(word, word) for word in close]


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"not a readable language file: {error}"
        raise DataError(message, place=Place(str(path))) from error


def _compose(path: Path) -> dict[str, Any]:
    """The checked table of a file on top of the shared file it extends, with classes filled in."""
    table = _parse(path)
    parent = _parent(path, table.pop("extends", _SHARED))
    checked = {key: _read_value(path, key, value) for key, value in table.items()}
    classes = {**parent.get("classes", {}), **checked.get("classes", {})}
    for key in _RULES:
        rules = checked.get(key, {})
        own = {name: _fill(path, classes, f"{key}.{name}", rules[name]) for name in rules}
        checked[key] = {name: rule for name, rule in _under(own, parent.get(key, {})) if rule}
    for key in _TABLES:
        checked[key] = dict(_under(checked.get(key, {}), parent.get(key, {})))
    for key in _LISTS:
        checked[key] = tuple(dict.fromkeys((*checked.get(key, ()), *parent.get(key, ()))))
    return {**parent, **checked, "classes": classes}


def _parent(path: Path, shared: Any) -> dict[str, Any]:
    if path == _HERE / f"{_SHARED}.toml":
        return {}
    if shared not in (_SHARED, "_characters"):
        raise _wrong(path, "extends", "'_base' or '_characters'", shared)
    return _compose(_HERE / f"{shared}.toml")


def _under(own: Table, inherited: Table) -> Iterator[tuple[str, Any]]:
    """The entries of a table, then those it inherits and does not replace."""
    yield from own.items()
    yield from ((name, value) for name, value in inherited.items() if name not in own)


def _build(table: Table, *, code: str) -> LanguageData:
    fields = {key: value for key, value in table.items() if key != "classes"}
    for key in _SETS:
        fields[key] = frozenset(fields[key])
    return LanguageData(code=code, **fields)


def _fill(path: Path, classes: Mapping[str, str], rule: str, pattern: str) -> str:
    def expand(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in classes:
            raise _wrong(path, rule, f"one of the classes {', '.join(classes)}", name)
        return classes[name]

    return _CLASS.sub(expand, pattern)


def _read_words(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return None


def _read_table(value: Any) -> dict[str, str] | None:
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return value
    return None


def _read_rules(value: Any) -> dict[str, str] | None:
    table = _read_table(value)
    return table if table is not None and all(map(str.isidentifier, table)) else None


def _read_pieces(value: Any) -> dict[str, tuple[str, ...]] | None:
    if not isinstance(value, str):
        return None
    entries = [tuple(line.split()) for line in value.splitlines() if line.strip()]
    return {"".join(pieces): pieces for pieces in entries}


def _read_writing(value: Any) -> Any:
    return value if value in ("spaces", "characters") else None


def _read_as(kind: type) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, kind) else None


_READERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    **dict.fromkeys(_STRINGS, (_read_as(str), "a string")),
    **dict.fromkeys(_RULES, (_read_rules, "a table of rule names and regular expressions")),
    **dict.fromkeys(_LISTS, (_read_words, "a list of words, or one string of them")),
    **dict.fromkeys(
        _PIECES, (_read_pieces, "a string, an entry a line, spaces between its pieces")
    ),
    "classes": (_read_rules, "a table of class names and regular expressions"),
    "norms": (_read_table, "a table of strings"),
    "split_contractions": (_read_as(bool), "true or false"),
    "writing": (_read_writing, "'spaces' or 'characters'"),
}


def _read_value(path: Path, key: str, value: Any) -> Any:
    if key not in _READERS:
        near = difflib.get_close_matches(key, _READERS, n=1)
        raise DataError(
            f"unknown key {key!r}",
            place=Place(str(path)),
            expected=f"one of {', '.join(sorted(_READERS))}",
            hint=f"did you mean {near[0]!r}?" if near else "",
        )
    read, expected = _READERS[key]
    result = read(value)
    if result is None:
        raise _wrong(path, key, expected, value)
    return result


def _wrong(path: Path, key: str, expected: str, found: Any) -> DataError:
    place = Place(str(path))
    return DataError(f"wrong value of {key!r}", place=place, expected=expected, found=repr(found))
