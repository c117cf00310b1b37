"""What may be plugged in: formats, components and checks.

A format is a value: a name, what it can hold, and functions that read and write. Third parties
build the same value as our own formats do. A component and a check are named the same way.
"""

from __future__ import annotations

from .checks import Case, Check, ReaderRule
from .components import Component, ComponentSpec, KeepsFiles, OffersCandidates, TrainableComponent
from .formats import Deferred, Format, ReadContext, WriteContext, deferred
from .interface import API_VERSION, NoOptions

__all__ = [
    "API_VERSION",
    "Case",
    "Check",
    "Component",
    "ComponentSpec",
    "Deferred",
    "Format",
    "KeepsFiles",
    "NoOptions",
    "OffersCandidates",
    "ReadContext",
    "ReaderRule",
    "TrainableComponent",
    "WriteContext",
    "deferred",
]
