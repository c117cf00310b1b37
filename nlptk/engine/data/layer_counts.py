"""How much of each layer of annotation a document holds."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from .columns import NUMBER_COLUMNS, STRING_COLUMNS, EntIob
from .layers import Layer
from .soft_links import soft_links

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .doc import Doc

_COUNTED_COLUMNS = {
    Layer.TAGS: "tag",
    Layer.POS: "pos",
    Layer.MORPHS: "morph",
    Layer.LEMMAS: "lemma",
    Layer.ENHANCED: "deps",
}
_PLAIN = re.compile(r"[!-~ ]*")  # printable ASCII: all whitespace is the space
_KNOWN_COLUMNS = {*STRING_COLUMNS, *NUMBER_COLUMNS, *_COUNTED_COLUMNS.values(), "misc"}
_SAID_ELSEWHERE = re.compile(
    r"(?:(?:SpaceAfter|SpacesAfter|SpacesBefore|name|NE|NER|ner)=[^|]*(?:\||$))*"
)
"""What readers of CoNLL-U turn into spacing and entities: losing it as MISC loses nothing."""
_NOTHING_MORE = frozenset({"", "SpaceAfter=No"})
_REDUNDANT_COMMENTS = ("# text =", "# newdoc")


def count_layers(doc: Doc) -> Counter[Layer]:
    """How many of each layer a document holds; layers it lacks are left out."""
    counts = {Layer.DOCUMENTS: 1, Layer.TOKENS: len(doc)}
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
        counts[Layer.SOFT_LINKS] = len(soft_links(doc))
    if doc.is_sentenced:
        counts[Layer.SENTENCES] = doc.n_sents
    counts[Layer.SPACING] = _unusual_gaps(doc)
    counts[Layer.CATEGORIES] = len(doc.cats)
    counts[Layer.SPANS] = sum(map(len, doc.spans.values()))
    counts[Layer.MULTIWORDS] = len(doc.multiwords)
    counts[Layer.EMPTY_NODES] = len(doc.empty_nodes)
    counts[Layer.MISC] = _count_misc(doc.texts("misc")) if "misc" in names else 0
    comments = chain.from_iterable(doc.comments.values())
    counts[Layer.COMMENTS] = sum(not line.startswith(_REDUNDANT_COMMENTS) for line in comments)
    counts[Layer.IDS] = int("id" in doc.meta)
    counts[Layer.METADATA] = len(doc.meta) - counts[Layer.IDS]
    counts[Layer.COLUMNS] = sum(doc.count(name) for name in names if name not in _KNOWN_COLUMNS)
    return Counter({layer: count for layer, count in counts.items() if count})


def _count_misc(values: Sequence[str]) -> int:
    """How many words have something in MISC that is not said in another layer."""
    if _NOTHING_MORE.issuperset(values):
        return 0
    distinct = Counter(values)
    return sum(n for value, n in distinct.items() if not _SAID_ELSEWHERE.fullmatch(value))


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
