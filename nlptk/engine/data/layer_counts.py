"""How much of each layer of annotation a document holds."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from .doc import STRING_COLUMNS, EntIob
from .layers import Layer

if TYPE_CHECKING:
    from .doc import Doc

_COUNTED_COLUMNS = {
    Layer.TAGS: "tag",
    Layer.POS: "pos",
    Layer.MORPHS: "morph",
    Layer.LEMMAS: "lemma",
    Layer.ENHANCED: "deps",
    Layer.MISC: "misc",
}
_PLAIN = re.compile(r"[!-~ ]*")  # printable ASCII: all whitespace is the space
_KNOWN_COLUMNS = {*STRING_COLUMNS, *_COUNTED_COLUMNS.values(), "head", "ent_iob", "sent_start"}


def count_layers(doc: Doc) -> Counter[Layer]:
    """How many of each layer a document holds; layers it lacks are left out."""
    counts: Counter[Layer] = Counter({Layer.DOCUMENTS: 1, Layer.TOKENS: len(doc)})
    names = doc.column_names
    for layer, name in _COUNTED_COLUMNS.items():
        if name in names:
            counts[layer] = doc.count(name)
    if "head" in names:
        counts[Layer.ARCS] = doc.count("head")
    if "ent_iob" in names:
        begins = doc.column("ent_iob") == EntIob.BEGIN
        counts[Layer.ENTITIES] = int(np.count_nonzero(begins))
        counts[Layer.LINKS] = int(np.count_nonzero(doc.column("kb_id")[begins]))
    if "sent_start" in names:
        starts = doc.column("sent_start") == 1
        counts[Layer.SENTENCES] = int(np.count_nonzero(starts)) + int(
            doc.is_sentenced and not starts[0]
        )
    counts[Layer.SPACING] = _unusual_gaps(doc)
    counts[Layer.CATEGORIES] = len(doc.cats)
    counts[Layer.SPANS] = sum(map(len, doc.spans.values()))
    counts[Layer.MULTIWORDS] = len(doc.multiwords)
    counts[Layer.EMPTY_NODES] = len(doc.empty_nodes)
    counts[Layer.COMMENTS] = sum(map(len, doc.comments.values()))
    counts[Layer.IDS] = int("id" in doc.meta)
    counts[Layer.METADATA] = len(doc.meta) - counts[Layer.IDS]
    counts[Layer.COLUMNS] = sum(doc.count(name) for name in names if name not in _KNOWN_COLUMNS)
    return +counts


def _unusual_gaps(doc: Doc) -> int:
    """How many tokens are followed by something other than one space, up to the last token."""
    edges = int(doc.text != doc.text.strip())
    if len(doc) < 2:
        return edges
    ends = doc.ends[:-1]
    single = doc.starts[1:] - ends == 1
    unusual = len(single) - int(np.count_nonzero(single))
    if not _PLAIN.fullmatch(doc.text):
        unusual += sum(doc.text[end] != " " for end in ends[single].tolist())
    return unusual + edges
