"""nlptk: turn annotated text into trained NLP pipelines from the command line.

The names below are imported when they are first used, so that `import nlptk` costs next to nothing.
"""

from __future__ import annotations

from nlptk._version import __version__

TYPE_CHECKING = False  # as in `typing`, whose import alone would take ten times as long as ours
if TYPE_CHECKING:
    from nlptk.composition import blank, load
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.entity_offsets import (
        biluo_tags_from_offsets,
        offsets_from_biluo_tags,
        spans_from_biluo_tags,
    )
    from nlptk.engine.data.example import Example
    from nlptk.engine.data.gold import GoldParse
    from nlptk.engine.data.span import Span
    from nlptk.engine.data.tags import biluo_to_iob, iob_to_biluo
    from nlptk.engine.data.token import Token
    from nlptk.engine.data.training_json import docs_to_json
    from nlptk.engine.data.vectors import Vectors
    from nlptk.engine.data.vocab import Vocab
    from nlptk.engine.drawing.render import render
    from nlptk.engine.kb.knowledge_base import KnowledgeBase
    from nlptk.engine.stream.schedules import compounding, decaying, minibatch
    from nlptk.engine.text.matcher import Matcher
    from nlptk.engine.text.phrase_matcher import PhraseMatcher
    from nlptk.engine.training.language import Language
    from nlptk.plugins import hookimpl
    from nlptk.plugins.components.entity_ruler import EntityRuler

_HOMES = {
    "Doc": "nlptk.engine.data.doc",
    "EntityRuler": "nlptk.plugins.components.entity_ruler",
    "Example": "nlptk.engine.data.example",
    "GoldParse": "nlptk.engine.data.gold",
    "KnowledgeBase": "nlptk.engine.kb.knowledge_base",
    "Language": "nlptk.engine.training.language",
    "Matcher": "nlptk.engine.text.matcher",
    "PhraseMatcher": "nlptk.engine.text.phrase_matcher",
    "Span": "nlptk.engine.data.span",
    "Token": "nlptk.engine.data.token",
    "Vectors": "nlptk.engine.data.vectors",
    "Vocab": "nlptk.engine.data.vocab",
    "biluo_tags_from_offsets": "nlptk.engine.data.entity_offsets",
    "biluo_to_iob": "nlptk.engine.data.tags",
    "blank": "nlptk.composition",
    "compounding": "nlptk.engine.stream.schedules",
    "decaying": "nlptk.engine.stream.schedules",
    "docs_to_json": "nlptk.engine.data.training_json",
    "hookimpl": "nlptk.plugins",
    "iob_to_biluo": "nlptk.engine.data.tags",
    "load": "nlptk.composition",
    "minibatch": "nlptk.engine.stream.schedules",
    "offsets_from_biluo_tags": "nlptk.engine.data.entity_offsets",
    "render": "nlptk.engine.drawing.render",
    "spans_from_biluo_tags": "nlptk.engine.data.entity_offsets",
}
"""Each public name and the module where it lives. A new one is also imported above, for type
checkers, and listed below; a test keeps the three in step."""

__all__ = [
    "Doc",
    "EntityRuler",
    "Example",
    "GoldParse",
    "KnowledgeBase",
    "Language",
    "Matcher",
    "PhraseMatcher",
    "Span",
    "Token",
    "Vectors",
    "Vocab",
    "__version__",
    "biluo_tags_from_offsets",
    "biluo_to_iob",
    "blank",
    "compounding",
    "decaying",
    "docs_to_json",
    "hookimpl",
    "iob_to_biluo",
    "load",
    "minibatch",
    "offsets_from_biluo_tags",
    "render",
    "spans_from_biluo_tags",
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
