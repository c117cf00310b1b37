"""Where a growing table appears: lines anywhere, or a terminal with a bar below the table."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from .console import Console


class Screen(Protocol):
    """Where the table appears: a terminal, or anything that takes lines."""

    def row(self, line: str, *, is_best: bool) -> None:
        """Show a line of the table."""

    def running(self, line: str, share: float) -> None:
        """Say how far the running epoch is; `share` goes from 0 to 1."""

    def close(self) -> None:
        """Leave nothing behind that moves."""


class PlainScreen:
    """Lines, flushed as they come; an epoch that takes long is said to be alive."""

    def __init__(self, console: Console, *, silence: float) -> None:
        self._console = console
        self._silence = silence
        self._last = time.monotonic()

    def row(self, line: str, *, is_best: bool) -> None:
        """Show a line of the table."""
        del is_best  # the line has a mark
        self._console.say(line)
        self._last = time.monotonic()

    def running(self, line: str, share: float) -> None:
        """Say how far the running epoch is, now and then."""
        if time.monotonic() - self._last >= self._silence:
            self._console.say(f"{line}, {share:.0%} of it")
            self._last = time.monotonic()

    def close(self) -> None:
        """Lines need no end."""


class LiveScreen:
    """A table that grows above a bar for the running epoch."""

    def __init__(self, console: Console) -> None:
        self._color = console.color
        self._bar: tuple[Progress, TaskID] | None = None

    def row(self, line: str, *, is_best: bool) -> None:
        """Show a line of the table above the bar, the best so far in bold."""
        from rich.text import Text  # only on a terminal

        progress, _ = self._opened()
        text = Text(line, style="bold" if is_best and self._color else "")
        progress.console.print(text, no_wrap=True, overflow="ignore", crop=False)

    def running(self, line: str, share: float) -> None:
        """Move the bar."""
        progress, task = self._opened()
        progress.update(task, completed=share, description=line, visible=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            progress, task = self._bar
            progress.update(task, visible=False)
            progress.stop()
            self._bar = None

    def _opened(self) -> tuple[Progress, TaskID]:
        if self._bar is None:
            from rich.console import Console as Terminal  # only on a terminal
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

            terminal = Terminal(stderr=True, no_color=not self._color, highlight=False)
            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TaskProgressColumn(),
            )
            progress = Progress(*columns, console=terminal, transient=True)
            self._bar = (progress, progress.add_task("", total=1.0, visible=False))
            progress.start()
        return self._bar
