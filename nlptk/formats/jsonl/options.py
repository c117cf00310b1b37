"""The options of JSON lines."""

from __future__ import annotations

from dataclasses import dataclass

from nlptk.engine.errors import UsageError

OVERLAPS = ("error", "longest", "group")
ACCEPTS = ("cats", "links")
GROUP = "spans"
"""The name of the span group that `overlap=group` fills."""


@dataclass(frozen=True)
class JsonlOptions:
    """Options of JSON lines."""

    overlap: str = "error"
    """Entities that overlap: an error, or keep the longest, or put all spans into a span group."""
    label: str = ""
    """The label of spans that come without one."""
    accept: str = "cats"
    """What the options that an annotator accepted are: categories, or links of the one span."""

    def __post_init__(self) -> None:
        for name, choices in (("overlap", OVERLAPS), ("accept", ACCEPTS)):
            if getattr(self, name) not in choices:
                raise UsageError(
                    f"no {name} {getattr(self, name)!r} in jsonl",
                    expected=f"one of: {', '.join(choices)}",
                )
