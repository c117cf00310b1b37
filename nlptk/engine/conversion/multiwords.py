"""Merge the words of multiword tokens into the tokens that stand in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.data.columns import EntIob, Origin
from nlptk.engine.data.doc import Doc
from nlptk.engine.data.soft_links import set_soft_links, soft_links
from nlptk.engine.data.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from nlptk.engine.data.columns import Multiword


def merge_multiwords(docs: Iterable[Doc]) -> Iterator[Doc]:
    """Documents whose multiword tokens are single tokens, as they stand in the text.

    The merged token has the head, relation, part of speech and features of the word that is highest
    in the tree; tags and lemmas that differ are joined by an underscore. Enhanced dependencies and
    empty nodes, which number the words that were, are left out.
    """
    for doc in docs:
        yield _merged(doc) if doc.multiwords else doc


def _merged(doc: Doc) -> Doc:
    keep = np.ones(len(doc), dtype=bool)
    source = np.arange(len(doc))
    words, starts, ends = list(doc.words), doc.starts.copy(), doc.ends.copy()
    tags, lemmas = list(doc.texts("tag")), list(doc.texts("lemma"))
    for word in doc.multiwords:
        at, inside = word.start, slice(word.start, word.end)
        keep[at + 1 : word.end] = False
        source[at] = _highest(doc, word)
        words[at] = word.form
        starts[at], ends[at] = starts[inside].min(), ends[inside].max()
        tags[at], lemmas[at] = _joined(tags[inside]), _joined(lemmas[inside])
    kept = np.flatnonzero(keep)
    target = np.cumsum(keep) - 1  # of each word, the token it became part of
    merged = Doc.from_offsets(
        doc.vocab, doc.text, starts[kept], ends[kept], words=[words[i] for i in kept.tolist()]
    )
    for name in doc.column_names:
        if name not in ("deps", "head", "ent_iob", "ent_type", "kb_id", "soft_links"):
            merged.set_column(name, doc.column(name)[source[kept]])
    merged.set_column("tag", [tags[i] for i in kept.tolist()])
    merged.set_column("lemma", [lemmas[i] for i in kept.tolist()])
    merged.set_column("sent_start", doc.column("sent_start")[kept])
    if doc.has("head"):
        heads = doc.column("head")[source[kept]]
        merged.set_column("head", np.where(heads >= 0, target[heads], heads))
    _move_rest(doc, merged, kept, target)
    return merged


def _highest(doc: Doc, word: Multiword) -> int:
    """The first word of a multiword token whose head lies outside it."""
    heads = doc.column("head")[word.start : word.end].tolist()
    for i, head in enumerate(heads, word.start):
        if head == i or not word.start <= head < word.end:
            return i
    return word.start


def _joined(values: list[str]) -> str:
    return "_".join(dict.fromkeys(value for value in values if value))


def _move_rest(doc: Doc, merged: Doc, kept: NDArray[Any], target: NDArray[Any]) -> None:
    def moved(span: Span) -> Span:
        start, end = int(target[span.start]), int(target[span.end - 1]) + 1
        return Span(merged, start, end, label=span.label, kb_id=span.kb_id)

    if doc.has("ent_iob"):
        entities: list[Span] = []
        soft, moved_soft = soft_links(doc), {}
        for ent in doc.ents:
            span = moved(ent)
            # two entities that meet in one surface token cannot both keep it: the first does
            start = max(span.start, entities[-1].end if entities else 0)
            if start < span.end:
                entities.append(Span(merged, start, span.end, label=span.label, kb_id=span.kb_id))
                moved_soft[start, span.end] = soft.get((ent.start, ent.end), {})
        missing = doc.column("ent_iob")[kept] == EntIob.MISSING
        merged.set_ents(entities)
        set_soft_links(merged, moved_soft)
        iob = merged.column("ent_iob")
        iob[missing & (iob == EntIob.OUTSIDE)] = EntIob.MISSING
    merged.spans = {name: list(map(moved, spans)) for name, spans in doc.spans.items()}
    merged.cats, merged.meta = dict(doc.cats), dict(doc.meta)
    merged.comments = {int(target[token]): lines for token, lines in doc.comments.items()}
    if doc.origin is not None:
        lines = doc.origin.lines
        merged.origin = Origin(
            doc.origin.path, doc.origin.line, None if lines is None else lines[kept]
        )
