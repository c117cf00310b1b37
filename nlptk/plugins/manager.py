"""The manager: loads plugins one by one, names the culprit when one fails, and goes on."""

from __future__ import annotations

import difflib
import importlib
import reprlib
import time
from typing import TYPE_CHECKING, Any

import pluggy

from nlptk._version import __version__

from . import PROJECT, hookspecs
from .builtin import BUILTIN_PLUGINS
from .origin import Plugin, PluginFailure, api_mismatch, describe_exception

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from importlib.metadata import EntryPoint

_TRUE = ("1", "true", "yes", "on")


def create_manager(
    *,
    load: Collection[str] | None = None,
    trace: Callable[[str], None] | None = None,
    strict: bool = False,
) -> Manager:
    """A manager of our own plugins and of those that are installed.

    `load` names the third-party plugins to load (by entry point or distribution); None loads all
    of them. `trace` is called with a line for each plugin loaded and each hook called. Under
    `strict` the first failure raises `PluginError`; otherwise it is kept in `failures`.
    Nothing is imported before somebody asks for the plugins.
    """
    return Manager(load=load, trace=trace, strict=strict)


def plugins_wanted(environ: Mapping[str, str]) -> tuple[str, ...] | None:
    """What `NLPTK_PLUGINS` asks for: names, none of them, or (unset or empty) all: None."""
    value = environ.get("NLPTK_PLUGINS", "").strip()
    if not value:
        return None
    if value == "none":
        return ()
    return tuple(name for name in map(str.strip, value.split(",")) if name)


def tracing_wanted(environ: Mapping[str, str]) -> bool:
    """Whether `NLPTK_TRACE_PLUGINS` asks for a trace."""
    return environ.get("NLPTK_TRACE_PLUGINS", "").strip().lower() in _TRUE


