"""What documents hold, layer by layer, as plain facts that can be compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nlptk.engine.data.columns import NUMBER_COLUMNS, STRING_COLUMNS
from nlptk.engine.data.layers import Layer
from nlptk.engine.data.soft_links import soft_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nlptk.engine.data.doc import Doc
    from nlptk.engine.data.span import Span

Fact = tuple[Any, ...]

MAY_GROW = frozenset({Layer.IDS, Layer.MISC, Layer.COMMENTS, Layer.METADATA})
"""Layers to which writing and reading may add: what was there must be among what is there."""

_STRINGS = {
    Layer.TAGS: "tag",
    Layer.POS: "pos",
    Layer.MORPHS: "morph",
    Layer.LEMMAS: "lemma",
    Layer.ENHANCED: "deps",
    Layer.MISC: "misc",
}


@dataclass(frozen=True, slots=True)
class _View:
    """How facts name positions: from which token on, by tokens or not, in whole documents."""

    at: int
    by_tokens: bool
    whole: bool

    def range(self, span: Span) -> tuple[int, int]:
        if self.by_tokens:
            return self.at + span.start, self.at + span.end
        return span.start_char, span.end_char


Look = Callable[["Doc", _View], list[Fact]]


def facts(docs: Sequence[Doc], layer: Layer, *, holds: frozenset[Layer]) -> list[Fact]:
    """What documents say in one layer, as a format sees it that holds `holds`.

    Without the layer DOCUMENTS the documents count as one. Positions count tokens, or characters
    where the format keeps the text but not the tokens.
    """
    if layer == Layer.DOCUMENTS:
        return [(len(docs),)]
    look = _LOOKS.get(layer)
    if look is None:
        name = _STRINGS.get(layer)
        look = _extra_columns if name is None else _strings_of(name)
    by_tokens = Layer.TOKENS in holds or Layer.SPACING not in holds
    whole = Layer.DOCUMENTS in holds
    found: list[Fact] = []
    at = 0
    for number, doc in enumerate(docs):
        view = _View(0 if whole else at, by_tokens, whole)
        found += [(number if whole else 0, *fact) for fact in look(doc, view)]
        at += len(doc)
    return found


def missing(before: Iterable[Fact], after: Iterable[Fact], layer: Layer) -> list[Fact]:
    """The facts that were there before and are not after; where nothing may grow, also the new."""
    old, new = list(before), list(after)
    kept, known = set(map(repr, new)), set(map(repr, old))
    gone = [fact for fact in old if repr(fact) not in kept]
    if layer in MAY_GROW:
        return gone
    return gone + [fact for fact in new if repr(fact) not in known]


def _tokens(doc: Doc, view: _View) -> list[Fact]:
    return [(view.at + i, word) for i, word in enumerate(doc.words)]


def _spacing(doc: Doc, view: _View) -> list[Fact]:
    if view.whole:
        return [(doc.text,)]
    # where documents end is unknown, and with it what stands between sentences
    return [(view.at + i, gap) for i, gap in enumerate(doc.gaps[:-1]) if gap == ""]


def _sentences(doc: Doc, view: _View) -> list[Fact]:
    return [view.range(span) for span in doc.sents]


def _arcs(doc: Doc, view: _View) -> list[Fact]:
    pairs = zip(doc.column("head").tolist(), doc.texts("dep"), strict=True)
    return [(view.at + i, view.at + head, dep) for i, (head, dep) in enumerate(pairs) if head >= 0]


def _entities(doc: Doc, view: _View) -> list[Fact]:
    return [(*view.range(span), span.label) for span in doc.ents]


def _links(doc: Doc, view: _View) -> list[Fact]:
    return [(*view.range(span), span.kb_id) for span in doc.ents if span.kb_id]


def _soft_links(doc: Doc, view: _View) -> list[Fact]:
    return [
        (*view.range(doc[start:end]), sorted(chances.items()))
        for (start, end), chances in soft_links(doc).items()
    ]


def _spans(doc: Doc, view: _View) -> list[Fact]:
    return [
        (name, *view.range(span), span.label, span.kb_id)
        for name, spans in sorted(doc.spans.items())
        for span in spans
    ]


def _categories(doc: Doc, _view: _View) -> list[Fact]:
    return sorted(doc.cats.items())


def _multiwords(doc: Doc, view: _View) -> list[Fact]:
    return [(view.at + word.start, view.at + word.end, word.form) for word in doc.multiwords]


def _empty_nodes(doc: Doc, view: _View) -> list[Fact]:
    return [
        (view.at + node.sentence, node.after, node.minor, node.fields) for node in doc.empty_nodes
    ]


def _comments(doc: Doc, view: _View) -> list[Fact]:
    return [(view.at + token, line) for token, lines in doc.comments.items() for line in lines]


def _metadata(doc: Doc, _view: _View) -> list[Fact]:
    return sorted((key, repr(value)) for key, value in doc.meta.items() if key != "id")


def _ids(doc: Doc, _view: _View) -> list[Fact]:
    return [(doc.meta["id"],)] if "id" in doc.meta else []


def _extra_columns(doc: Doc, view: _View) -> list[Fact]:
    known = {*_STRINGS.values(), *STRING_COLUMNS, *NUMBER_COLUMNS}
    return [
        (name, view.at + i, text)
        for name in doc.column_names
        if name not in known
        for i, text in enumerate(doc.texts(name))
        if text
    ]


def _strings_of(name: str) -> Look:
    def look(doc: Doc, view: _View) -> list[Fact]:
        # several facts joined by "|" count one by one: a writer may add to them
        parts = [text.split("|") if name == "misc" else [text] for text in doc.texts(name)]
        return [(view.at + i, part) for i, texts in enumerate(parts) for part in texts if part]

    return look


_LOOKS: dict[Layer, Look] = {
    Layer.TOKENS: _tokens,
    Layer.SPACING: _spacing,
    Layer.SENTENCES: _sentences,
    Layer.ARCS: _arcs,
    Layer.ENTITIES: _entities,
    Layer.LINKS: _links,
    Layer.SOFT_LINKS: _soft_links,
    Layer.SPANS: _spans,
    Layer.CATEGORIES: _categories,
    Layer.MULTIWORDS: _multiwords,
    Layer.EMPTY_NODES: _empty_nodes,
    Layer.COMMENTS: _comments,
    Layer.METADATA: _metadata,
    Layer.IDS: _ids,
}
