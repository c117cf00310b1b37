"""Pipe: a component in its place in a pipeline, and the checks that the places make sense."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from thinc.api import Model

    from nlptk.engine.protocols import ComponentSpec

SHARED = "shared"
"""The name of the encoder that components share unless they ask for their own."""


@dataclass(slots=True)
class Pipe:
    """A component by the name it has in its pipeline.

    `encoder` names the encoder whose vectors it reads; "" when it reads none.
    """

    name: str
    spec: ComponentSpec
    settings: Any
    component: Any
    encoder: str = ""

    @property
    def model(self) -> Model[Any, Any] | None:
        """The layers of the component; None for one without weights, or not built yet."""
        model: Model[Any, Any] | None = getattr(self.component, "model", None)
        return model

    def check_made(self) -> None:
        """Raise `UsageError` for a component that learns and was given no weights yet."""
        if self.spec.trainable and self.model is None:
            raise UsageError(
                f"{self.name} has learned nothing yet",
                expected="a component that was trained, or loaded",
                hint=f"train it, or leave it out: nlp.disable_pipes({self.name!r}) for a while, "
                f"nlp.remove_pipe({self.name!r}) for good",
            )

    @property
    def whole_docs(self) -> bool:
        """Whether the component learns from whole documents only, as it is set up."""
        return bool(getattr(self.component, "whole_docs", self.spec.whole_docs))

    @property
    def reads_encoding(self) -> bool:
        """Whether the component wants the encoding, as it is set up."""
        return self.spec.encoded and bool(getattr(self.component, "reads_encoding", True))


def make_pipe(
    spec: ComponentSpec, name: str, settings: Mapping[str, Any] | object | None = None
) -> Pipe:
    """A pipe of that name. `settings` are the spec's, or a mapping with some of them.

    Raises `UsageError` for settings the component does not have.
    """
    chosen = settings if isinstance(settings, spec.settings) else None
    if chosen is None:
        given = dict(settings) if settings else {}  # type: ignore[call-overload]
        known = [field.name for field in fields(spec.settings)]
        wrong = sorted(set(given) - set(known))
        if wrong:
            raise UsageError(
                f"{name} has no setting {', '.join(map(repr, wrong))}",
                expected=f"some of: {', '.join(known)}" if known else "no settings",
            )
        chosen = spec.settings(**given)
    return pipe_of(spec.factory(chosen), spec, name, settings=chosen)


def pipe_of(component: Any, spec: ComponentSpec, name: str, *, settings: Any = None) -> Pipe:
    """A pipe of a component that is there; its `settings` are those that it has, if none other."""
    chosen = getattr(component, "settings", None) if settings is None else settings
    pipe = Pipe(name, spec, spec.settings() if chosen is None else chosen, component)
    if pipe.reads_encoding:
        wanted = getattr(pipe.settings, "encoder", SHARED)
        pipe.encoder = SHARED if wanted == SHARED else name
    return pipe


def spec_of(component: object, specs: Mapping[str, ComponentSpec]) -> ComponentSpec | None:
    """The spec whose factory is the class of a component, if there is one."""
    kind = type(component)
    path = f"{kind.__module__}:{kind.__qualname__}"
    for spec in specs.values():
        if spec.factory is kind or getattr(spec.factory, "path", "") == path:
            return spec
    return None


def check_order(pipes: Sequence[Pipe]) -> None:
    """Raise `UsageError` when a component needs what only a later one gives."""
    given: set[str] = set()
    for number, pipe in enumerate(pipes):
        for layer in sorted(pipe.spec.needs - given):
            later = [other.name for other in pipes[number + 1 :] if layer in other.spec.gives]
            if later:
                raise UsageError(
                    f"{pipe.name} needs {layer}, which {later[0]} gives after it",
                    hint=f"put {later[0]} before {pipe.name}",
                )
        given |= pipe.spec.gives


def find_spec(name: str, specs: Mapping[str, ComponentSpec]) -> ComponentSpec:
    """The component of that name. Raises `UsageError` that lists what there is."""
    if name in specs:
        return specs[name]
    raise UsageError(
        f"there is no component {name!r}",
        expected=f"one of: {', '.join(sorted(specs))}",
        hint="see `nlptk plugins` for components of plugins that failed to load",
    )


def listed(names: Iterable[str]) -> str:
    """Names for an error message."""
    return ", ".join(names) or "none"
