"""Hypothesis strategies for documents that hold chosen layers and nothing else."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab
from nlptk.plugins.testing import sample_doc

WORDS = st.text(st.sampled_from('aBé中🙂.,-|"\u0301\u00a0'), min_size=1, max_size=4).filter(
    lambda word: word == word.strip()
) | st.sampled_from(["O", "_", "B-PER", "-", "--", "a|b|c"])
LABELS = st.sampled_from(["PER", "B", "I-B", "creative-work", "é", "O"])
VALUES = st.sampled_from(["NN", "X=y", "-X-", "$", "é", "", ""])
TEXTS = st.text(st.sampled_from('ab é中🙂.,|"\t;\u00a0'), max_size=12).filter(str.strip)

_COLUMNS = {
    Layer.TAGS: "tag",
    Layer.POS: "pos",
    Layer.LEMMAS: "lemma",
    Layer.MORPHS: "morph",
    Layer.COLUMNS: "chunk",
}


@st.composite
def docs(
    draw: st.DrawFn,
    *layers: Layer,
    words: st.SearchStrategy[str] = WORDS,
    labels: st.SearchStrategy[str] = LABELS,
) -> Doc:
    """Documents of one to eight words, one space apart, with something in each of `layers`.

    Entities do not cross sentences; tokens in none are outside or unknown. Categories are 1.
    """
    tokens = draw(st.lists(words, min_size=1, max_size=8))
    n = len(tokens)
    doc = Doc(Vocab(), tokens)
    starts = [0]
    if Layer.SENTENCES in layers:
        starts += sorted(draw(st.sets(st.integers(1, n), max_size=2)) - {n})
        doc.set_column("sent_start", [1 if i in starts else -1 for i in range(n)])
    for layer, name in _COLUMNS.items():
        if layer in layers:
            doc.set_column(name, draw(st.lists(VALUES, min_size=n, max_size=n)))
    if Layer.ENTITIES in layers:
        bounds = list(pairwise([*starts, n]))
        doc.ents = [span for bound in bounds for span in draw(_entities(doc, bound, labels))]
        unknown = draw(st.lists(st.booleans(), min_size=n, max_size=n))
        iob = doc.column("ent_iob").copy()
        iob[(iob == EntIob.OUTSIDE) & np.array(unknown)] = EntIob.MISSING
        doc.set_column("ent_iob", iob)
    if Layer.CATEGORIES in layers:
        doc.cats = dict.fromkeys(draw(st.sets(labels, max_size=3)), 1.0)
    if Layer.IDS in layers and draw(st.booleans()):
        doc.meta["id"] = draw(st.sampled_from(["7", "", "a (b) c", "é", "x,y"]))
    return doc


@st.composite
def texts(draw: st.DrawFn, *, text: st.SearchStrategy[str] = TEXTS) -> Doc:
    """Documents of a text, tokenized as tests of formats do it."""
    doc = sample_doc(draw(text))
    del doc.meta["id"]
    return doc


@st.composite
def _entities(
    draw: st.DrawFn, doc: Doc, bounds: tuple[int, int], labels: st.SearchStrategy[str]
) -> list[Span]:
    edges = sorted(draw(st.sets(st.integers(*bounds), max_size=4)))
    chosen = [pair for pair in pairwise(edges) if draw(st.booleans())]
    return [Span(doc, start, end, draw(labels)) for start, end in chosen]
