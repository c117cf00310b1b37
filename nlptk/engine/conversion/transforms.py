"""Changes to documents on their way from a reader to a writer, as streams of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.doc import Doc

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def regroup(docs: Iterable[Doc], n_sents: int) -> Iterator[Doc]:
    """Documents of `n_sents` sentences each (the last may have fewer).

    Documents with categories are passed on as they are: a category is about the whole text.
    """
    waiting: list[Doc] = []
    have = 0
    for doc in docs:
        if doc.cats or (not waiting and doc.n_sents == n_sents):
            if waiting:
                yield _joined(waiting)
                waiting, have = [], 0
            yield doc
            continue
        bounds = doc.sent_bounds
        first = 0
        while len(bounds) - first >= n_sents - have:
            last = first + n_sents - have
            yield _joined([*waiting, doc.slice(bounds[first][0], bounds[last - 1][1])])
            waiting, have, first = [], 0, last
        if first < len(bounds):
            waiting.append(doc.slice(bounds[first][0], bounds[-1][1]))
            have += len(bounds) - first
    if waiting:
        yield _joined(waiting)


def _joined(docs: list[Doc]) -> Doc:
    return docs[0] if len(docs) == 1 else Doc.from_docs(docs)


def segment(docs: Iterable[Doc], split: Callable[[Doc], object]) -> Iterator[Doc]:
    """Documents with sentence starts set by `split`, where nobody said them yet."""
    for doc in docs:
        if not doc.is_sentenced:
            split(doc)
        yield doc


def append_morphology(docs: Iterable[Doc]) -> Iterator[Doc]:
    """Documents whose tags carry the morphological features: `NN__Number=Sing`."""
    for doc in docs:
        pairs = zip(doc.texts("tag"), doc.texts("morph"), strict=True)
        doc.set_column("tag", [f"{tag}__{morph}" if morph else tag for tag, morph in pairs])
        yield doc
