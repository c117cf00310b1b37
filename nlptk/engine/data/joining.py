"""Documents from parts of documents: what is no column is carried along, whole ones are joined."""

from __future__ import annotations

from bisect import bisect_left
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .columns import NUMBER_COLUMNS, Multiword, Origin
from .span import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .doc import Doc


def carry_layers(source: Doc, target: Doc, start: int, end: int, *, to: int = 0) -> None:
    """Copy what does not live in columns from tokens start:end to those of another document.

    Token `start` is its token `to`. What reaches beyond `end` stays behind.
    """
    shift = to - start
    for word in _between(source.multiwords, start, end):
        if word.end <= end:
            at, stop = word.start + shift, word.end + shift
            target.multiwords.append(Multiword(at, stop, word.form, word.fields))
    for node in _between(source.empty_nodes, start, end):
        target.empty_nodes.append(node._replace(sentence=node.sentence + shift))
    for token, lines in _between(list(source.comments.items()), start, end):
        target.comments[token + shift] = lines
    for name, spans in source.spans.items():
        target.spans.setdefault(name, []).extend(
            Span(target, span.start + shift, span.end + shift, label=span.label, kb_id=span.kb_id)
            for span in spans
            if start <= span.start and span.end <= end
        )


def join_docs(docs: Sequence[Doc]) -> Doc:
    """Documents joined in order: see `Doc.from_docs`."""
    first = docs[0]
    glues = ["" if _no_space_after(doc) else " " for doc in docs[:-1]]
    glues.append("")
    texts = [doc.text + glue for doc, glue in zip(docs, glues, strict=True)]
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int32)
    tokens = np.cumsum([0, *map(len, docs)], dtype=np.int32)
    joined = first.from_offsets(
        first.vocab,
        "".join(texts),
        np.concatenate([doc.starts + at for doc, at in zip(docs, offsets, strict=False)]),
        np.concatenate([doc.ends + at for doc, at in zip(docs, offsets, strict=False)]),
        words=[word for doc in docs for word in doc.words],
    )
    _join_columns(docs, joined)
    shifts = np.repeat(tokens[:-1], np.diff(tokens))
    if "head" in joined.column_names:
        heads = joined.column("head")
        joined.set_column("head", np.where(heads >= 0, heads + shifts, heads))
    sent_start = joined.column("sent_start").copy()
    sent_start[tokens[:-1][np.diff(tokens) > 0]] = 1
    joined.set_column("sent_start", sent_start)
    joined.cats, joined.meta = dict(first.cats), dict(first.meta)
    for doc, at in zip(docs, tokens.tolist(), strict=False):
        carry_layers(doc, joined, 0, len(doc), to=at)
    joined.origin = _joined_origin(docs)
    return joined


def _join_columns(docs: Sequence[Doc], joined: Doc) -> None:
    for name in sorted(set(chain.from_iterable(doc.column_names for doc in docs))):
        if name in NUMBER_COLUMNS:
            joined.set_column(name, np.concatenate([doc.column(name) for doc in docs]))
        else:
            joined.set_column(name, [text for doc in docs for text in doc.texts(name)])


_Placed = TypeVar("_Placed", bound=tuple[Any, ...])


def _between(items: list[_Placed], start: int, end: int) -> list[_Placed]:
    """The items whose first part, a token by which they are sorted, is from `start` up to `end`."""
    first = bisect_left(items, start, key=itemgetter(0))
    return items[first : bisect_left(items, end, first, key=itemgetter(0))]


def _no_space_after(doc: Doc) -> bool:
    return len(doc) > 0 and "SpaceAfter=No" in doc.texts("misc")[-1].split("|")


def _joined_origin(docs: Sequence[Doc]) -> Origin | None:
    origins = [doc.origin for doc in docs if doc.origin is not None]
    if len(origins) < len(docs):
        return None
    lines = [
        np.full(len(doc), origin.line, np.int32) if origin.lines is None else origin.lines
        for doc, origin in zip(docs, origins, strict=True)
    ]
    return Origin(origins[0].path, origins[0].line, np.concatenate(lines))
