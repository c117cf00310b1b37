"""Annotation as people write it, in lists and dictionaries: checked, and put on a document.

Whatever cannot be meant is a `DataError` that names the list, the index and the value. A missing
value is None or "" for text, None or -1 for a head, None or 0 for a sentence start, and "-" for an
entity tag; a list that is not given is missing throughout.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from nlptk.engine.errors import DataError

from .annotation_values import (
    as_list,
    char_range,
    is_index,
    probability,
    sentence_mark,
    text,
    texts,
    wrong,
)
from .columns import MISSING_HEAD
from .doc import Doc
from .entity_annotations import Links, read_links, set_entities, set_links
from .normalization import TextMismatchError, common_bounds
from .projection import Ranges, locate, mark_starts
from .spelling import SpellingError, find_words
from .trees import TreeProblem, check_heads
from .trimming import TrimmedEntity, trim_entities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .entity_offsets import MisalignedEntity

_TEXT_COLUMNS = {"tags": "tag", "pos": "pos", "morphs": "morph", "lemmas": "lemma", "deps": "dep"}


@dataclass(frozen=True, slots=True)
class Annotations:
    """What is known about a text, by the names of the simple training style.

    `cats`, `links`, `sents` and entities as character offsets are about the text. All else has one
    value for each of `words` or, without them, for each token of the document. Heads are indexes, a
    root being its own head. `sents` are the characters (start, end) of sentences; what lies in none
    is unknown.
    """

    words: Sequence[str] | None = None
    tags: Sequence[str | None] | None = None
    pos: Sequence[str | None] | None = None
    morphs: Sequence[str | None] | None = None
    lemmas: Sequence[str | None] | None = None
    heads: Sequence[int | None] | None = None
    deps: Sequence[str | None] | None = None
    entities: Sequence[Any] | None = None
    cats: Mapping[str, float] | None = None
    links: Mapping[tuple[int, int], Mapping[str, float]] | None = None
    sent_starts: Sequence[bool | int | None] | None = None
    sents: Sequence[tuple[int, int]] | None = None

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Annotations:
        """Annotations by name. Raises `DataError` for a name that is none of them."""
        if not isinstance(given, Mapping):
            raise wrong("the annotations", given, 'a dictionary as {"entities": [(0, 4, "ORG")]}')
        unknown = [key for key in given if key not in _NAMES]
        if unknown:
            names = list(_NAMES)
            near = difflib.get_close_matches(str(unknown[0]), names, n=1)
            raise DataError(
                f"no annotation is called {unknown[0]!r}",
                expected=", ".join(names),
                hint=f"did you mean {near[0]!r}?" if near else "",
            )
        return cls(**given)


_NAMES = dict.fromkeys(each.name for each in fields(Annotations))


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its annotation, in its own words; what could not be put on them or was off.

    `trimmed` are entities with whitespace around, which were put on the words that they mean.
    """

    reference: Doc
    links: Links
    misaligned: list[MisalignedEntity]
    trimmed: list[TrimmedEntity]


def annotate(doc: Doc, given: Annotations) -> Annotated:
    """A document of the same text with these annotations, on `words` or on the same tokens.

    Raises:
        DataError: an annotation that the text or the other annotations rule out.
    """
    try:
        reference = _same_tokens(doc) if given.words is None else _on_words(doc, given.words)
        _set_values(reference, given)
        misaligned = None
        trimmed: list[TrimmedEntity] = []
        if given.entities is not None:
            entities = _entities(given.entities, len(reference))
            entities, trimmed = trim_entities(reference.text, entities)
            misaligned = set_entities(reference, entities)
        links = read_links({} if given.links is None else given.links, len(doc.text))
        unplaced = set_links(reference, links, misaligned) if links else []
    except DataError as error:
        place = doc.place()
        error.located(path=place.path, line=place.line)
        raise
    return Annotated(reference, links, [*(misaligned or []), *unplaced], trimmed)


def _same_tokens(doc: Doc) -> Doc:
    reference = Doc.from_offsets(doc.vocab, doc.text, doc.starts, doc.ends, orth=doc.orth)
    reference.multiwords = doc.multiwords
    reference.origin = doc.origin
    return reference


def _on_words(doc: Doc, given: Sequence[str]) -> Doc:
    words = [text(f"words[{i}]", word) for i, word in enumerate(as_list("words", given))]
    blank = next((i for i, word in enumerate(words) if word.isspace()), None)
    if blank is not None:
        raise wrong(f"words[{blank}]", words[blank], "a word: whitespace is between the words")
    try:
        starts, ends = find_words(doc.text, words)
        ranges = Ranges(np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32))
    except SpellingError:
        ranges = _located(doc, words)
    return Doc.from_offsets(doc.vocab, doc.text, *ranges, words=words)


