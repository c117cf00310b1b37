"""The catalog: what the plugins give, by name and with its origin."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError

from . import kinds
from .choosing import choose_by_content
from .origin import describe_exception

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nlptk.engine.data.source import Source
    from nlptk.engine.protocols import Check, ComponentSpec, Format
    from nlptk.engine.text.languages import LanguageData

    from .manager import Manager
    from .origin import Plugin, PluginFailure


class Catalog:
    """Formats, components, checks and languages by name.

    Plugins are asked when somebody first wants a kind of thing, one after the other. What is
    unusable, and what claims a name that is taken, is left out and kept in `failures`.
    """

    def __init__(self, manager: Manager) -> None:
        self.manager = manager
        self._origins: dict[tuple[str, str], Plugin] = {}
        self._mute: set[str] = set()

    @property
    def failures(self) -> list[PluginFailure]:
        """What went wrong so far, in loading and in asking."""
        return self.manager.failures

    # ------------------------------------------------------------------ what there is

    @cached_property
    def formats(self) -> dict[str, Format[Any]]:
        """The formats by name: ours, then those of other plugins. Aliases are no keys."""
        return self._collect(kinds.FORMATS)

    @cached_property
    def components(self) -> dict[str, ComponentSpec]:
        """The pipeline components by name."""
        return self._collect(kinds.COMPONENTS)

    @cached_property
    def checks(self) -> dict[str, type[Check]]:
        """The checks by code."""
        return self._collect(kinds.CHECKS)

    @cached_property
    def languages(self) -> dict[str, LanguageData]:
        """The languages that plugins add, by code. nlptk's own are files that the engine reads."""
        return self._collect(kinds.LANGUAGES)

    def origin_of(self, thing: object) -> Plugin:
        """The plugin that gave something of this catalog. Raises `KeyError` for anything else."""
        for kind in (kinds.FORMATS, kinds.COMPONENTS, kinds.CHECKS, kinds.LANGUAGES):
            table = self.__dict__.get(f"{kind.noun}s", {})
            for name, known in table.items():
                if known is thing:
                    return self._origins[kind.noun, name]
        raise KeyError(thing)

    def _collect(self, kind: kinds.Kind) -> dict[str, Any]:
        found: dict[str, Any] = {}
        claimed: dict[str, Plugin] = {}
        for plugin in self.manager.implementing(kind.hook):
            for thing in self._given(plugin, kind):
                cause = _flaw(kind, thing) or _clash(kind, thing, claimed)
                if cause:
                    self.manager.fail(plugin, kind.hook, _named(kind, thing) + cause)
                    continue
                names = kind.names_of(thing)
                found[names[0]] = thing
                self._origins[kind.noun, names[0]] = plugin
                claimed |= dict.fromkeys(names, plugin)
        return found

    def _given(self, plugin: Plugin, kind: kinds.Kind) -> Iterator[object]:
        for result in self.manager.ask(plugin, kind.hook) or ():
            if isinstance(result, Sequence) and not isinstance(result, str | bytes):
                yield from result
            else:
                cause = f"it gave {type(result).__name__} where a list of {kind.noun}s was expected"
                self.manager.fail(plugin, kind.hook, cause)

    # ------------------------------------------------------------------ finding one

    def find_format(self, name: str) -> Format[Any]:
        """The format of that name or alias. Raises `UsageError` that names the nearest ones."""
        return self._find_among(name, list(self.formats.values()), "format")

    def find_language(self, code: str) -> LanguageData:
        """The language of that code, a plugin's or our own. Raises `UsageError`."""
        if code in self.languages:
            return self.languages[code]
        from nlptk.engine.text.languages import get_language  # most commands need no tokenizer

        return get_language(code)

    def choose_writer(self, name: str) -> Format[Any]:
        """The format of that name, to write. Raises `UsageError` when it cannot be written."""
        writers = [format for format in self.formats.values() if format.write is not None]
        format = self.find_format(name)
        if format.write is None:
            raise UsageError(
                f"the format {format.name} can be read but not written",
                expected=f"one of {_listed(writers)}",
            )
        return format

    def choose_reader(self, source: Source, wanted: str = "auto") -> Format[Any]:
        """The format to read a source in: the one wanted, or the one its name and content say.

        The file name's suffix is asked first, then the first kilobytes. Raises `UsageError` when
        that leaves none, or several (they are named).
        """
        readers = [format for format in self.formats.values() if format.read is not None]
        if wanted == "auto":
            return choose_by_content(source, readers, self._sniff)
        format = self.find_format(wanted)
        if format.read is None:
            raise UsageError(
                f"the format {format.name} can be written but not read",
                expected=f"one of {_listed(readers)}",
            )
        return format

    def _sniff(self, format: Format[Any], head: bytes) -> bool:
        """Whether a format recognises a file; one that raises does not, and its plugin failed."""
        if format.sniff is None:
            return False
        try:
            return bool(format.sniff(head))
        except Exception as error:
            cause = f"format {format.name}: {describe_exception(error)}"
            self.manager.fail(self.origin_of(format), "sniffing", cause, error)
            return False

    def _find_among(self, name: str, formats: Sequence[Format[Any]], noun: str) -> Format[Any]:
        by_name = {key: format for format in formats for key in (format.name, *format.aliases)}
        if name in by_name:
            return by_name[name]
        raise UsageError(
            f"unknown {noun} {name!r}",
            expected=f"one of {_listed(formats)}",
            hint=self._remedy(name, by_name),
        )

    def _remedy(self, name: str, known: Mapping[str, object]) -> str:
        near = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.7)
        if near:
            return f"did you mean {' or '.join(near)}?"
        if self.failures:
            return "a plugin failed, perhaps the one that has it: see `nlptk plugins`"
        return ""

    # ------------------------------------------------------------------ events

    def notify(self, event: object) -> None:
        """Tell the plugins of a training event; one that raises is not told of later ones."""
        hook = "nlptk_training_event"
        for plugin in self.manager.implementing(hook):
            if plugin.name in self._mute:
                continue
            if self.manager.ask(plugin, hook, {"event": event}) is None:
                self._mute.add(plugin.name)


def _flaw(kind: kinds.Kind, thing: object) -> str:
    """Why a thing cannot be used, even if looking at it raises; "" when it can."""
    try:
        return next(kind.flaws(thing), "")
    except Exception as error:
        return describe_exception(error)


def _clash(kind: kinds.Kind, thing: Any, claimed: Mapping[str, Plugin]) -> str:
    """Why none of its names may be used twice; "" when none is."""
    ours = kind.taken()
    for name in kind.names_of(thing):
        if name in claimed:
            return f"the name {name!r} is taken by {claimed[name]}"
        if name in ours:
            return f"the name {name!r} is taken by nlptk itself"
    return ""


def _named(kind: kinds.Kind, thing: object) -> str:
    name = getattr(thing, "name", None) or getattr(thing, "code", None)
    return f"{kind.noun} {name}: " if isinstance(name, str) else ""


def _listed(formats: Iterable[Format[Any]]) -> str:
    return ", ".join(format.name for format in formats)
