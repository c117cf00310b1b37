"""The pipeline components that come with nlptk, as a plugin like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.plugins import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.engine.protocols import ComponentSpec


@hookimpl
def nlptk_components() -> Sequence[ComponentSpec]:
    """The components; those who make one load its layers."""
    from .specs import SPECS  # when somebody asks, not when plugins are loaded

    return SPECS
