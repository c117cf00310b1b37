"""Annotation of one tokenization on the tokens of another: columns in, columns out.

Everything here is a pure function of arrays, without a loop over tokens. `alignment` has a
document's tokens as `a` and the gold words as `b`; `Ranges` say where each side stands in the text
that both share.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .alignment import align_spans
from .columns import MISSING_HEAD, EntIob
from .entity_offsets import MisalignedEntity, align_entities
from .normalization import common_bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from .alignment import Alignment
    from .span import Span

    Column = NDArray[Any]
    Indexes = NDArray[np.int32]


class Ranges(NamedTuple):
    """Where tokens start and end in a text, shape (n,) each; sorted, some may be shared."""

    starts: Indexes
    ends: Indexes

    def same(self, other: Ranges) -> bool:
        """Whether these are the same tokens."""
        if self.starts is other.starts and self.ends is other.ends:
            return True
        return np.array_equal(self.starts, other.starts) and np.array_equal(self.ends, other.ends)

    def align(self, other: Ranges) -> Alignment:
        """Which tokens share characters; see `align_spans`."""
        return align_spans(self.starts, self.ends, b_starts=other.starts, b_ends=other.ends)


@dataclass(frozen=True, slots=True)
class ProjectedEntities:
    """The entity columns of a document, and the entities that are not made of its tokens."""

    columns: dict[str, Column]
    misaligned: list[MisalignedEntity]


def locate(text: str, words: Sequence[str]) -> Ranges:
    """Where words stand in a text that they spell, by the standards of `alignment.align`.

    Words that one character stands for, such as three dots for an ellipsis, share its range.

    Raises:
        TextMismatchError: they spell another text; the text's tokens are its characters there.
    """
    places = np.array([i for i, char in enumerate(text) if not char.isspace()], dtype=np.int32)
    bounds, edges = common_bounds(words, "".join(text.split()))
    # a unit that normalization added belongs to the character it came from
    first = np.searchsorted(edges, bounds[:-1], side="right") - 1
    last = np.searchsorted(edges, bounds[1:], side="left") - 1
    padded = np.append(places, np.int32(len(text)))
    starts, ends = padded[first], padded[last] + np.int32(1)
    empty = bounds[1:] == bounds[:-1]
    ends[empty] = starts[empty]
    return Ranges(starts, ends)


def surfaces(text: str, ranges: Ranges) -> tuple[list[str], Indexes]:
    """The distinct pieces of text that tokens stand for, and the number of each token's piece."""
    new = np.ones(len(ranges.starts), dtype=bool)
    new[1:] = (np.diff(ranges.starts) != 0) | (np.diff(ranges.ends) != 0)
    pairs = zip(ranges.starts[new].tolist(), ranges.ends[new].tolist(), strict=True)
    return [text[start:end] for start, end in pairs], np.cumsum(new, dtype=np.int32) - 1


def project_values(values: Column, alignment: Alignment) -> Column:
    """String ids of words for the tokens that are just one word; 0, missing, for all others."""
    return _taken(values, alignment.a2b_single, missing=0)


def highest_words(heads: Indexes, alignment: Alignment) -> Indexes:
    """For each token the gold word whose arc is the token's own; -1 where there is none.

    It is the word of a token that is just one word. Of a token made of several whole words it is
    the highest, whose head is outside, provided that there is just one such word and all their
    heads are known: the words then hang together, and the token takes their place in the tree.
    """
    container = _containers(alignment)
    inside = np.flatnonzero(container >= 0)
    token, head = container[inside], heads[inside]
    known = head >= 0
    outside = known & ((head == inside) | (container[head] != token))
    n = len(alignment.a2b)
    one_top = np.bincount(token[outside], minlength=n) == 1
    all_known = np.bincount(token[~known], minlength=n) == 0
    tops = np.full(n, MISSING_HEAD, dtype=np.int32)
    tops[token[outside]] = inside[outside]
    tops[~(one_top & all_known)] = MISSING_HEAD
    return np.where(alignment.a2b_single >= 0, alignment.a2b_single, tops)


def project_heads(heads: Indexes, alignment: Alignment) -> Indexes:
    """Heads of words as heads of tokens, -1 where either end of an arc is no token.

    A token has the head of its highest word (`highest_words`); a token can be a head when it is
    made of whole words. Trees stay trees: every new arc leads to a token whose words are above the
    token's own in the old tree, so that no cycle comes in.
    """
    tops = highest_words(heads, alignment)
    word_heads = _taken(heads, tops, missing=MISSING_HEAD)
    projected = _taken(_containers(alignment), word_heads, missing=MISSING_HEAD)
    roots = np.flatnonzero((tops >= 0) & (word_heads == tops))
    projected[roots] = roots
    return projected.astype(np.int32)


def project_labels(labels: Column, heads: Indexes, alignment: Alignment) -> Column:
    """Labels of arcs: each token has that of its highest word (see `highest_words`)."""
    return _taken(labels, highest_words(heads, alignment), missing=0)


def project_sentence_starts(
    values: NDArray[np.int8], words: Ranges, tokens: Ranges
) -> NDArray[np.int8]:
    """Sentence starts (1, -1 or 0 for unknown) by the character at which they are.

    A token is a start if one is at its first character, and unknown if one is further inside:
    neither it nor the next token can say so. It is no start where the word at its first character
    is known to be none.
    """
    covering = np.searchsorted(words.starts, tokens.starts, side="right") - 1
    known = _taken(values, covering, missing=0) != 0
    known &= tokens.starts < _taken(words.ends, covering, missing=0)
    return mark_starts(words.starts[values == 1], tokens, known=known)


