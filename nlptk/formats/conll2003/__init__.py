"""Columns separated by whitespace, entities last: CoNLL-2003, CoNLL-2002, WNUT and their kin.

Two to five columns; a line with `-DOCSTART-` in whatever spelling starts a document, and an empty
line (or one of whitespace) ends a sentence. The scheme of the entity tags is found out.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlptk.engine.data.layers import Layer
from nlptk.engine.data.tagged import looks_like_tag, sniffed_lines
from nlptk.engine.protocols import Format, deferred

from .layout import LAYOUTS, is_docstart


@dataclass(frozen=True)
class Conll2003Options:
    """Options of column files."""

    scheme: str = "auto"
    """Scheme of the entity tags read: auto, IOB1, IOB2, BILUO or IOBES."""
    columns: str = "auto"
    """Names of the columns read, such as word,pos,ner; auto tells by their number."""
    output_scheme: str = "IOB2"
    """Scheme of the entity tags written."""
    output_columns: str = "word,tag,chunk,ner"
    """Names of the columns written, such as word,ner."""


def sniff(head: bytes) -> bool:
    """Whether the first lines have the same two to five fields, of which the last is a tag."""
    rows = [fields for fields in sniffed_lines(head, 100) if not is_docstart(fields[0])]
    if not rows or len({len(fields) for fields in rows}) > 1:
        return False
    return len(rows[0]) in LAYOUTS and all(looks_like_tag(fields[-1]) for fields in rows)


CONLL2003 = Format(
    name="conll2003",
    summary="entity columns: CoNLL-2003, CoNLL-2002, WNUT",
    suffixes=(".conll", ".ner", ".bio", ".iob", ".conll2003", ".conll.txt"),
    aliases=("ner",),
    read=deferred("nlptk.formats.conll2003.read:read"),
    write=deferred("nlptk.formats.conll2003.write:write"),
    sniff=sniff,
    holds=frozenset(
        {
            Layer.DOCUMENTS,
            Layer.IDS,
            Layer.SENTENCES,
            Layer.TOKENS,
            Layer.TAGS,
            Layer.ENTITIES,
            Layer.COLUMNS,
        }
    ),
    options=Conll2003Options,
)
