"""The kinds of things that plugins give: their hook, their names, what makes one unusable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.diagnostic import Severity
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.source import COMPRESSIONS
from nlptk.engine.protocols import Check, ComponentSpec, Format

from .origin import api_mismatch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_CODE = re.compile(r"[A-Z][0-9]{3}")
_SUFFIX = re.compile(r"(\.[\w+-]+)+")
_RESERVED = ("auto",)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: `names_of` a usable one gives its name first, then its aliases."""

    noun: str
    hook: str
    flaws: Callable[[Any], Iterator[str]]
    names_of: Callable[[Any], tuple[str, ...]]
    taken: Callable[[], Collection[str]] = tuple
    """Names that nlptk itself has without giving them through the hook."""


def format_flaws(format: object) -> Iterator[str]:
    """What keeps a format from being used, a sentence each."""
    if not isinstance(format, Format):
        yield f"{_shown(format)} is not a Format"
        return
    mismatch = api_mismatch(format.api_version)
    if mismatch:
        yield mismatch
        return
    for part in ("suffixes", "aliases"):
        if not isinstance(getattr(format, part), tuple):
            yield f"{part} is {_shown(getattr(format, part))}, not a tuple"
            return
    for name in (format.name, *format.aliases):
        yield from _name_flaws(name)
    for suffix in format.suffixes:
        yield from _suffix_flaws(suffix)
    yield from _summary_flaws(format.summary)
    yield from _ability_flaws(format)
    yield from _options_flaws(format.options)


def component_flaws(spec: object) -> Iterator[str]:
    """What keeps a component from being used."""
    if not isinstance(spec, ComponentSpec):
        yield f"{_shown(spec)} is not a ComponentSpec"
        return
    mismatch = api_mismatch(spec.api_version)
    if mismatch:
        yield mismatch
        return
    yield from _name_flaws(spec.name)
    yield from _summary_flaws(spec.summary)
    yield from _call_flaws("factory", spec.factory)
    yield from _settings_flaws(spec.settings)
    for part in ("needs", "gives"):
        layers = getattr(spec, part)
        if isinstance(layers, frozenset):
            yield from _layer_flaws(part, layers)
        else:
            yield f"{part} is {_shown(layers)}, not a frozenset"
    for part in ("trainable", "encoded", "whole_docs"):
        if not isinstance(getattr(spec, part), bool):
            yield f"{part} is {_shown(getattr(spec, part))}, neither True nor False"
    yield from _score_flaws(spec.scores, spec.weights)


def check_flaws(check: object) -> Iterator[str]:
    """What keeps a check from being used."""
    if not isinstance(check, type) or not issubclass(check, Check):
        yield f"{_shown(check)} is not a class made from Check"
        return
    declared: Any = check  # whatever a stranger wrote
    if not isinstance(declared.code, str) or not _CODE.fullmatch(declared.code):
        yield f"its code {check.code!r} is not a capital letter and three digits"
    yield from _name_flaws(check.name)
    if not isinstance(declared.severity, Severity):
        yield f"its severity {check.severity!r} is not a Severity"
    if isinstance(declared.layers, frozenset):
        yield from _layer_flaws("layers", check.layers)
    else:
        yield f"layers is {_shown(check.layers)}, not a frozenset"
    yield from _settings_flaws(check.settings)
    yield from _summary_flaws((check.__doc__ or "").partition("\n")[0])


def language_flaws(language: object) -> Iterator[str]:
    """What keeps language data from being used."""
    from nlptk.engine.text.languages import LanguageData  # most commands need no tokenizer

    if not isinstance(language, LanguageData):
        yield f"{_shown(language)} is not LanguageData"
        return
    yield from _name_flaws(language.code)


@cache
def _our_languages() -> Collection[str]:
    from nlptk.engine.text.languages import available_languages  # as above

    return available_languages().keys()


def _names_of_format(format: Format[Any]) -> tuple[str, ...]:
    return (format.name, *format.aliases)


FORMATS = Kind("format", "nlptk_formats", format_flaws, _names_of_format)
COMPONENTS = Kind("component", "nlptk_components", component_flaws, lambda spec: (spec.name,))
CHECKS = Kind("check", "nlptk_checks", check_flaws, lambda check: (check.code,))
LANGUAGES = Kind(
    "language", "nlptk_languages", language_flaws, lambda data: (data.code,), _our_languages
)


def _name_flaws(name: object) -> Iterator[str]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield f"its name {name!r} is not made of lower-case letters, digits, '_', '-' and '.'"
    elif name in _RESERVED:
        yield f"its name {name!r} has a meaning of its own"


def _ability_flaws(format: Format[Any]) -> Iterator[str]:
    if format.read is None and format.write is None:
        yield "it can neither be read nor written"
    for name, part in (("read", format.read), ("write", format.write), ("sniff", format.sniff)):
        if part is not None:
            yield from _call_flaws(name, part)
    yield from _layer_flaws("holds", format.holds)


def _layer_flaws(part: str, layers: frozenset[Layer]) -> Iterator[str]:
    for layer in layers - frozenset(Layer):
        yield f"{part} has {layer!r}, which is not a Layer"


def _suffix_flaws(suffix: object) -> Iterator[str]:
    if not isinstance(suffix, str) or not _SUFFIX.fullmatch(suffix) or suffix != suffix.lower():
        yield f"its suffix {suffix!r} is not a dot and lower-case letters, such as '.conllu'"
    elif suffix.endswith(COMPRESSIONS):
        yield f"its suffix {suffix!r} names a compression, which every format gets for free"


def _summary_flaws(summary: object) -> Iterator[str]:
    if not isinstance(summary, str) or not summary.strip() or "\n" in summary:
        yield f"its summary {summary!r} is not one line of text"


def _call_flaws(name: str, value: object) -> Iterator[str]:
    if not callable(value):
        yield f"{name} is {_shown(value)}, which cannot be called"


def _options_flaws(options: object) -> Iterator[str]:
    if not isinstance(options, type) or not is_dataclass(options):
        yield f"options is {_shown(options)}, not a dataclass"
        return
    for option in fields(options):
        if option.default is MISSING and option.default_factory is MISSING:
            yield f"its option {option.name!r} has no default"


def _settings_flaws(settings: object) -> Iterator[str]:
    if not isinstance(settings, type) or not is_dataclass(settings):
        yield f"settings is {_shown(settings)}, not a dataclass"
        return
    if not settings.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        yield f"settings is {_shown(settings)}, which is not frozen"
    for setting in fields(settings):
        if setting.default is MISSING and setting.default_factory is MISSING:
            yield f"its setting {setting.name!r} has no default"


def _score_flaws(scores: object, weights: object) -> Iterator[str]:
    if not isinstance(scores, tuple) or not all(isinstance(name, str) for name in scores):
        yield f"scores is {_shown(scores)}, not a tuple of names"
    if not isinstance(weights, Mapping):
        yield f"weights is {_shown(weights)}, which maps no names to numbers"
        return
    for name, weight in weights.items():
        if not isinstance(name, str) or not isinstance(weight, int | float) or not weight >= 0:
            yield f"the weight of {name!r} is {weight!r}, not a number from 0 on"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
