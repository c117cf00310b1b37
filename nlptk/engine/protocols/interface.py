"""What all kinds of plugins share: the version of the interface, and options where none are."""

from __future__ import annotations

from dataclasses import dataclass

API_VERSION = 1
"""The plugin interface. It grows when something is added and changes when something would break."""


@dataclass(frozen=True)
class NoOptions:
    """The options of a format that has none."""
