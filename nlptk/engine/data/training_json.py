"""Documents as training JSON, written: the form that the v2 training commands read.

    {"id": ..., "paragraphs": [
        {"raw": text,
         "sentences": [{"tokens": [{"id", "orth", "tag", "head", "dep", "ner"}],
                        "brackets": [{"first", "last", "label"}]}],
         "cats": [{"label", "value"}]}]}

`head` counts from the token itself, `ner` is BILUO; `first` and `last` are tokens of the sentence.
A key is there where something is known; a token without `ner` is one that nobody annotated. What
the form has no place for goes into keys that its other readers pass over:

    token        pos, morph, lemma, kb_id and links (on the first token of an entity; links are
                 {id: probability} where several ids are), start and end (in characters, where
                 `orth` is not what stands in `raw`), sent_start (where the division into sentences
                 does not say it)
    paragraph    segmented (false: nobody said where sentences start), spans ({group: [[first token,
                 token after the last, label, kb_id]]}), meta (metadata but for the id)
"""

from __future__ import annotations

import json
import math
from itertools import repeat
from json.encoder import encode_basestring as quote
from typing import TYPE_CHECKING, Any

import numpy as np

from .columns import EntIob
from .layers import Layer
from .soft_links import soft_links, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from .doc import Doc
    from .span import Span

    Lose = Callable[[Layer, str, int | None], None]

BRACKETS = "brackets"
"""The name of the span group that holds the brackets of a phrase structure."""

_STRING_KEYS = ("tag", "pos", "morph", "lemma", "dep")
_MOST_CACHED = 1 << 18


def docs_to_json(docs: Doc | Iterable[Doc], id: Any = 0) -> dict[str, Any]:
    """Documents as the paragraphs of one training JSON document: `{"id", "paragraphs"}`.

    What the form cannot hold is left out (`ParagraphWriter` tells what).
    """
    from .doc import Doc as _Doc  # only here is the class itself needed

    writer = ParagraphWriter()
    each = [docs] if isinstance(docs, _Doc) else docs
    return {"id": id, "paragraphs": [json.loads(writer.text(doc)) for doc in each]}


def dump(value: object) -> str:
    """A JSON value on one line. Raises `ValueError` for NaN and infinite numbers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class _Fragments(dict[str, str]):
    """A string to `,"key":"string"`; the missing value is written as nothing."""

    def __init__(self, key: str) -> None:
        super().__init__({"": ""})
        self.key = key

    def __missing__(self, string: str) -> str:
        text = self[string] = f',"{self.key}":{quote(string)}'
        return text


class _Numbers(dict[int, str]):
    """A number to `,"key":number`."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def __missing__(self, number: int) -> str:
        text = self[number] = f',"{self.key}":{number}'
        return text


class ParagraphWriter:
    """Writes documents as paragraphs of training JSON, each on one line.

    What was quoted once is kept from document to document.
    """

    def __init__(self) -> None:
        self._strings = {key: _Fragments(key) for key in ("orth", *_STRING_KEYS)}
        self._heads = _Numbers("head")
        self._openings: list[str] = []

    def text(self, doc: Doc, lose: Lose | None = None) -> str:
        """The paragraph of a document.

        `lose` is told of each thing that has no place in it: the layer, what it is, and its token
        or None.
        """
        lose = lose or _keep_quiet
        parts = [f'{{"raw":{quote(doc.text)},"sentences":[{self._sentences(doc, lose)}]']
        cats = ",".join(_cats(doc, lose))
        if cats:
            parts.append(f'"cats":[{cats}]')
        if len(doc) and not doc.has("sent_start"):
            parts.append('"segmented":false')
        groups = _other_groups(doc)
        if groups:
            parts.append(f'"spans":{dump(groups)}')
        meta = {key: value for key, value in doc.meta.items() if key != "id" or value is None}
        if meta:
            parts.append(f'"meta":{dump(meta)}')
        return ",".join(parts) + "}"

    def _sentences(self, doc: Doc, lose: Lose) -> str:
        tokens = list(map("".join, zip(*self._token_columns(doc, lose), repeat("}"))))
        brackets = sentence_brackets(doc) or {}
        return ",".join(
            [
                f'{{"tokens":[{",".join(tokens[start:end])}],'
                f'"brackets":[{",".join(map(dump, brackets.get(start, ())))}]}}'
                for start, end in doc.sent_bounds
            ]
        )

    def _token_columns(self, doc: Doc, lose: Lose) -> Iterator[Sequence[str]]:
        """The pieces of all tokens, column by column."""
        n = len(doc)
        known = len(self._openings)
        if known < n:
            self._openings += [f'{{"id":{i}' for i in range(known, n)]
        yield self._openings[:n]
        yield self._quoted("orth", doc.words)
        names = doc.column_names
        for key in _STRING_KEYS:
            if key == "dep" and "head" in names:
                yield self._head_pieces(doc, lose)
            values = doc.texts(key) if key in names else ()
            if any(values) and not (key == "tag" and _only_hyphens(values, lose)):
                yield self._quoted(key, values)
        if doc.has("ent_iob"):
            yield _entity_pieces(doc, lose)
        yield from _range_pieces(doc)
        yield from _sent_start_pieces(doc)

    def _quoted(self, key: str, strings: Sequence[str]) -> list[str]:
        fragments = self._strings[key]
        if len(fragments) > _MOST_CACHED:
            fragments = self._strings[key] = _Fragments(key)
        return list(map(fragments.__getitem__, strings))

    def _head_pieces(self, doc: Doc, lose: Lose) -> list[str]:
        heads = doc.column("head")
        sentence = (doc.column("sent_start") == 1).cumsum()
        unsaid = (sentence[heads] != sentence) | (heads < 0)
        pieces = list(map(self._heads.__getitem__, (heads - np.arange(len(doc))).tolist()))
        for token in np.flatnonzero(unsaid).tolist():
            pieces[token] = ""
            if heads[token] >= 0:
                lose(Layer.ARCS, f"the head of token {token} is in another sentence", token)
        return pieces


