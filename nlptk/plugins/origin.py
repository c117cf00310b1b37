"""Who a plugin is, and what is known when one fails."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from pathlib import Path

from nlptk.engine.errors import PluginError

OLDEST_API_VERSION = 1
"""The oldest plugin interface that this version still serves."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin by name, with the distribution that brought it; its version may be unknown ("")."""

    name: str
    distribution: str = ""
    version: str = ""
    builtin: bool = False

    def __str__(self) -> str:
        source = f"{self.distribution} {self.version}".strip()
        return f"{self.name} ({source})" if source else self.name


@dataclass(frozen=True, slots=True)
class PluginFailure:
    """One thing that a plugin could not do.

    `stage` is "finding", "loading", "sniffing" or the name of a hook; `cause` is one line. `error`
    is the exception behind it, if there was one.
    """

    plugin: str
    distribution: str
    version: str
    stage: str
    cause: str
    error: BaseException | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        who = Plugin(self.plugin, self.distribution, self.version)
        return f"plugin {who}: {self.stage} failed: {self.cause}"

    def as_error(self) -> PluginError:
        """The failure as the error that strict runs end with."""
        return PluginError(
            str(self), hint="repair or uninstall it, or name the ones to load in NLPTK_PLUGINS"
        )


def describe_exception(error: BaseException) -> str:
    """What an exception in a plugin's code says, and the line of the plugin that raised it."""
    lines = str(error).split("\n")
    text = f"{type(error).__name__}: {lines[0]}" if lines[0] else type(error).__name__
    if isinstance(error, SyntaxError):  # its text names file and line
        return text
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not frame.filename.startswith("<") and not _is_ours(Path(frame.filename))
    ]
    return f"{text} ({frames[-1].filename}:{frames[-1].lineno})" if frames else text


def api_mismatch(version: object) -> str:
    """Why something made for a version of the plugin interface cannot be used; "" when it can."""
    from nlptk.engine.protocols import API_VERSION  # brings numpy, which --help has no use for

    if not isinstance(version, int) or isinstance(version, bool):
        return f"its API version is {version!r}, which is not a whole number"
    if version > API_VERSION:
        return (
            f"it was made for plugin API {version} and this nlptk has {API_VERSION}: "
            "upgrade nlptk, or install an older version of the plugin"
        )
    if version < OLDEST_API_VERSION:
        return (
            f"it was made for plugin API {version} and this nlptk serves {OLDEST_API_VERSION} "
            f"to {API_VERSION}: upgrade the plugin"
        )
    return ""


def _is_ours(path: Path) -> bool:
    """Whether a traceback's frame belongs to the machinery that called the plugin."""
    return "pluggy" in path.parts or "importlib" in path.parts or path.parent == _HERE


_HERE = Path(__file__).parent
