"""Ctrl-C and SIGTERM as a wish to stop soon, where there is work to be kept."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

from .exits import ExitCode, Terminated

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_CODES = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}


class Stopping:
    """Notes the first signal after `listen`; the second one ends everything at once.

    A context manager: what handled the signals before does so again after the block.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._before: dict[signal.Signals, Any] = {}
        self._received: signal.Signals | None = None

    def __enter__(self) -> Stopping:
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()

    def listen(self) -> None:
        """From now on, a signal is a wish."""
        for number in _CODES:
            self._before.setdefault(number, signal.getsignal(number))
            signal.signal(number, self._receive)

    def reason(self) -> str:
        """Why to stop, or "" to go on."""
        return "interrupted" if self._received else ""

    @property
    def exit_code(self) -> ExitCode:
        """The exit code that tells of the signal; DONE when none came."""
        return _CODES[self._received] if self._received else ExitCode.DONE

    def _receive(self, number: int, frame: FrameType | None) -> None:
        del frame
        if self._received:
            raise KeyboardInterrupt if number == signal.SIGINT else Terminated
        self._received = signal.Signals(number)
        self._say("stopping after this step, and saving; once more stops at once")
