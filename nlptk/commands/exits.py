"""Exit codes, and the one place where whatever goes wrong becomes one of them.

0        done
1        done, and the answer is bad (lossy under --strict, bad records skipped ...)
2        could not be done: usage, unreadable or invalid input, missing plugin
3        a bug of ours; a report was written
130/143  interrupted by Ctrl-C or SIGTERM; 141: whoever read our output went away
"""

from __future__ import annotations

import os
import platform
import signal
import sys
import tempfile
import traceback
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from nlptk._version import __version__
from nlptk.engine.errors import NlptkError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .views.console import Console


class ExitCode(IntEnum):
    """What a shell learns from us."""

    DONE = 0
    BAD_ANSWER = 1
    NOT_DONE = 2
    BUG = 3
    INTERRUPTED = 130
    READER_GONE = 141
    TERMINATED = 143


class Terminated(BaseException):
    """SIGTERM arrived; like KeyboardInterrupt, so that outputs are cleaned up on the way out."""


def guarded(  # noqa: PLR0911  # a table of outcomes
    body: Callable[[], int], console: Console, *, show_traceback: bool
) -> int:
    """Run a command; whatever it raises is said once and becomes an exit code."""
    _handle_sigterm()
    try:
        return body()
    except NlptkError as error:
        _say(error, console, show_traceback=show_traceback)
        return ExitCode.NOT_DONE
    except KeyboardInterrupt:
        console.error("nlptk: interrupted")
        return ExitCode.INTERRUPTED
    except Terminated:
        console.error("nlptk: terminated")
        return ExitCode.TERMINATED
    except (BrokenPipeError, SystemExit) as error:
        return _left_early(error)
    except Exception as error:
        shown = _shown_by_typer(error)
        if shown is not None:
            return shown
        return _report_bug(error, console, show_traceback=show_traceback)


def _left_early(error: BrokenPipeError | SystemExit) -> int:
    """The exit code after a broken pipe (`SystemExit` to typer), or after any other exit."""
    if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        _forget_stdout()
        return ExitCode.READER_GONE
    return error.code if isinstance(error.code, int) else ExitCode.NOT_DONE


def _say(error: NlptkError, console: Console, *, show_traceback: bool) -> None:
    text = str(error)
    console.error(text if _is_located(error) else f"nlptk: {text}")
    if show_traceback:
        traceback.print_exception(error)


def _is_located(error: NlptkError) -> bool:
    return bool(getattr(error, "place", None) and error.place.path)  # type: ignore[attr-defined]


def _shown_by_typer(error: Any) -> int | None:
    """The exit code of a usage error, after typer showed it; None for any other error.

    By shape, not by class: typer brings its own click, and some versions use the installed one.
    """
    if hasattr(error, "show") and hasattr(error, "exit_code"):
        error.show()
        return int(error.exit_code)
    if type(error).__name__ == "Abort":
        interrupted = isinstance(error.__cause__, KeyboardInterrupt)
        return ExitCode.INTERRUPTED if interrupted else ExitCode.NOT_DONE
    return None


def _report_bug(error: Exception, console: Console, *, show_traceback: bool) -> int:
    lines = [
        f"nlptk {__version__}, Python {platform.python_version()}, {platform.platform()}",
        "arguments: " + " ".join(sys.argv[1:]),
        "",
        *traceback.format_exception(error),
    ]
    handle, name = tempfile.mkstemp(prefix="nlptk-bug-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))
    console.error(
        f"nlptk: a bug of ours: {type(error).__name__}: {error}\n"
        f"please send us this report: {Path(name)}"
    )
    if show_traceback:
        traceback.print_exception(error)
    return ExitCode.BUG


def _handle_sigterm() -> None:
    def terminate(signum: int, frame: object) -> NoReturn:
        del signum, frame
        raise Terminated

    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, terminate)


def _forget_stdout() -> None:
    """Point stdout at nothing, so that flushing it on the way out raises no second error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
