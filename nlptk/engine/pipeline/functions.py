"""A function of documents as a component of a pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlptk.engine.errors import UsageError
from nlptk.engine.protocols import ComponentSpec, NoOptions

from .pipes import Pipe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.layers.arrays import Array
    from nlptk.engine.stream.batch import Batch


class FunctionComponent:
    """Calls a function with each document. It lives in the script: it cannot be stored."""

    def __init__(self, name: str, function: Callable[[Doc], Doc | None]) -> None:
        self.name = name
        self.function = function

    def annotate(self, batch: Batch, encoded: Array | None) -> None:  # noqa: ARG002 - no weights
        """Let the function change the documents. Raises `UsageError` when it makes others."""
        for doc in batch.docs:
            result = self.function(doc)
            if result is not None and result is not doc:
                raise UsageError(
                    f"the function {self.name} returned another document than it was given",
                    expected="the same document, changed, or None",
                )

    def state(self) -> dict[str, Any]:
        """Raise `UsageError`: what a function does cannot be kept."""
        raise UsageError(
            f"the pipeline cannot be stored with the function {self.name} in it",
            hint=f"nlp.remove_pipe({self.name!r}) first, and add the function after loading; "
            "or make it a component of a plugin",
        )

    def restore(self, state: Mapping[str, Any], width: int) -> None:  # noqa: ARG002 - see state
        """Raise `UsageError`, as `state` does."""
        self.state()


def function_pipe(function: Callable[[Doc], Doc | None], name: str) -> Pipe:
    """A pipe that calls a function, by the function's own name unless another is given."""
    own = name or getattr(function, "__name__", "") or type(function).__name__
    component = FunctionComponent(own, function)
    spec = ComponentSpec(name=own, summary="a function", factory=lambda _settings: component)
    return Pipe(own, spec, NoOptions(), component)
