"""The one output policy: results on stdout, talk on stderr, no colour where nobody wants it."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_CODES = {"error": "1;31", "warning": "33", "path": "1"}
_SECONDS_BETWEEN_LINES = 10.0
# what moves the cursor, colours, rings or turns the writing round: messages quote anybody's data
_UNSHOWN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass
class Console:
    """Says things to a person, on stderr. `quiet` silences everything but errors."""

    quiet: bool = False
    color: bool = False
    interactive: bool = False
    _said: set[str] = field(default_factory=set)

    @classmethod
    def for_terminal(
        cls, environ: Mapping[str, str] = os.environ, *, quiet: bool = False, color: bool = True
    ) -> Console:
        """A console that suits what stderr is: a terminal or something else."""
        terminal = sys.stderr.isatty() and environ.get("TERM") != "dumb"
        return cls(quiet, color and terminal and not environ.get("NO_COLOR"), terminal)

    def say(self, text: str) -> None:
        """A line about what is going on or was done."""
        if not self.quiet:
            self._write(_shown(text))

    def warn(self, text: str) -> None:
        """A line about something that is probably not as it should be; each is said once."""
        if not self.quiet and text not in self._said:
            self._said.add(text)
            self._write(self._styled("warning", "warning: ") + _shown(text))

    def error(self, text: str) -> None:
        """A line about what could not be done; said even when quiet."""
        self._write(self._styled("error", _shown(text)))

    @contextmanager
    def progress(self, what: str, unit: str) -> Iterator[Callable[[int], None]]:
        """A function to call with the amount done; draws in place, or a plain line now and then."""
        shown = False
        last = time.monotonic()

        def update(done: int) -> None:
            nonlocal shown, last
            now = time.monotonic()
            if self.quiet or now - last < (0.2 if self.interactive else _SECONDS_BETWEEN_LINES):
                return
            last = now
            if self.interactive:
                sys.stderr.write(f"\r\x1b[K{_shown(what)}: {done:,} {unit}")
                sys.stderr.flush()
                shown = True
            else:
                self._write(f"{_shown(what)}: {done:,} {unit} so far")

        try:
            yield update
        finally:
            if shown:
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()

    def _styled(self, style: str, text: str) -> str:
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.color else text

    def _write(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)


def _shown(text: str) -> str:
    """Text with an escape for each character that must not reach a terminal."""
    return _UNSHOWN.sub(lambda match: repr(match[0])[1:-1], text)
