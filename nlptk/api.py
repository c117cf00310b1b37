"""The window for plugin authors and scripts: every name here keeps its meaning.

A plugin imports from this module and from `nlptk.plugins.testing`, and from nowhere else in nlptk.
`API_VERSION` counts the changes that would break one. Names are imported when they are first used:
a plugin's module, which every command loads, must not bring numpy along for `hookimpl`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, see nlptk/__init__.py
if TYPE_CHECKING:
    from nlptk.engine.data.builder import DocBuilder
    from nlptk.engine.data.columns import EmptyNode, EntIob, Multiword, Origin
    from nlptk.engine.data.diagnostic import Diagnostic, Severity
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.entity_columns import entity_columns
    from nlptk.engine.data.example import Example
    from nlptk.engine.data.gold import GoldParse
    from nlptk.engine.data.label_table import LabelTable
    from nlptk.engine.data.layers import Layer
    from nlptk.engine.data.sink import Sink
    from nlptk.engine.data.source import Source
    from nlptk.engine.data.span import Span
    from nlptk.engine.data.token import Token
    from nlptk.engine.data.vocab import Vocab
    from nlptk.engine.diagnostics.checked import CheckedDoc
    from nlptk.engine.diagnostics.survey import Survey
    from nlptk.engine.errors import DataError, Place, UsageError
    from nlptk.engine.layers.softmax_head import cross_entropy, grow_head, softmax_head
    from nlptk.engine.layers.weights import to_cpu
    from nlptk.engine.protocols import (
        API_VERSION,
        Case,
        Check,
        Component,
        ComponentSpec,
        Format,
        KeepsFiles,
        NoOptions,
        OffersCandidates,
        ReadContext,
        ReaderRule,
        TrainableComponent,
        WriteContext,
    )
    from nlptk.engine.runtime import choose_ops
    from nlptk.engine.stream.batch import Batch, Stretch
    from nlptk.engine.text.languages.data import LanguageData
    from nlptk.plugins import hookimpl

_HOMES = {
    "API_VERSION": "nlptk.engine.protocols",
    "Batch": "nlptk.engine.stream.batch",
    "Case": "nlptk.engine.protocols",
    "Check": "nlptk.engine.protocols",
    "CheckedDoc": "nlptk.engine.diagnostics.checked",
    "Component": "nlptk.engine.protocols",
    "ComponentSpec": "nlptk.engine.protocols",
    "DataError": "nlptk.engine.errors",
    "Diagnostic": "nlptk.engine.data.diagnostic",
    "Doc": "nlptk.engine.data.doc",
    "DocBuilder": "nlptk.engine.data.builder",
    "EmptyNode": "nlptk.engine.data.columns",
    "EntIob": "nlptk.engine.data.columns",
    "Example": "nlptk.engine.data.example",
    "Format": "nlptk.engine.protocols",
    "GoldParse": "nlptk.engine.data.gold",
    "KeepsFiles": "nlptk.engine.protocols",
    "LabelTable": "nlptk.engine.data.label_table",
    "LanguageData": "nlptk.engine.text.languages.data",
    "Layer": "nlptk.engine.data.layers",
    "Multiword": "nlptk.engine.data.columns",
    "NoOptions": "nlptk.engine.protocols",
    "OffersCandidates": "nlptk.engine.protocols",
    "Origin": "nlptk.engine.data.columns",
    "Place": "nlptk.engine.errors",
    "ReadContext": "nlptk.engine.protocols",
    "ReaderRule": "nlptk.engine.protocols",
    "Severity": "nlptk.engine.data.diagnostic",
    "Sink": "nlptk.engine.data.sink",
    "Source": "nlptk.engine.data.source",
    "Span": "nlptk.engine.data.span",
    "Stretch": "nlptk.engine.stream.batch",
    "Survey": "nlptk.engine.diagnostics.survey",
    "Token": "nlptk.engine.data.token",
    "TrainableComponent": "nlptk.engine.protocols",
    "UsageError": "nlptk.engine.errors",
    "Vocab": "nlptk.engine.data.vocab",
    "WriteContext": "nlptk.engine.protocols",
    "choose_ops": "nlptk.engine.runtime",
    "cross_entropy": "nlptk.engine.layers.softmax_head",
    "entity_columns": "nlptk.engine.data.entity_columns",
    "grow_head": "nlptk.engine.layers.softmax_head",
    "hookimpl": "nlptk.plugins",
    "softmax_head": "nlptk.engine.layers.softmax_head",
    "to_cpu": "nlptk.engine.layers.weights",
}
"""Each name and the module where it lives. A new one is also imported above, for type checkers, and
listed below; a test keeps the three in step."""

__all__ = [
    "API_VERSION",
    "Batch",
    "Case",
    "Check",
    "CheckedDoc",
    "Component",
    "ComponentSpec",
    "DataError",
    "Diagnostic",
    "Doc",
    "DocBuilder",
    "EmptyNode",
    "EntIob",
    "Example",
    "Format",
    "GoldParse",
    "KeepsFiles",
    "LabelTable",
    "LanguageData",
    "Layer",
    "Multiword",
    "NoOptions",
    "OffersCandidates",
    "Origin",
    "Place",
    "ReadContext",
    "ReaderRule",
    "Severity",
    "Sink",
    "Source",
    "Span",
    "Stretch",
    "Survey",
    "Token",
    "TrainableComponent",
    "UsageError",
    "Vocab",
    "WriteContext",
    "choose_ops",
    "cross_entropy",
    "entity_columns",
    "grow_head",
    "hookimpl",
    "softmax_head",
    "to_cpu",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import sys  # these two only when something is asked for
    from importlib import import_module

    found = getattr(import_module(_HOMES[name]), name)
    if "nlptk.engine.data.doc" in sys.modules:  # whoever makes documents may look at them
        import_module("nlptk.engine.drawing.notebook").draw_in_notebooks()
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
