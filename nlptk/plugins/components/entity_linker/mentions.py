"""The mentions of a document, with what stands around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .counts import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.span import Span

_WINDOW = 25
"""Words on each side where nobody knows sentences."""


def mentions_of(doc: Doc, ents: Sequence[Span], n_sents: int) -> list[Mention]:
    """What the linker sees of entities: `n_sents` sentences on each side of their own are read."""
    words = [word.lower() for word in doc.words]
    starts = np.flatnonzero(doc.column("sent_start") == 1).tolist()
    bounds = [*starts, len(words)] if starts and starts[0] == 0 else [0, *starts, len(words)]
    texts = [ent.text for ent in ents]
    every = frozenset(texts)
    found = []
    for ent, text in zip(ents, texts, strict=True):
        if starts:
            at = int(np.searchsorted(bounds, ent.start, side="right")) - 1
            start = bounds[max(0, at - n_sents)]
            end = bounds[min(len(bounds) - 1, at + 1 + n_sents)]
        else:
            start, end = max(0, ent.start - _WINDOW), ent.end + _WINDOW
        around = words[start : ent.start] + words[ent.end : end]
        known = {word for word in around if word[:1].isalnum()}
        others = tuple(sorted(every - {text}))
        found.append(Mention(text, ent.label, tuple(sorted(known)), others))
    return found
