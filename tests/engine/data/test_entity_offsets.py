from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nlptk.engine.data.doc import Doc
from nlptk.engine.data.entity_offsets import (
    AlignedEntities,
    MisalignedEntity,
    align_entities,
    biluo_tags_from_offsets,
    offsets_from_biluo_tags,
    spans_from_biluo_tags,
)
from nlptk.engine.data.tag_schemes import TagSchemeError
from nlptk.engine.data.tags import OverlappingEntitiesError
from nlptk.engine.data.vocab import Vocab


@dataclass
class TinyDoc:
    text: str
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


def tiny_doc(text: str, tokens: list[str]) -> TinyDoc:
    starts, ends, at = [], [], 0
    for token in tokens:
        at = text.index(token, at)
        starts.append(at)
        at += len(token)
        ends.append(at)
    return TinyDoc(text, np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32))


LONDON = tiny_doc("I like London  and Berlin.", ["I", "like", "London", "and", "Berlin", "."])


def test_biluo_tags_from_offsets():
    tags = biluo_tags_from_offsets(LONDON, [(19, 25, "LOC"), (2, 13, "X")])
    assert tags == ["O", "B-X", "L-X", "O", "U-LOC", "O"]
    assert offsets_from_biluo_tags(LONDON, tags) == [(2, 13, "X"), (19, 25, "LOC")]


def test_biluo_tags_from_offsets_marks_what_misaligned_entities_touch():
    entities = [(8, 17, "LOC"), (19, 25, "LOC")]
    assert biluo_tags_from_offsets(LONDON, entities) == ["O", "O", "-", "-", "U-LOC", "O"]
    tags = biluo_tags_from_offsets(LONDON, entities[1:], missing="-")
    assert tags == ["-", "-", "-", "-", "U-LOC", "-"]


def test_offsets_from_biluo_tags_are_plain_integers():
    ((start, end, _),) = offsets_from_biluo_tags(LONDON, ["O", "O", "U-A", "O", "-", ""])
    assert type(start) is int
    assert type(end) is int


def test_offsets_from_biluo_tags_wants_one_tag_a_token():
    with pytest.raises(TagSchemeError, match="1 tags for 6 tokens"):
        offsets_from_biluo_tags(LONDON, ["O"])


def align_to(doc: TinyDoc, entities: list[tuple[int, int, str]]) -> AlignedEntities:
    return align_entities(doc.text, entities, starts=doc.starts, ends=doc.ends)


def test_align_entities_keeps_the_given_order():
    aligned = align_to(LONDON, [(19, 25, "B"), (20, 20, "-"), (7, 13, "A")])
    assert aligned.spans == [(4, 5, "B"), (2, 3, "A")]
    assert [entity.index for entity in aligned.misaligned] == [1]


@pytest.mark.parametrize(
    ("start", "end", "reasons", "tokens", "suggestion"),
    [
        (8, 13, ["starts inside token 2 'London'"], (2, 3), (7, 13)),
        (7, 11, ["ends inside token 2 'London'"], (2, 3), (7, 13)),
        (7, 17, ["ends inside token 3 'and'"], (2, 4), (7, 18)),
        (7, 16, ["ends inside token 3 'and'"], (2, 4), (7, 13)),
        (12, 18, ["starts inside token 2 'London'"], (2, 4), (15, 18)),
        (
            3,
            12,
            ["starts inside token 1 'like'", "ends inside token 2 'London'"],
            (1, 3),
            (2, 13),
        ),
        (9, 10, [f"{edge}s inside token 2 'London'" for edge in ("start", "end")], (2, 3), (7, 13)),
        (6, 13, ["starts with whitespace"], (2, 3), (7, 13)),
        (7, 15, ["ends with whitespace"], (2, 3), (7, 13)),
        (6, 14, ["starts with whitespace", "ends with whitespace"], (2, 3), (7, 13)),
        (13, 15, ["whitespace only"], (3, 3), None),
        (7, 7, ["empty"], (2, 2), None),
        (9, 9, ["empty"], (2, 2), None),
        (13, 7, ["ends before it starts"], (3, 3), None),
        (-3, 1, ["outside the text, which has 26 characters"], (0, 1), (0, 1)),
        (19, 27, ["outside the text, which has 26 characters"], (4, 6), (19, 26)),
        (30, 40, ["outside the text, which has 26 characters"], (6, 6), None),
    ],
)
def test_align_entities_explains_misaligned_ones(
    start: int,
    end: int,
    reasons: list[str],
    tokens: tuple[int, int],
    suggestion: tuple[int, int] | None,
):
    aligned = align_to(LONDON, [(start, end, "X")])
    assert aligned.spans == []
    assert aligned.misaligned == [
        MisalignedEntity(0, start, end, "X", tuple(reasons), tokens, suggestion)
    ]


def test_align_entities_in_the_gaps_that_tokens_leave():
    doc = tiny_doc("(see page 5)", ["see", "page", "5"])
    aligned = align_to(doc, [(0, 4, "X"), (5, 12, "X")])
    assert [(e.reasons, e.tokens, e.suggestion) for e in aligned.misaligned] == [
        (("starts at '(', in a gap between tokens",), (0, 1), (1, 4)),
        (("ends at ')', in a gap between tokens",), (1, 3), (5, 11)),
    ]
    (lone,) = align_to(doc, [(0, 1, "X")]).misaligned
    assert lone.reasons == (
        "starts at '(', in a gap between tokens",
        "ends at '(', in a gap between tokens",
    )
    assert (lone.tokens, lone.suggestion) == ((0, 0), None)