def mark_starts(begins: Indexes, tokens: Ranges, *, known: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Sentence starts of tokens, from the sorted characters at which sentences begin.

    `known`, shape (n,), says for which tokens that is all there is: they are -1 if no start.
    """
    marks = np.where(known, -1, 0).astype(np.int8)
    at_start = np.searchsorted(begins, tokens.starts, side="left")
    behind_start = np.searchsorted(begins, tokens.starts, side="right")
    before_end = np.searchsorted(begins, tokens.ends, side="left")
    marks[before_end > behind_start] = 0
    first = np.ones(len(tokens.starts), dtype=bool)  # of the words of a multiword token
    first[1:] = np.diff(tokens.starts) > 0
    marks[(behind_start > at_start) & first] = 1
    return marks


def project_entities(
    text: str,
    spans: Sequence[Span],
    unknown: NDArray[np.bool_],
    *,
    words: Ranges,
    tokens: Ranges,
    alignment: Alignment,
) -> ProjectedEntities:
    """Entities of words as entities of tokens, by their characters.

    `unknown`, shape (words,), says for which words nobody knows whether they are in an entity.
    Tokens over such a word, and tokens that a misaligned entity touches, are missing.
    """
    placed = _place(text, spans, words=words, tokens=tokens)
    iob = np.full(len(tokens.starts), EntIob.OUTSIDE, dtype=np.uint8)
    iob[_any_partner(unknown, alignment)] = EntIob.MISSING
    types = np.zeros(len(iob), dtype=np.uint64)
    links = np.zeros(len(iob), dtype=np.uint64)
    for entity in placed.misaligned:
        iob[slice(*entity.tokens)] = EntIob.MISSING
    for index, start, end in placed.spans:
        add = spans[index].doc.vocab.strings.add
        iob[start] = EntIob.BEGIN
        iob[start + 1 : end] = EntIob.INSIDE
        types[start:end] = add(spans[index].label)
        links[start:end] = add(spans[index].kb_id)
    columns: dict[str, Column] = {"ent_iob": iob, "ent_type": types, "kb_id": links}
    return ProjectedEntities(columns, placed.misaligned)


class _Placed(NamedTuple):
    """Entities on tokens: which of those given, first token, token after the last; and the rest."""

    spans: list[tuple[int, int, int]]
    misaligned: list[MisalignedEntity]


def _place(text: str, spans: Sequence[Span], *, words: Ranges, tokens: Ranges) -> _Placed:
    # an entity that begins or ends between two words of one range is no piece of the text
    cuts = np.zeros(len(words.starts) + 1, dtype=bool)
    cuts[1:-1] = words.starts[1:] < words.ends[:-1]
    starts, ends = words.starts.tolist(), words.ends.tolist()
    offsets = [(starts[span.start], ends[span.end - 1], span.label) for span in spans]
    cut = [bool(cuts[span.start] or cuts[span.end]) for span in spans]
    whole = [index for index, is_cut in enumerate(cut) if not is_cut]
    found = align_entities(
        text, [offsets[index] for index in whole], starts=tokens.starts, ends=tokens.ends
    )
    misaligned = {whole[entity.index]: entity for entity in found.misaligned}
    good = [index for index in whole if index not in misaligned]
    for index in (index for index, is_cut in enumerate(cut) if is_cut):
        misaligned[index] = _cut_entity(text, *offsets[index], tokens=tokens)
    return _Placed(
        [(index, start, end) for index, (start, end, _) in zip(good, found.spans, strict=True)],
        [replace(misaligned[index], index=index) for index in sorted(misaligned)],
    )


def _cut_entity(text: str, start: int, end: int, label: str, *, tokens: Ranges) -> MisalignedEntity:
    begin = int(np.searchsorted(tokens.ends, start, side="right"))
    stop = int(np.searchsorted(tokens.starts, end, side="left"))
    return MisalignedEntity(
        index=0,
        start=start,
        end=end,
        label=label,
        reasons=(f"begins or ends between the words of a multiword token in {text[start:end]!r}",),
        tokens=(begin, stop),
        suggestion=None,
    )


def _containers(alignment: Alignment) -> Indexes:
    """For each word the token that holds it, if that is made of whole words; else -1."""
    rows = alignment.b2a
    container = np.full(len(rows), -1, dtype=np.int32)
    whole = np.flatnonzero(rows.lengths == 1)
    container[whole] = rows.data[rows.offsets[whole]]
    counts = np.bincount(container[whole], minlength=len(alignment.a2b))
    full = counts == alignment.a2b_lengths
    container[whole] = np.where(full[container[whole]], container[whole], -1)
    return container


def _any_partner(flags: NDArray[np.bool_], alignment: Alignment) -> NDArray[np.bool_]:
    """Whether a flag is set for any of a token's words, or it has none."""
    rows = alignment.a2b
    totals = np.concatenate(([0], np.cumsum(flags[rows.data])))
    return np.asarray((np.diff(totals[rows.offsets]) > 0) | (rows.lengths == 0))


def _taken(values: Column, indexes: Column, *, missing: int) -> Column:
    """The values at indexes; `missing` where an index is negative."""
    found = np.full(len(indexes), missing, dtype=values.dtype)
    there = indexes >= 0
    found[there] = values[indexes[there]]
    return found