def _keep_quiet(_layer: Layer, _what: str, _token: int | None) -> None:
    pass


def _only_hyphens(tags: Sequence[str], lose: Lose) -> bool:
    """Whether all tags are "-", which readers of the form take for no tags at all."""
    if tags[0] != "-" or any(tag != "-" for tag in tags):
        return False
    lose(Layer.TAGS, 'tags that are all "-", which stands for no tag', None)
    return True


def _entity_pieces(doc: Doc, lose: Lose) -> list[str]:
    iob = doc.column("ent_iob")
    pieces = [',"ner":"O"' if value == EntIob.OUTSIDE else "" for value in iob.tolist()]
    inside = 0
    soft = soft_links(doc)
    for ent in doc.ents:
        inside += len(ent) - 1
        chances = soft.get((ent.start, ent.end))
        if not ent.label:
            said = {Layer.ENTITIES: True, Layer.LINKS: ent.kb_id, Layer.SOFT_LINKS: chances}
            for layer in (layer for layer, value in said.items() if value):
                lose(layer, f"{ent.text!r} is an entity without label", ent.start)
            continue
        label = quote(ent.label)[1:]
        letters = "U" if len(ent) == 1 else "B" + "I" * (len(ent) - 2) + "L"
        for token, letter in enumerate(letters, start=ent.start):
            pieces[token] = f',"ner":"{letter}-{label}'
        if ent.kb_id:
            pieces[ent.start] += f',"kb_id":{quote(ent.kb_id)}'
        if chances:
            pieces[ent.start] += f',"links":{to_text(chances)}'
    if inside < np.count_nonzero(iob == EntIob.INSIDE):
        lose(Layer.ENTITIES, "tokens inside an entity that begins nowhere", None)
    return pieces


def _range_pieces(doc: Doc) -> Iterator[list[str]]:
    if not doc.spells_text:
        text = doc.text
        pieces, before = [], (-1, -1)
        for word, *found in zip(doc.words, doc.starts.tolist(), doc.ends.tolist(), strict=True):
            start, end = found
            # a word that shares the range of the one before is not what a reader meets next
            plain = text[start:end] == word and before != (start, end)
            pieces.append("" if plain else f',"start":{start},"end":{end}')
            before = start, end
        yield pieces


def _sent_start_pieces(doc: Doc) -> Iterator[list[str]]:
    given = doc.column("sent_start")
    if not np.count_nonzero(given) or _is_division(given):
        return
    implied = np.full(len(doc), -1, dtype=given.dtype)
    implied[[start for start, _ in doc.sent_bounds]] = 1
    if (given != implied).any():
        yield [
            "" if value == by_default else f',"sent_start":{value}'
            for value, by_default in zip(given.tolist(), implied.tolist(), strict=True)
        ]


def _is_division(sent_starts: NDArray[np.int8]) -> bool:
    """Whether the first token starts a sentence, and it is known of all others whether they do."""
    return bool(sent_starts[0] == 1) and not np.count_nonzero(sent_starts == 0)


def _cats(doc: Doc, lose: Lose) -> Iterator[str]:
    for label, value in doc.cats.items():
        if math.isfinite(value):
            yield f'{{"label":{quote(label)},"value":{float(value)!r}}}'
        else:
            lose(Layer.CATEGORIES, f"category {label!r} has the value {value}", None)


def sentence_brackets(doc: Doc) -> dict[int, list[dict[str, Any]]] | None:
    """The brackets of each sentence, by its first token; None if the form cannot say them.

    It can when each lies in one sentence, none is empty or linked, and they come in order of
    sentences.
    """
    spans = doc.spans.get(BRACKETS) or []
    if not spans:
        return {}
    bounds = doc.sent_bounds
    found: dict[int, list[dict[str, Any]]] = {}
    at = 0
    for span in spans:
        while at < len(bounds) and bounds[at][1] <= span.start:
            at += 1
        if at == len(bounds) or not _fits(span, bounds[at]):
            return None
        start = bounds[at][0]
        item = {"first": span.start - start, "last": span.end - 1 - start, "label": span.label}
        found.setdefault(start, []).append(item)
    return found


def _fits(span: Span, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= span.start < span.end <= bounds[1] and not span.kb_id


def _other_groups(doc: Doc) -> dict[str, list[list[Any]]]:
    """The span groups that are not written as brackets."""
    in_sentences = sentence_brackets(doc) is not None
    return {
        name: [list(span.key()) if span.kb_id else list(span.key())[:3] for span in spans]
        for name, spans in doc.spans.items()
        if spans and not (name == BRACKETS and in_sentences)
    }
