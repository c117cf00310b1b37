"""Options of formats, as `-O name=value` gives them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nlptk.engine.protocols import Format


FormatOptions = Annotated[
    list[str] | None,
    typer.Option("-O", metavar="NAME=VALUE", help="Option of a format; see nlptk formats."),
]


def split_options(
    given: Sequence[str], readers: Sequence[Format[Any]], writer: Format[Any] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """`-O name=value` for the reader and for the writer, if any: each gets those it knows.

    Raises `UsageError` for one that nobody knows.
    """
    of_reader = {field.name for reader in readers for field in fields(reader.options)}
    of_writer = {field.name for field in fields(writer.options)} if writer else set()
    options: tuple[dict[str, str], dict[str, str]] = {}, {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals:
            raise UsageError(f"-O {item}", expected="name=value")
        if name not in of_reader | of_writer:
            formats = ", ".join(
                dict.fromkeys([one.name for one in (*readers, writer) if one is not None])
            )
            listed = ", ".join(sorted(of_reader | of_writer)) or "none"
            raise UsageError(
                f"no option {name!r} in {formats}",
                expected=f"one of: {listed}",
                hint="see: nlptk formats NAME",
            )
        for wanted, names in zip(options, (of_reader, of_writer), strict=True):
            if name in names:
                wanted[name] = value
    return options


def options_for(reader: Format[Any], given: Mapping[str, str]) -> Any:
    """The options of one reader, with those it knows of what was given.

    Raises `UsageError` for a value that does not fit.
    """
    from nlptk.engine.conversion.run import make_options  # the engine loads when it is used

    return make_options(reader, {name: given[name] for name in given if is_known(name, [reader])})


def is_known(name: str, formats: Sequence[Format[Any]]) -> bool:
    """Whether any of these formats has an option of this name."""
    return any(name == option.name for one in formats for option in fields(one.options))
