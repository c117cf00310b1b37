"""The errors that a user can do something about.

    NlptkError            base of everything that commands show as one block, without a traceback
    ├── UsageError        an option or argument that cannot be used
    ├── DataError         a file whose content is not what it should be, located
    │   └── EncodingError bytes that are not text in the expected encoding
    ├── OutputError       a result that could not be written
    └── PluginError       a plugin that is missing, broken or at odds with another

Anything else that escapes is a bug of ours and is reported as one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the input something is; line and column count from 1, 0 means unknown."""

    path: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.path or "<input>"]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


class NlptkError(Exception):
    """A problem with its remedy: what is wrong, what was expected, what came, what to do."""

    def __init__(
        self,
        message: str,
        *,
        expected: str = "",
        found: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.found = found
        self.hint = hint

    def describe(self) -> str:
        """The whole error on one line, as `cli.md` promises it."""
        parts = [self.message]
        facts = []
        if self.expected:
            facts.append(f"expected {self.expected}")
        if self.found:
            facts.append(f"found {self.found}")
        if facts:
            parts.append(", ".join(facts))
        if self.hint:
            parts.append(self.hint)
        return "; ".join(parts).replace("\n", "\\n")  # what is quoted may have lines

    def __str__(self) -> str:
        return self.describe()


class UsageError(NlptkError):
    """An option, an argument or a combination of them that cannot be used."""


class PluginError(NlptkError):
    """A plugin that is missing, broken, or that claims a name another plugin has."""


class OutputError(NlptkError):
    """A result that could not be written; what stood there before is untouched."""


class DataError(NlptkError):
    """Input that is not what its format says, with the place where it was met.

    `place` may be filled in late, by whoever knows the file: see `located`. `rule` is the kebab
    name of the rule that is broken, "" where it has none of its own.
    """

    def __init__(
        self,
        message: str,
        *,
        place: Place | None = None,
        expected: str = "",
        found: str = "",
        hint: str = "",
        rule: str = "",
    ) -> None:
        super().__init__(message, expected=expected, found=found, hint=hint)
        self.place = place or Place()
        self.rule = rule

    def located(self, *, path: str = "", line: int = 0, column: int = 0) -> DataError:
        """Fill in what is not yet known of the place and return this same error."""
        self.place = replace(
            self.place,
            path=self.place.path or path,
            line=self.place.line or line,
            column=self.place.column or column,
        )
        return self

    def __str__(self) -> str:
        return f"{self.place}: {self.describe()}"


class EncodingError(DataError):
    """Bytes that do not decode in the encoding that was asked for."""
