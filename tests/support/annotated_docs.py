"""Documents with all kinds of annotation, for property tests of formats that hold most layers."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
from hypothesis import strategies as st

from nlptk.engine.data.columns import EntIob
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.soft_links import likeliest, set_soft_links
from nlptk.engine.data.span import Span
from nlptk.engine.data.vocab import Vocab

words = st.text(
    st.sampled_from('abé中🙂"\\-_/.,[{:|\u0301'), min_size=1, max_size=4
) | st.sampled_from(["New York", "``", "''", "-LRB-", "null", "'", "--"])
gaps = st.sampled_from(["", "", " ", " ", "  ", "\n", "\t ", "\u00a0", "\u2028"])
labels = st.sampled_from(["PER", "WORK-OF-ART", "B", 'a "quoted" one', "é", "O", "-"])
values = st.sampled_from(["NN", "X|Y=z", "-", '"', "\\", "é", "", ""])
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 5).map(float)
ids = st.sampled_from(["", "Q1"])
chances = st.dictionaries(
    st.text('aé"\\{|=', max_size=3), st.sampled_from([0.0, 0.25, 1 / 3, 0.5]), max_size=2
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("aé\n\"'\\🙂", max_size=4) | numbers,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=4,
)


@st.composite
def annotated_docs(draw: st.DrawFn) -> Doc:
    """Documents whose annotation is sound: trees within sentences, entities that do not touch two
    tokens of one multiword token alone, no value that JSON has not."""
    tokens = draw(st.lists(st.tuples(gaps, words), max_size=8))
    doc = _spelled(draw, tokens)
    n = len(doc)
    if n:
        for name in ("tag", "pos", "morph", "lemma", "dep"):
            if draw(st.booleans()):
                doc.set_column(name, draw(st.lists(values, min_size=n, max_size=n)))
        _set_sentences(draw, doc)
        _set_heads(draw, doc)
        if draw(st.booleans()):
            _set_entities(draw, doc)
        doc.spans = draw(st.dictionaries(labels, st.lists(_spans(doc), max_size=2), max_size=2))
        if draw(st.booleans()):
            doc.spans["brackets"] = draw(st.lists(_spans(doc), max_size=3))
    doc.cats = draw(st.dictionaries(labels, numbers, max_size=2))
    doc.meta = draw(st.dictionaries(st.sampled_from(["id", "meta", "x", "text"]), json_values))
    return doc


def _spelled(draw: st.DrawFn, tokens: list[tuple[str, str]]) -> Doc:
    last_gap = draw(gaps)
    text = "".join(gap + word for gap, word in tokens) + last_gap
    ends = list(accumulate(len(gap) + len(word) for gap, word in tokens))
    starts = [end - len(word) for end, (_, word) in zip(ends, tokens, strict=True)]
    forms = [word for _, word in tokens]
    if forms and draw(st.booleans()):  # a multiword token of two words
        at = draw(st.integers(0, len(forms) - 1))
        starts.insert(at, starts[at])
        ends.insert(at, ends[at])
        forms[at : at + 1] = ["de", "le"]
    return Doc.from_offsets(
        Vocab(), text, np.array(starts, np.int32), np.array(ends, np.int32), words=forms
    )


def _set_sentences(draw: st.DrawFn, doc: Doc) -> None:
    n = len(doc)
    kind = draw(st.sampled_from(["none", "whole", "any"]))
    if kind == "whole":
        doc.set_column("sent_start", [1, *draw(_list_of(st.sampled_from([1, -1]), n - 1))])
    elif kind == "any":
        doc.set_column("sent_start", draw(_list_of(st.sampled_from([1, 0, -1]), n)))


def _list_of(items: st.SearchStrategy[int], n: int) -> st.SearchStrategy[list[int]]:
    return st.lists(items, min_size=n, max_size=n)


def _set_heads(draw: st.DrawFn, doc: Doc) -> None:
    if draw(st.booleans()):
        heads = []
        for start, end in doc.sent_bounds:
            heads += [draw(st.sampled_from([-1, *range(start, i + 1)])) for i in range(start, end)]
        doc.set_column("head", heads)


def _spans(doc: Doc) -> st.SearchStrategy[Span]:
    n = len(doc)
    return st.builds(
        lambda edges, label, kb_id: Span(doc, min(edges), max(edges), label, kb_id=kb_id),
        st.tuples(st.integers(0, n), st.integers(0, n)),
        labels | st.just(""),
        st.sampled_from(["", "", "Q1"]),
    )


def _set_entities(draw: st.DrawFn, doc: Doc) -> None:
    edges = sorted(draw(st.sets(st.integers(0, len(doc)), max_size=6)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    soft = {pair: draw(chances) for pair in pairs}
    doc.ents = [
        Span(doc, *pair, draw(labels), kb_id=likeliest(soft[pair]) or draw(ids)) for pair in pairs
    ]
    characters = {(ent.start_char, ent.end_char) for ent in doc.ents}
    if len(characters) == len(pairs):  # or nobody could say which of two entities is meant
        set_soft_links(doc, soft)
    iob = doc.column("ent_iob").copy()
    unknown = draw(_list_of(st.integers(0, 1), len(doc)))
    iob[(iob == EntIob.OUTSIDE) & np.array(unknown, dtype=bool)] = EntIob.MISSING
    doc.set_column("ent_iob", iob)
