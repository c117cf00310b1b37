"""CoNLL-U, the format of Universal Dependencies: https://universaldependencies.org/format.html.

Everything in a file survives: what nlptk has no name for stays in the columns `deps` and `misc`, in
comments, multiword tokens and empty nodes, so that reading and writing gives the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlptk.engine.data.layers import Layer
from nlptk.engine.protocols import Format, deferred

_WORD_LINE = re.compile(rb"^[1-9][0-9]*(?:-[0-9]+)?\t[^\t]+(?:\t[^\t]*){8}\r?$")


@dataclass(frozen=True)
class ConlluOptions:
    """Options of CoNLL-U."""

    entities: str = "auto"
    """MISC key of entity tags when writing, and when reading if not auto (name, NE, NER, ner)."""
    many_roots: bool = False
    """Accept sentences with several roots."""


def sniff(head: bytes) -> bool:
    """Whether the first line that is no comment has ten columns and a word number."""
    for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if line.strip() and not line.startswith(b"#"):
            return bool(_WORD_LINE.match(line))
    return False


CONLLU = Format(
    name="conllu",
    summary="CoNLL-U treebanks (Universal Dependencies)",
    suffixes=(".conllu", ".conll"),
    read=deferred("nlptk.formats.conllu.read:read"),
    write=deferred("nlptk.formats.conllu.write:write"),
    sniff=sniff,
    holds=frozenset(Layer)
    - {
        Layer.LINKS,
        Layer.SOFT_LINKS,
        Layer.CATEGORIES,
        Layer.SPANS,
        Layer.METADATA,
        Layer.COLUMNS,
    },
    options=ConlluOptions,
)
