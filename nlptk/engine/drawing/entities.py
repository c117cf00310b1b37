"""A text with its entities highlighted, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from .escaped import escaped

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc

_HUES = 24


def draw_entities(doc: Doc) -> str:
    """The text as a paragraph; each entity is marked, with its label behind it."""
    parts = []
    at = 0
    for ent in doc.ents:
        start, end = int(doc.starts[ent.start]), int(doc.ends[ent.end - 1])
        parts.append(_text(doc.text[at:start]))
        link = f' title="{escaped(ent.kb_id)}"' if ent.kb_id else ""
        parts.append(
            f'<mark class="ent" style="--hue: {label_hue(ent.label)}"{link}>'
            f"{_text(doc.text[start:end])}<span>{escaped(ent.label)}</span></mark>"
        )
        at = end
    parts.append(_text(doc.text[at:]))
    return f'<p class="ents">{"".join(parts)}</p>'


def label_hue(label: str) -> int:
    """The colour of a label as a hue in degrees, always the same."""
    return crc32(label.encode("utf-8", "surrogatepass")) % _HUES * (360 // _HUES)


def _text(text: str) -> str:
    return escaped(text).replace("\n", "<br/>")