def _located(doc: Doc, words: list[str]) -> Ranges:
    try:
        return locate(doc.text, words)
    except TextMismatchError:
        common_bounds(words, doc.words)  # the same error, about tokens instead of characters
        raise


def _set_values(reference: Doc, given: Annotations) -> None:
    size = len(reference)
    for name, column in _TEXT_COLUMNS.items():
        values = getattr(given, name)
        if values is not None:
            reference.set_column(column, texts(name, values, size=size))
    _set_sentences(reference, given)
    if given.heads is not None:
        reference.set_column("head", _heads(given.heads, reference))
    if given.cats is not None:
        reference.cats = _categories(given.cats)


def _set_sentences(reference: Doc, given: Annotations) -> None:
    if given.sent_starts is not None and given.sents is not None:
        raise DataError("both sents and sent_starts", expected="one of them")
    if given.sent_starts is not None:
        values = as_list("sent_starts", given.sent_starts, size=len(reference))
        marks = [sentence_mark(f"sent_starts[{i}]", value) for i, value in enumerate(values)]
        reference.set_column("sent_start", marks)
    elif given.sents is not None:
        reference.set_column("sent_start", _sentence_starts(reference, given.sents))


def _sentence_starts(reference: Doc, sents: Sequence[Any]) -> NDArray[np.int8]:
    """Sentence starts of the words, from the characters of sentences."""
    length = len(reference.text)
    ranges = [
        char_range(f"sents[{i}]", value, length=length)
        for i, value in enumerate(as_list("sents", sents))
    ]
    for index, (one, other) in enumerate(pairwise(ranges), start=1):
        if other[0] < one[1]:
            expected = f"a start of at least {one[1]}, where the one before ends"
            raise wrong(f"sents[{index}]", other, expected)
    starts = np.array([start for start, _ in ranges], dtype=np.int32)
    ends = np.array([end for _, end in ranges], dtype=np.int32)
    tokens = Ranges(reference.starts, reference.ends)
    first = np.searchsorted(tokens.ends, starts, side="right")
    last = np.searchsorted(tokens.starts, ends, side="left")
    known = np.zeros(len(reference), dtype=bool)
    for begin, stop in zip(first.tolist(), last.tolist(), strict=True):
        known[begin:stop] = True
    # space before a sentence may be counted to it
    next_token = np.append(tokens.starts, np.int32(length))[first]
    return mark_starts(np.maximum(starts, next_token), tokens, known=known)


def _heads(heads: object, reference: Doc) -> list[int]:
    size = len(reference)
    values = as_list("heads", heads, size=size)
    found = [MISSING_HEAD if head is None else head for head in values]
    for index, head in enumerate(found):
        if not is_index(head) or not MISSING_HEAD <= head < size:
            raise wrong(f"heads[{index}]", head, f"the index of one of {size} tokens, or None")
    bounds = reference.sent_bounds if reference.is_sentenced else ()
    problem = check_heads(found, bounds)
    if problem is not None:
        raise _tree_error(problem, found, reference.words)
    return found


def _tree_error(problem: TreeProblem, heads: list[int], words: Sequence[str]) -> DataError:
    first = problem.tokens[0]
    if problem.kind == "cycle":
        path = " -> ".join(f"{i} {words[i]!r}" for i in (*problem.tokens, first))
        message = f"heads[{first}]: the heads form a cycle"
        return DataError(message, expected="a tree", found=path, rule=problem.kind)
    return DataError(
        f"heads[{first}]: the head of {words[first]!r} is in another sentence",
        expected="heads in the same sentence",
        found=f"{heads[first]} {words[heads[first]]!r}",
        rule=problem.kind,
    )


def _entities(entities: object, size: int) -> list[Any]:
    found = as_list("entities", entities)
    has_tags = bool(found) and all(entity is None or isinstance(entity, str) for entity in found)
    return as_list("entities", found, size=size) if has_tags else found


def _categories(cats: object) -> dict[str, float]:
    if not isinstance(cats, Mapping):
        raise wrong("cats", cats, 'a dictionary such as {"POSITIVE": 1.0}')
    return {
        text("a label of cats", label): probability(f"cats[{label!r}]", value)
        for label, value in cats.items()
    }