def test_align_entities_whitespace_tokens_are_no_edges():
    doc = tiny_doc("New \n York", ["New", " \n ", "York"])
    aligned = align_to(doc, [(0, 10, "A")])
    assert aligned.spans == [(0, 3, "A")]
    (entity,) = align_to(doc, [(3, 10, "A")]).misaligned
    assert entity.reasons == ("starts with whitespace",)
    assert (entity.tokens, entity.suggestion) == ((1, 3), (6, 10))
    # The start is nearest to that of the whitespace token, which no entity may start with.
    (entity,) = align_to(doc, [(2, 10, "A")]).misaligned
    assert entity.suggestion == (0, 10)


def test_align_entities_without_tokens_or_entities():
    assert align_to(tiny_doc("", []), []) == AlignedEntities([], [])
    assert align_to(LONDON, []) == AlignedEntities([], [])
    (entity,) = align_to(tiny_doc("ab", []), [(0, 2, "A")]).misaligned
    assert len(entity.reasons) == 2
    assert entity.suggestion is None


def test_align_entities_takes_all_words_of_a_multiword_token():
    doc = TinyDoc("vai al bar", np.array([0, 4, 4, 7]), np.array([3, 6, 6, 10]))
    assert align_to(doc, [(0, 6, "A"), (7, 10, "B")]).spans == [(0, 3, "A"), (3, 4, "B")]
    assert align_to(doc, [(4, 10, "A")]).spans == [(1, 4, "A")]
    assert offsets_from_biluo_tags(doc, ["O", "U-A", "O", "O"]) == [(4, 6, "A")]


@pytest.mark.parametrize(
    ("entities", "pair"),
    [
        ([(7, 13, "A"), (0, 1, "C"), (2, 8, "B")], ((2, 8, "B"), (7, 13, "A"))),
        ([(7, 13, "A"), (7, 13, "A")], ((7, 13, "A"), (7, 13, "A"))),
        ([(0, 26, "A"), (7, 13, "B"), (19, 25, "C")], ((0, 26, "A"), (7, 13, "B"))),
        ([(7, 13, "A"), (7, 8, "B")], ((7, 8, "B"), (7, 13, "A"))),
    ],
)
def test_align_entities_names_both_of_an_overlap(
    entities: list[tuple[int, int, str]],
    pair: tuple[tuple[int, int, str], tuple[int, int, str]],
):
    with pytest.raises(OverlappingEntitiesError) as caught:
        align_to(LONDON, entities)
    assert (caught.value.first, caught.value.second) == pair
    assert f"characters {pair[0][0]} to {pair[0][1]}" in str(caught.value)


def test_align_entities_empty_ones_overlap_nothing():
    aligned = align_to(LONDON, [(7, 13, "A"), (9, 9, "B")])
    assert aligned.spans == [(2, 3, "A")]
    assert [entity.label for entity in aligned.misaligned] == ["B"]


@given(
    st.lists(st.sampled_from(["a", "bcd", "é", ",", "ef"]), min_size=1, max_size=12),
    st.lists(st.sampled_from(["", " ", "\n "]), min_size=12, max_size=12),
    st.integers(-1, 30),
    st.integers(-1, 30),
)
def test_align_entities_agrees_with_a_search_over_all_token_spans(
    tokens: list[str], gaps: list[str], start: int, end: int
):
    text = "".join(token + gap for token, gap in zip(tokens, gaps, strict=False))
    doc = tiny_doc(text, tokens)
    spans = {
        (int(doc.starts[i]), int(doc.ends[j])): (i, j + 1, "X")
        for i in range(len(tokens))
        for j in range(i, len(tokens))
    }
    aligned = align_to(doc, [(start, end, "X")])
    expected = spans.get((start, end))
    assert aligned.spans == ([expected] if expected else [])
    for entity in aligned.misaligned:
        assert entity.reasons
        touched = [
            i
            for i, (s, e) in enumerate(zip(doc.starts, doc.ends, strict=True))
            if max(s, start) < min(e, end)
        ]
        assert list(range(*entity.tokens)) == touched
        assert entity.suggestion is None or entity.suggestion in spans
        assert (entity.suggestion is None) == (not touched)


def test_align_entities_that_touch_do_not_overlap():
    assert align_to(LONDON, [(25, 26, "B"), (19, 25, "A")]).spans == [(5, 6, "B"), (4, 5, "A")]


def test_spans_from_biluo_tags():
    doc = Doc(Vocab(), ["I", "like", "New", "York", "!"])
    spans = spans_from_biluo_tags(doc, ["U-PER", "O", "B-GPE", "L-GPE", "-"])
    assert [(span.text, span.label, span.doc is doc) for span in spans] == [
        ("I", "PER", True),
        ("New York", "GPE", True),
    ]
    doc.ents = spans
    assert list(doc.ents) == spans


def test_spans_from_biluo_tags_wants_well_formed_tags_one_a_token():
    doc = Doc(Vocab(), ["a", "b"])
    with pytest.raises(TagSchemeError, match="1 tags for 2 tokens"):
        spans_from_biluo_tags(doc, ["O"])
    with pytest.raises(TagSchemeError, match="inside an entity"):
        spans_from_biluo_tags(doc, ["O", "B-X"])