class Manager:
    """The loaded plugins, how to call their hooks, and what went wrong (`failures`)."""

    def __init__(
        self,
        *,
        load: Collection[str] | None = None,
        trace: Callable[[str], None] | None = None,
        strict: bool = False,
    ) -> None:
        self.failures: list[PluginFailure] = []
        self._load = load
        self._trace = trace
        self._strict = strict
        self._plugins: dict[str, Plugin] | None = None
        self._pluggy = pluggy.PluginManager(PROJECT)
        self._pluggy.add_hookspecs(hookspecs)
        if trace is not None:
            self._pluggy.add_hookcall_monitoring(_ignore_call, self._trace_call)

    # ------------------------------------------------------------------ loading

    @property
    def plugins(self) -> tuple[Plugin, ...]:
        """The plugins that could be loaded: ours, then the others by name."""
        return tuple(self._loaded().values())

    def _loaded(self) -> dict[str, Plugin]:
        if self._plugins is None:
            self._plugins = {}
            for name in BUILTIN_PLUGINS:
                self._add(Plugin(name, PROJECT, __version__, builtin=True), _importer(name))
            if self._load is None or self._load:
                self._add_installed()
        return self._plugins

    def _add_installed(self) -> None:
        found = sorted(self._find(), key=lambda pair: (pair[0].name, pair[0].distribution))
        for plugin, point in found:
            if self._load is None or {plugin.name, plugin.distribution} & set(self._load):
                self._add(plugin, point.load)
        names = {name for plugin, _ in found for name in (plugin.name, plugin.distribution)}
        for name in self._load or ():
            if name not in names:
                installed = ", ".join(plugin.name for plugin, _ in found) or "none"
                cause = f"no installed package has a plugin of this name; installed: {installed}"
                self.fail(Plugin(name), "finding", cause)

    def _find(self) -> Iterator[tuple[Plugin, EntryPoint]]:
        """The installed plugins. A distribution with broken metadata hides no other."""
        from importlib.metadata import distributions  # 20 ms that built-ins do not need

        seen = set()
        for distribution in distributions():
            text = distribution.read_text("entry_points.txt")
            if not text or PROJECT not in text:
                continue
            try:
                name = distribution.metadata["Name"]
                points = distribution.entry_points.select(group=PROJECT)
                version = distribution.version
            except Exception as error:
                where = str(getattr(distribution, "_path", distribution))
                self.fail(Plugin(where), "finding", describe_exception(error), error)
                continue
            if name not in seen:  # the first on the path is the one that imports find
                seen.add(name)
                yield from ((Plugin(point.name, name, version), point) for point in points)

    def register(self, plugin: object, name: str) -> None:
        """Add a plugin by hand, as a test or a script does; a failure is kept or raised."""
        self._loaded()
        self._add(Plugin(name), lambda: plugin)

    def _add(self, plugin: Plugin, load: Callable[[], object]) -> None:
        """Load and register one plugin; leaves nothing of it behind when that fails."""
        assert self._plugins is not None
        started = time.perf_counter()
        known = self._plugins.get(plugin.name)
        if known is not None:
            self.fail(plugin, "loading", f"its name is taken by {known}")
            return
        try:
            thing = load()
            flaw = self._register(thing, plugin.name)
        except (Exception, SystemExit) as error:
            self._pluggy.unregister(name=plugin.name)
            self.fail(plugin, "loading", describe_exception(error), error)
            return
        if flaw:
            self._pluggy.unregister(name=plugin.name)
            self.fail(plugin, "loading", flaw)
            return
        self._plugins[plugin.name] = plugin
        if self._trace is not None:
            taken = 1000 * (time.perf_counter() - started)
            self._trace(f"{plugin}: loaded in {taken:.0f} ms")

    def _register(self, thing: object, name: str) -> str:
        """Register an object; returns why it cannot be used, or ""."""
        hash(thing)  # pluggy keeps plugins in sets
        version = getattr(thing, "nlptk_api_version", None)
        flaw = "" if version is None else api_mismatch(version)
        if flaw:
            return flaw
        try:
            self._pluggy.register(thing, name)
        except pluggy.PluginValidationError as error:
            return " ".join(str(error).split("\n")[1:])
        callers = self._pluggy.get_hookcallers(thing)
        if not callers:
            return _why_no_plugin(thing)
        try:
            self._pluggy.check_pending()
        except pluggy.PluginValidationError:
            unknown = [caller.name for caller in callers if not caller.has_spec()]
            return "; ".join(map(_unknown_hook, unknown))
        return ""

    # ------------------------------------------------------------------ calling

    def hooks_of(self, plugin: Plugin) -> list[str]:
        """The names of the hooks that a plugin implements, sorted."""
        thing = self._pluggy.get_plugin(plugin.name)
        return sorted(caller.name for caller in self._pluggy.get_hookcallers(thing) or ())

    def implementing(self, hook: str) -> list[Plugin]:
        """The plugins that implement a hook, in order."""
        plugins = self._loaded()
        names = {impl.plugin_name for impl in getattr(self._pluggy.hook, hook).get_hookimpls()}
        return [plugin for name, plugin in plugins.items() if name in names]

    def ask(
        self, plugin: Plugin, hook: str, arguments: Mapping[str, object] | None = None
    ) -> list[Any] | None:
        """Call a hook of one plugin: its results, or None when it raised (kept as a failure)."""
        mine = self._pluggy.get_plugin(plugin.name)
        others = [thing for thing in self._pluggy.get_plugins() if thing is not mine]
        try:
            caller = self._pluggy.subset_hook_caller(hook, others)
            return list(caller(**(arguments or {})))
        except (Exception, SystemExit) as error:
            self.fail(plugin, hook, describe_exception(error), error)
            return None

    def fail(
        self, plugin: Plugin, stage: str, cause: str, error: BaseException | None = None
    ) -> None:
        """Keep a failure, or raise it as `PluginError` in a strict run."""
        failure = PluginFailure(
            plugin.name, plugin.distribution, plugin.version, stage, cause, error
        )
        if self._trace is not None:
            self._trace(str(failure))
        if self._strict:
            raise failure.as_error() from error
        self.failures.append(failure)

    def _trace_call(
        self,
        outcome: pluggy.Result[Any],
        hook: str,
        impls: Sequence[pluggy.HookImpl],
        arguments: Mapping[str, object],
    ) -> None:
        assert self._trace is not None
        names = ", ".join(str(self._loaded()[impl.plugin_name]) for impl in impls)
        given = ", ".join(f"{key}={reprlib.repr(value)}" for key, value in arguments.items())
        error = outcome.exception
        result = _short(outcome.get_result()) if error is None else describe_exception(error)
        self._trace(f"{names}: {hook}({given}) -> {result}")


def _importer(name: str) -> Callable[[], object]:
    return lambda: importlib.import_module(name)


def _ignore_call(*_: object) -> None:
    """What is traced before a call: nothing, its result says it all."""


def _short(results: list[Any]) -> str:
    """A hook's results for the trace: the names of what it gave."""
    shown = []
    for result in results:
        items = result if isinstance(result, list | tuple) else [result]
        shown += [
            str(getattr(item, "name", None) or getattr(item, "code", None) or reprlib.repr(item))
            for item in items
        ]
    return f"[{', '.join(shown)}]"


def _hook_names() -> list[str]:
    return [name for name in vars(hookspecs) if name.startswith(f"{PROJECT}_")]


def _unknown_hook(name: str) -> str:
    near = difflib.get_close_matches(name, _hook_names(), n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_hook_names())}"
    return f"unknown hook {name}; {hint}"


def _why_no_plugin(thing: object) -> str:
    unmarked = [name for name in _hook_names() if callable(getattr(thing, name, None))]
    if unmarked:
        return f"{unmarked[0]} is not marked: put @hookimpl above it"
    kind = type(thing).__name__
    return f"nothing in this {kind} is marked with @hookimpl, so it is no plugin"
