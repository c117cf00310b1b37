"""What may be added to a pipeline: a component by name, one that is made already, a function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError

from .functions import function_pipe
from .pipes import Pipe, find_spec, make_pipe, pipe_of, spec_of

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from nlptk.engine.protocols import ComponentSpec


def pipe_to_add(
    component: Any,
    config: Any,
    name: str,
    *,
    specs: Mapping[str, ComponentSpec],
    made: Pipe | None,
    encodings: Container[str],
) -> Pipe:
    """The pipe of what `Language.add_pipe` is given, with its `config` and `name`, if any.

    `made` is the pipe that the component has had in this pipeline, `encodings` the names of the
    encoders that are there.

    Raises:
        UsageError: unknown component or settings, or one that has learned elsewhere.
    """
    if isinstance(component, str):
        return make_pipe(find_spec(component, specs), name or component, config)
    if config is not None:
        raise UsageError(
            "settings of a component that is made already",
            hint="give them to create_pipe, or add_pipe the component by name",
        )
    spec = made.spec if made is not None else spec_of(component, specs)
    if spec is not None:
        own = made.name if made is not None else spec.name
        settings = made.settings if made is not None else None
        pipe = pipe_of(component, spec, name or own, settings=settings)
        return _without_strange_encoding(pipe, made, encodings)
    if callable(component):
        return function_pipe(component, name)
    raise UsageError(
        f"{component!r} is no component",
        expected="a name, what create_pipe made, or a function of a document",
    )


def _without_strange_encoding(pipe: Pipe, made: Pipe | None, encodings: Container[str]) -> Pipe:
    """Raise `UsageError` for a component that has learned on an encoding that is not here."""
    if not pipe.encoder or pipe.model is None:
        return pipe
    if made is not None and made.encoder in encodings:
        pipe.encoder = made.encoder
        return pipe
    raise UsageError(
        f"{pipe.name} has learned to read the encoding of another pipeline",
        hint="load that pipeline, or train a new component here",
    )
