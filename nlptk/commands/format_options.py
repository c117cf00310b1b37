"""Options of formats, as `-O name=value` gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.engine.protocols import Format


def split_options(
    given: Sequence[str], readers: Sequence[Format[Any]], writer: Format[Any] | None = None
) -> tuple[dict[str, str], dict[str, str]]:
    """`-O name=value` for the reader and for the writer, if any: each gets those it knows.

    Raises `UsageError` for one that nobody knows.
    """
    from dataclasses import fields  # only when there are options

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
