"""Entities given as character offsets: the tokens they are made of, and why some are of none."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .span import Span
from .tag_schemes import MISSING, OUTSIDE, Tag, TagSchemeError, TokenSpan
from .tags import OverlappingEntitiesError, biluo_from_token_spans, token_spans_from_biluo

if TYPE_CHECKING:
    from .doc import Doc

CharSpan = tuple[int, int, str]  # first character, character after the last, label
_Edge = Literal["start", "end"]


class TokenizedText(Protocol):
    """What of a Doc the functions below need: its text and where its tokens are in it.

    `starts` and `ends` are integer arrays of half-open character spans, sorted.
    """

    @property
    def text(self) -> str:
        """The whole text."""

    @property
    def starts(self) -> NDArray[Any]:
        """Where each token starts."""

    @property
    def ends(self) -> NDArray[Any]:
        """Where each token ends."""


@dataclass(frozen=True, slots=True)
class MisalignedEntity:
    """An entity whose characters are not those of whole tokens.

    `index` is its place among the entities that were given. `reasons` say what is wrong with it,
    in words. `tokens` are the tokens it touches, half-open. `suggestion` is the nearest span of
    characters that would align, or None where none is near.
    """

    index: int
    start: int
    end: int
    label: str
    reasons: tuple[str, ...]
    tokens: tuple[int, int]
    suggestion: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class AlignedEntities:
    """Entities as spans of tokens, in the order they were given, and those that are none."""

    spans: list[TokenSpan]
    misaligned: list[MisalignedEntity]


def align_entities(
    text: str, entities: Sequence[CharSpan], *, starts: ArrayLike, ends: ArrayLike
) -> AlignedEntities:
    """Find the tokens of entities given as (start, end, label) in characters of the text.

    `starts` and `ends` are the tokens' half-open character spans, sorted, none empty. An entity
    that starts or ends at a multiword token has all of its words. An entity with whitespace at an
    edge is misaligned even where the whitespace is a token.

    Raises:
        OverlappingEntitiesError: two entities, misaligned ones included, share a character.
    """
    _refuse_overlaps(entities)
    # most texts have a few entities: lists are faster than arrays
    edges = (np.asarray(given, dtype=np.int64).tolist() for given in (starts, ends))
    tokens = _Tokens(text, *edges)
    spans: list[TokenSpan] = []
    bad: list[int] = []
    for index, (start, end, label) in enumerate(entities):
        span = tokens.span(start, end)
        if span is None:
            bad.append(index)
        else:
            spans.append((*span, label))
    return AlignedEntities(
        spans=spans, misaligned=[tokens.explain(index, entities[index]) for index in bad]
    )


def biluo_tags_from_offsets(
    doc: TokenizedText, entities: Sequence[CharSpan], *, missing: str = OUTSIDE
) -> list[str]:
    """BILUO tags of a doc's tokens, from entities as (start, end, label) in characters.

    Tokens of no entity get `missing`, which is `O` or `-`. Tokens that a misaligned entity touches
    get `-`: what they are is not known. `align_entities` tells which entities these are and why.

    Raises:
        OverlappingEntitiesError: two entities share a character.
    """
    aligned = align_entities(doc.text, entities, starts=doc.starts, ends=doc.ends)
    tags = biluo_from_token_spans(len(doc.starts), aligned.spans, missing=missing)
    for entity in aligned.misaligned:
        begin, stop = entity.tokens
        tags[begin:stop] = [MISSING] * (stop - begin)
    return tags


def offsets_from_biluo_tags(doc: TokenizedText, tags: Sequence[Tag]) -> list[CharSpan]:
    """The entities of a doc's BILUO tags as (start, end, label) in characters, in order.

    Raises:
        TagSchemeError: ill-formed tags, or not one for each token.
    """
    return [
        (int(doc.starts[start]), int(doc.ends[end - 1]), label)
        for start, end, label in _token_spans(len(doc.starts), tags)
    ]


def spans_from_biluo_tags(doc: Doc, tags: Sequence[Tag]) -> list[Span]:
    """The entities of a doc's BILUO tags as spans of its tokens, in order.

    Raises:
        TagSchemeError: ill-formed tags, or not one for each token.
    """
    return [Span(doc, start, end, label) for start, end, label in _token_spans(len(doc), tags)]


def _token_spans(n: int, tags: Sequence[Tag]) -> list[TokenSpan]:
    if len(tags) != n:
        raise TagSchemeError(f"{len(tags)} tags for {n} tokens", expected="one tag a token")
    return token_spans_from_biluo(tags)


def _refuse_overlaps(entities: Sequence[CharSpan]) -> None:
    if len(entities) < 2:
        return
    filled = (entity for entity in entities if entity[0] < entity[1])
    # The overlap that comes first in the text is always one of neighbours in this order.
    for one, other in pairwise(sorted(filled, key=lambda entity: (entity[0], entity[1]))):
        if other[0] < one[1]:
            raise OverlappingEntitiesError(one, other, unit="characters")


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Tokens in their text: they find entities, and explain those that are not made of them."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens, half-open, with exactly these characters; None if there are none."""
        if not 0 <= start < end <= len(self.text):
            return None
        begin, stop = bisect_left(self.starts, start), bisect_right(self.ends, end)
        if begin == len(self.starts) or self.starts[begin] != start:
            return None
        if not stop or self.ends[stop - 1] != end:
            return None
        blank = self.text[start].isspace() or self.text[end - 1].isspace()
        return None if blank else (begin, stop)

    def explain(self, index: int, entity: CharSpan) -> MisalignedEntity:
        """Why an entity is misaligned, what it touches and what would align."""
        start, end, label = entity
        begin = bisect_right(self.ends, start)
        stop = max(begin, bisect_left(self.starts, end))
        return MisalignedEntity(
            index=index,
            start=start,
            end=end,
            label=label,
            reasons=self._reasons(start, end),
            tokens=(begin, stop if start < end else begin),
            suggestion=self._suggestion(start, end),
        )

    def _reasons(self, start: int, end: int) -> tuple[str, ...]:
        if start >= end:
            return ("empty" if start == end else "ends before it starts",)
        if start < 0 or end > len(self.text):
            return (f"outside the text, which has {len(self.text)} characters",)
        if self.text[start:end].isspace():
            return ("whitespace only",)
        edges = (self._edge("start", start, start), self._edge("end", end, end - 1))
        return tuple(reason for reason in edges if reason)

    def _edge(self, name: _Edge, offset: int, inner: int) -> str:
        """What is wrong with one edge, or nothing; `inner` is the entity's character at it."""
        if self.text[inner].isspace():
            return f"{name}s with whitespace"
        token = self._around(offset)
        if token is not None:
            string = self.text[self.starts[token] : self.ends[token]]
            return f"{name}s inside token {token} {string!r}"
        edges = self.starts if name == "start" else self.ends
        place = bisect_left(edges, offset)
        if place < len(edges) and edges[place] == offset:
            return ""
        return f"{name}s at {self.text[inner]!r}, in a gap between tokens"

    def _around(self, offset: int) -> int | None:
        """The token that an offset cuts in two."""
        token = bisect_left(self.starts, offset) - 1
        return token if token >= 0 and self.ends[token] > offset else None

    def _suggestion(self, start: int, end: int) -> tuple[int, int] | None:
        start, end = max(start, 0), min(end, len(self.text))
        piece = self.text[start:end] if start < end else ""
        if not piece.strip():
            return None
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        first, last = self._near_start(start), self._near_end(end)
        near = self.text[first:last]
        if near and near == near.strip():
            return first, last
        # Nothing or a whitespace token is nearest: take the tokens touched, whole.
        begin = bisect_right(self.ends, start)
        stop = bisect_left(self.starts, end)
        return (self.starts[begin], self.ends[stop - 1]) if begin < stop else None

    def _near_start(self, offset: int) -> int:
        """The nearest token start, of a cut token's own if both are as near; else the next."""
        token = self._around(offset)
        if token is not None and offset - self.starts[token] <= self.ends[token] - offset:
            return self.starts[token]
        following = bisect_left(self.starts, offset)
        return self.starts[following] if following < len(self.starts) else len(self.text)

    def _near_end(self, offset: int) -> int:
        """The nearest token end, of a cut token's own if both are as near; else the previous."""
        token = self._around(offset)
        if token is not None and self.ends[token] - offset <= offset - self.starts[token]:
            return self.ends[token]
        ended = bisect_right(self.ends, offset)
        return self.ends[ended - 1] if ended else 0
