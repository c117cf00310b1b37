"""Documents that have something already, annotated by a pipeline: what is kept, what is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlptk.engine.data.layers import Layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nlptk.engine.data.doc import Doc

    from .language import Language

_COLUMNS = {
    Layer.TAGS: ("tag",),
    Layer.POS: ("pos",),
    Layer.MORPHS: ("morph",),
    Layer.LEMMAS: ("lemma",),
    Layer.ARCS: ("head", "dep", "deps"),  # enhanced arcs were about the other ones
    Layer.ENTITIES: ("ent_iob", "ent_type", "kb_id", "soft_links"),
    Layer.LINKS: ("kb_id", "soft_links"),
    Layer.SENTENCES: ("sent_start",),
}


def annotated_anew(
    nlp: Language, docs: Iterable[Doc], *, own_tokens: bool = False, own_sents: bool = False
) -> Iterator[Doc]:
    """The documents with the annotation of a pipeline in the place of theirs, in order.

    Of a document stay its text, its tokens, the sentences it has, and every layer that the
    pipeline gives nothing of. With `own_sents` sentences are found anew, if the pipeline finds
    any, and comments on them go. With `own_tokens` nothing stays but text, id and metadata.
    """
    given = {layer for pipe in nlp.active for layer in pipe.spec.gives}
    if not own_sents:
        given.discard(Layer.SENTENCES)
    fresh = (_retokenized(nlp, doc) for doc in docs) if own_tokens else _cleared(docs, given)
    return nlp.stream(fresh)


def _retokenized(nlp: Language, doc: Doc) -> Doc:
    fresh = nlp.make_doc(doc.text)
    fresh.meta = doc.meta
    fresh.origin = doc.origin
    return fresh


def _cleared(docs: Iterable[Doc], given: set[Layer]) -> Iterator[Doc]:
    """The documents without the layers that are given to them anew."""
    names = [name for layer in given for name in _COLUMNS.get(layer, ())]
    for doc in docs:
        for name in names:
            doc.drop_column(name)
        if Layer.ARCS in given:
            doc.empty_nodes = []
        if Layer.CATEGORIES in given:
            doc.cats = {}
        if Layer.SENTENCES in given:
            doc.comments = {}
        yield doc
