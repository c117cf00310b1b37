"""Config files: nested settings in sections of JSON values, read, changed and written.

The format is that of confection, which thinc's own config files have: INI sections whose names are
dotted paths, values in JSON, and `${section.key}` for a value that stands elsewhere.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from configparser import ConfigParser, DuplicateOptionError, DuplicateSectionError, ParsingError
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.source import Source
from nlptk.engine.errors import DataError, Place, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from .filling import Problem

_SECTION = re.compile(r"\[(?P<name>[^]]+)\]")
_KEY = re.compile(r"(?P<name>[^\s=:;#][^=:]*?)\s*[=:]")
_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_LOOKS_LIKE_JSON = ("[", "{", '"', "'")


def read_config(path: Path) -> dict[str, Any]:
    """The settings of a file, as nested dictionaries.

    Raises:
        DataError: a file that cannot be read, or a line that is not in the format, located.
    """
    source = Source(path)
    return parse_config("".join(source.chunks()), name=source.name)


def parse_config(text: str, *, name: str = "") -> dict[str, Any]:
    """The settings of a text, as nested dictionaries; `name` is how errors call it.

    Values that are no JSON are taken for strings. A section needs no section above it.

    Raises:
        DataError: a line that is not in the format, located.
    """
    from confection import Config  # brings pydantic: only where a config is read

    parser = _parsed(text, name)
    lines = lines_of_settings(text)
    for section, key, value in _settings(parser):
        place = Place(name, lines.get(f"{section}.{key}", 0))
        _check_value(value, place)
        _check_references(value, section, parser, place)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it warns of was refused above
            return dict(Config().from_str(_completed(parser)))
    except ValueError as error:
        raise DataError(" ".join(str(error).split()), place=Place(name)) from error


def lines_of_settings(text: str) -> dict[str, int]:
    """The line of each section and each setting of a config text, by dotted path."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), start=1):
        header, key = _SECTION.match(line), _KEY.match(line)
        if header:
            section = header["name"]
            found.setdefault(section, number)
        elif key:
            found.setdefault(f"{section}.{key['name']}", number)
    return found


def override(config: Mapping[str, Any], changes: Sequence[str]) -> dict[str, Any]:
    """A copy with changes made, each written as `section.key=value`.

    A value is JSON; what is not JSON is a string.

    Raises:
        UsageError: a change that is not of that form, or that runs through a value.
    """
    changed = deepcopy(dict(config))
    for change in changes:
        path, text = split_change(change)
        *sections, key = path.split(".")
        node: Any = changed
        for section in sections:
            node = node.setdefault(section, {})
            if not isinstance(node, dict):
                raise UsageError(f"--set {change}: {section} is a setting, not a section")
        node[key] = _value(text)
    return changed


def refuse(
    problems: Sequence[Problem], *, file: Path | None = None, changes: Sequence[str] = ()
) -> None:
    """Raise one error that tells all the problems, if there are any.

    Those of a config file are told with their lines. `changes` were made to it by `override`.

    Raises:
        UsageError: nothing but changes is wrong, or there is no file.
        DataError: the file is wrong, located at the first problem.
    """
    if not problems:
        return
    changed = {split_change(change)[0] for change in changes}
    lines = {} if file is None else lines_of_settings("".join(Source(file).chunks()))
    in_file = [one for one in problems if one.path not in changed and _line(one, lines)]
    in_file.sort(key=lambda one: _line(one, lines))
    others = [str(one) for one in problems if one not in in_file]
    if not in_file or file is None:
        raise UsageError("; ".join(others))
    first, *rest = in_file
    told = [str(first), *(f"line {_line(one, lines)}: {one}" for one in rest), *others]
    raise DataError("; ".join(told), place=Place(str(file), _line(first, lines)))


def _line(problem: Problem, lines: Mapping[str, int]) -> int:
    """The line of a setting, or of the innermost section it is in; 0 when there is none."""
    path = problem.path.partition("[")[0]
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path, 0)


def split_change(change: str) -> tuple[str, str]:
    """The dotted path and the value of `section.key=value`. Raises `UsageError`."""
    path, equals, value = change.partition("=")
    path = path.strip()
    if not equals or "." not in path or not all(path.split(".")):
        raise UsageError(
            f"--set {change}", expected="section.key=value, such as training.n_iter=10"
        )
    return path, value.strip()


def config_text(config: Mapping[str, Any]) -> str:
    """A config as text: the same one for equal settings in the same order.

    `read_config` gives back what JSON can hold, but for empty keys and those with `=`, `:`, `.`.
    """
    return "\n".join(_sections(config, ""))


def _sections(config: Mapping[str, Any], path: str) -> Iterator[str]:
    plain = {key: value for key, value in config.items() if not hasattr(value, "items")}
    if path:
        lines = [f"[{path}]", *(f"{key} = {_written(value)}" for key, value in plain.items())]
        yield "\n".join(lines) + "\n"
    elif plain:
        raise ValueError(f"{', '.join(plain)}: a setting outside of all sections")
    for key, value in config.items():
        if key not in plain:
            yield from _sections(value, f"{path}.{key}" if path else key)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_listed).replace("$", "$$")


def _listed(value: Any) -> Any:
    """A set or another collection that JSON does not know, always in the same order."""
    return sorted(value) if isinstance(value, set | frozenset) else list(value)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _parsed(text: str, name: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, default_section="")
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # keys keep their case
    try:
        parser.read_string(text)
    except (DuplicateOptionError, DuplicateSectionError) as error:
        what = f"[{error.section}]"
        if isinstance(error, DuplicateOptionError):
            what += f" {error.option}"
        raise DataError(
            f"{what} stands there twice", place=Place(name, error.lineno or 0)
        ) from error
    except ParsingError as error:
        line = getattr(error, "lineno", 0) or error.errors[0][0]
        raise DataError(
            "not a line of a config file",
            place=Place(name, line),
            expected="[section] or key = value",
            found=repr(text.split("\n")[line - 1]),
        ) from error
    return parser


def _settings(parser: ConfigParser) -> Iterator[tuple[str, str, str]]:
    for section in parser.sections():
        for key, value in parser.items(section):
            yield section, key, value


def _check_value(value: str, place: Place) -> None:
    """Refuse what was meant as JSON and is none: it would be taken for a string."""
    if not value.startswith(_LOOKS_LIKE_JSON):
        return
    try:
        json.loads(_REFERENCE.sub("0", value))
    except ValueError as error:
        hint = "strings have double quotes" if value.startswith("'") else ""
        raise DataError(
            f"not JSON: {error}", place=place, found=value.split("\n", 1)[0], hint=hint
        ) from error


def _check_references(value: str, section: str, parser: ConfigParser, place: Place) -> None:
    for name in _REFERENCE.findall(value.replace("$$", "")):
        where, _, key = name.replace(":", ".").rpartition(".")
        if not (parser.has_option(where or section, key) or parser.has_section(name)):
            raise DataError(f"${{{name}}} stands for nothing", place=place)


def _completed(parser: ConfigParser) -> str:
    """The same config with a section above each section, before it, as confection wants it."""
    paths = [section.split(".") for section in parser.sections()]
    above = {".".join(parts[:end]) for parts in paths for end in range(1, len(parts) + 1)}
    whole = ConfigParser(interpolation=None, default_section="")
    whole.optionxform = str  # type: ignore[assignment,method-assign]
    for section in sorted(above, key=lambda one: (one.count("."), one)):
        whole.add_section(section)
        if parser.has_section(section):
            whole[section].update(parser.items(section))
    text = io.StringIO()
    whole.write(text)
    return text.getvalue()
