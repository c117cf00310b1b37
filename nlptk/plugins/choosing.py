"""Which format a file is in, by its name and by its first kilobytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.engine.data.source import plain_name
from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import Format

    Sniff = Callable[[Format[Any], bytes], bool]


class UnknownFormatError(UsageError):
    """A source that no reader takes for its own, neither by its name nor by its content."""


def choose_by_content(source: Source, readers: Sequence[Format[Any]], sniff: Sniff) -> Format[Any]:
    """The reader for a source. Raises `UsageError` when it cannot be told.

    No reader could be meant: that is an `UnknownFormatError`.

    1. One reader has the file's (longest) suffix, and its sniffer agrees or it has none: that one.
    2. Else all sniffers are asked. One says yes: that one. Several do, and one of them has the
       suffix: that one. Several still: an error that names them.
    3. Nobody says yes: the reader of the suffix, whose own error will say what is wrong with the
       file; one that has no sniffer before one that said no.
    """
    named = by_suffix(source, readers)
    if len(named) == 1 and named[0].sniff is None:
        return named[0]
    head = source.head()
    if len(named) == 1 and sniff(named[0], head):
        return named[0]
    saying_yes = [format for format in readers if sniff(format, head)]
    for choice in _narrowed(saying_yes, named):
        if len(choice) == 1:
            return choice[0]
    several = saying_yes or named
    if several:
        names = [format.name for format in several]
        raise UsageError(
            f"{source.name} could be in any of the formats {', '.join(names)}",
            hint=f"say which: -c {' or -c '.join(names)}",
        )
    raise UnknownFormatError(
        f"{source.name} is in no format that is known",
        expected=f"one of {', '.join(format.name for format in readers)}",
        hint="name its format with -c, such as -c text for raw text",
    )


def by_suffix(source: Source, readers: Sequence[Format[Any]]) -> list[Format[Any]]:
    """The readers that have the longest of the suffixes with which the file name ends."""
    if source.path is None:
        return []
    name = plain_name(source.path).lower()
    lengths = [
        max((len(suffix) for suffix in format.suffixes if name.endswith(suffix)), default=0)
        for format in readers
    ]
    longest = max(lengths, default=0)
    if longest == 0:
        return []
    return [format for format, length in zip(readers, lengths, strict=True) if length == longest]


def _narrowed(saying_yes: list[Format[Any]], named: list[Format[Any]]) -> list[list[Format[Any]]]:
    """Ever more doubtful sets of readers; the first that has exactly one member decides."""
    if saying_yes:
        return [saying_yes, [format for format in saying_yes if format in named]]
    return [named, [format for format in named if format.sniff is None]]
