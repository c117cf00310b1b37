"""The mentions of a document, with what stands around them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from .evidence import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.span import Span

_WINDOW = 25
"""Words on each side where nobody knows sentences."""


def windows(doc: Doc, ents: Sequence[Span], n_sents: int) -> list[tuple[int, int]]:
    """The tokens that are read for each entity: its sentence and `n_sents` on each side of it."""
    starts = np.flatnonzero(doc.column("sent_start") == 1).tolist()
    if not starts:
        return [(max(0, ent.start - _WINDOW), min(len(doc), ent.end + _WINDOW)) for ent in ents]
    edges = [*starts, len(doc)] if starts[0] == 0 else [0, *starts, len(doc)]
    sents = list(pairwise(edges))
    at = np.searchsorted(edges, [ent.start for ent in ents], side="right") - 1
    return [
        (sents[max(0, i - n_sents)][0], max(ent.end, sents[min(len(sents) - 1, i + n_sents)][1]))
        for i, ent in zip(at.tolist(), ents, strict=True)
    ]


def mentions_of(doc: Doc, ents: Sequence[Span], n_sents: int) -> list[Mention]:
    """What the linker sees of entities: `n_sents` sentences on each side of their own are read."""
    words = [word.lower() for word in doc.words]
    page = frozenset(words)
    texts = [ent.text for ent in ents]
    every = frozenset(texts)
    found = []
    for ent, text, (start, end) in zip(ents, texts, windows(doc, ents, n_sents), strict=True):
        around = words[start : ent.start] + words[ent.end : end]
        known = {word for word in around if word[:1].isalnum()}
        others = tuple(sorted(every - {text}))
        found.append(Mention(text, ent.label, tuple(sorted(known)), others, page))
    return found
