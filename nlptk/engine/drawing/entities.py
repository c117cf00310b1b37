"""A text with its entities highlighted, as HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from .escaped import escaped

if TYPE_CHECKING:
    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.span import Span

_SALT = 10243  # with it the hues of CoNLL-2003 and OntoNotes labels lie far apart
_LINE_END = re.compile("\r\n|[\n\r\u2028]")


class Palette(NamedTuple):
    """How marks look: saturation and lightness of the ground in percent, and the ink upon it."""

    saturation: int
    lightness: int
    ink: str


LIGHT = Palette(saturation=78, lightness=87, ink="#1b2430")
DARK = Palette(saturation=42, lightness=27, ink="#f3f5f8")


def draw_entities(doc: Doc) -> str:
    """The text as a paragraph; each entity is marked, with its label behind it.

    Marks have the colours of `LIGHT` unless a page sets `--mark-saturation`, `--mark-lightness` and
    `--mark-ink`. Line breaks stay.
    """
    parts = ['<p class="ents" dir="auto" style="line-height:2">']
    at = 0
    for ent in doc.ents:
        # the words of a contraction share its range: what is drawn is not drawn again
        start, end = max(ent.start_char, at), max(ent.end_char, at)
        parts += [_text(doc.text[at:start]), _mark(ent, doc.text[start:end])]
        at = end
    parts += [_text(doc.text[at:]), "</p>"]
    return "".join(parts)


def label_hue(label: str) -> int:
    """The colour of a label as a hue in degrees, always the same."""
    return crc32(label.encode("utf-8", "surrogatepass"), _SALT) % 360


def _mark(ent: Span, text: str) -> str:
    style = (
        f"background:hsl({label_hue(ent.label)} var(--mark-saturation,{LIGHT.saturation}%) "
        f"var(--mark-lightness,{LIGHT.lightness}%));color:var(--mark-ink,{LIGHT.ink});"
        "padding:.25em .4em;border-radius:.4em;"
        "-webkit-box-decoration-break:clone;box-decoration-break:clone"
    )
    link = f' title="{escaped(ent.kb_id)}"' if ent.kb_id else ""
    label = (
        '<span class="label" style="margin-inline-start:.5em;font-size:.68em;font-weight:700;'
        f'letter-spacing:.04em;vertical-align:.08em">{escaped(ent.label)}</span>'
    )
    return f'<mark class="ent" style="{style}"{link}>{_text(text)}{label}</mark>'


def _text(text: str) -> str:
    return "<br/>".join(map(escaped, _LINE_END.split(text)))
