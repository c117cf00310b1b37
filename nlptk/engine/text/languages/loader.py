"""Reading languages from TOML files: composed with what they extend, every key checked."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
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
_SETS = ("abbreviations", "titles", "lexicon", "stop_words")
_TUPLES = ("units", "emoticons")
_STRINGS = ("name", "writing", "sentence_end", "sentence_close")

Table = Mapping[str, Any]


def available_languages() -> dict[str, str]:
    """Code and English name of each language with a file of its own, by code."""
    paths = sorted(_HERE.glob("*.toml"))
    return {path.stem: _parse(path)["name"] for path in paths if path.stem[0] != "_"}


@lru_cache(maxsize=None)
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
    return _build(_compose(path), code=path.stem)


@lru_cache(maxsize=1)
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
    """The checked table of a file joined with that of the shared file it extends, classes filled in."""
    table = _parse(path)
    shared = table.pop("extends", _SHARED)
    if path.stem == _SHARED:
        parent: dict[str, Any] = {}
    else:
        parent_path = _HERE / f"{shared}.toml"
        if not isinstance(shared, str) or not parent_path.is_file():
            raise _wrong(path, "extends", "the name of a shared file, such as '_base'", shared)
        parent = _compose(parent_path)
    checked = {key: _read_value(path, key, value) for key, value in table.items()}
    classes = {**parent.get("classes", {}), **checked.get("classes", {})}
    for key in _RULES:
        own = {name: _fill(path, classes, f"{key}.{name}", rule) for name, rule in checked.get(key, {}).items()}
        joined = {**own, **{k: v for k, v in parent.get(key, {}).items() if k not in own}}
        checked[key] = {name: rule for name, rule in joined.items() if rule}
    for key in (*_PIECES, "norms"):
        checked[key] = {**parent.get(key, {}), **checked.get(key, {})}
    for key in (*_SETS, *_TUPLES):
        checked[key] = tuple(dict.fromkeys((*checked.get(key, ()), *parent.get(key, ()))))
    return {**parent, **checked, "classes": classes}


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


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _read_string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _read_bool(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _read_words(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(value) if _strings(value) else None


def _read_rules(value: Any) -> dict[str, str] | None:
    if isinstance(value, dict) and all(isinstance(rule, str) and key.isidentifier() for key, rule in value.items()):
        return value
    return None


def _read_norms(value: Any) -> dict[str, str] | None:
    if isinstance(value, dict) and all(isinstance(norm, str) for norm in value.values()):
        return value
    return None


def _read_pieces(value: Any) -> dict[str, tuple[str, ...]] | None:
    """Pieces separated by spaces: `"don't do n't"` needs no key, the pieces spell it."""
    words = value.split("\n") if isinstance(value, str) else None
    if words is None:
        return None
    split = [tuple(line.split()) for line in words if line.strip()]
    return {"".join(pieces): pieces for pieces in split}


_READERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    **dict.fromkeys(_STRINGS, (_read_string, "a string")),
    **dict.fromkeys(_RULES, (_read_rules, "a table of names (identifiers) and regular expressions")),
    **dict.fromkeys((*_SETS, *_TUPLES), (_read_words, "strings, or one string with spaces between them")),
    **dict.fromkeys(_PIECES, (_read_pieces, "a string, an entry a line, its pieces separated by spaces")),
    "classes": (_read_rules, "a table of names and regular expressions"),
    "norms": (_read_norms, "a table of strings"),
    "split_contractions": (_read_bool, "true or false"),
}


def _read_value(path: Path, key: str, value: Any) -> Any:
    if key not in _READERS:
        near = difflib.get_close_matches(key, _READERS, n=1)
        raise DataError(
            f"unknown key {key!r}",
            place=Place(str(path)),
            expected=f"one of {', '.join(sorted(_READERS))}" if not near else "",
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
