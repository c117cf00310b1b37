from __future__ import annotations

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.alignment import Alignment, Ragged, align, align_spans


def rows(ragged: Ragged) -> list[list[int]]:
    return [row.tolist() for row in ragged]


# Letters with marks, a multi-part Hangul syllable, an astral character and all that normalization
# treats in its own way; marks on their own so that cuts fall inside a letter.
ALPHABET = "abZ.é가𝔸…—–-\"'“”`´\u0301\u0323\u00a0 \n"
TEXTS = st.text(alphabet=ALPHABET, max_size=30)


def cut(text: str, places: list[int]) -> list[str]:
    """Cut a text at some places; equal places give empty tokens."""
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


CUTS = st.lists(st.integers(0, 100), max_size=12)


@st.composite
def two_cuts(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    text = draw(TEXTS)
    return cut(text, draw(CUTS)), cut(text, draw(CUTS))


def brute_force(a: list[str], b: list[str]) -> list[list[int]]:
    """Partners by walking over the characters one at a time."""
    a_owner = [i for i, token in enumerate(a) for char in token if not char.isspace()]
    b_owner = [j for j, token in enumerate(b) for char in token if not char.isspace()]
    pairs = set(zip(a_owner, b_owner, strict=True))
    return [sorted(j for i, j in pairs if i == k) for k in range(len(a))]


def test_align_splits_and_merges():
    alignment = align(["I", "can't", "go", "home"], ["I", "ca", "n't", "gohome"])
    assert rows(alignment.a2b) == [[0], [1, 2], [3], [3]]
    assert rows(alignment.b2a) == [[0], [1], [1], [2, 3]]
    assert alignment.a2b_single.tolist() == [0, -1, -1, -1]
    assert alignment.b2a_single.tolist() == [0, -1, -1, -1]


def test_align_crossing_boundaries_have_no_singles():
    alignment = align(["ab", "cd"], ["a", "bc", "d"])
    assert rows(alignment.a2b) == [[0, 1], [1, 2]]
    assert rows(alignment.b2a) == [[0], [0, 1], [1]]
    assert alignment.a2b_single.tolist() == [-1, -1]
    assert alignment.b2a_single.tolist() == [-1, -1, -1]


def test_align_arrays_are_int32_and_read_only():
    alignment = align(["ab"], ["a", "b"])
    for array in (
        alignment.a2b_data,
        alignment.a2b_lengths,
        alignment.b2a_data,
        alignment.b2a_lengths,
        alignment.a2b_single,
        alignment.b2a_single,
    ):
        assert array.dtype == np.int32
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_align_leaves_whitespace_and_empty_tokens_alone():
    alignment = align(["a", "\n\n", "b", ""], ["\u00a0", "a", "", " b "])
    assert rows(alignment.a2b) == [[1], [], [3], []]
    assert rows(alignment.b2a) == [[], [0], [], [2]]
    assert alignment.a2b_single.tolist() == [1, -1, 3, -1]


def test_align_whitespace_inside_tokens():
    alignment = align(["10 000", "euros"], ["10", "000", "euros"])
    assert rows(alignment.a2b) == [[0, 1], [2]]


@pytest.mark.parametrize(("a", "b"), [([], []), ([], [""]), ([" "], []), ([""], [" ", "\t"])])
def test_align_texts_without_characters(a: list[str], b: list[str]):
    alignment = align(a, b)
    assert rows(alignment.a2b) == [[] for _ in a]
    assert rows(alignment.b2a) == [[] for _ in b]


@pytest.mark.parametrize(
    ("a", "b", "a2b"),
    [
        (["“", "Hi", "”"], ["``", "Hi", "''"], [[0], [1], [2]]),
        (['"', "Hi", '"'], ["``", "Hi", "''"], [[0], [1], [2]]),
        (["it", "’s"], ["it's"], [[0], [0]]),
        (["so", "…"], ["so", ".", ".", "."], [[0], [1, 2, 3]]),
        (["so…"], ["so.", ".."], [[0, 1]]),
        (["a\u00a0b"], ["a", "b"], [[0, 1]]),
        (["a", "—", "b"], ["a", "-", "b"], [[0], [1], [2]]),
        (["a", "—", "b"], ["a", "--", "b"], [[0], [1], [2]]),
        (["a", "-", "-", "b"], ["a—", "b"], [[0], [0], [0], [1]]),
        (["caf\u00e9", "!"], ["cafe", "\u0301", "!"], [[0, 1], [2]]),
        (["가", "다"], ["\u1100", "\u1161", "다"], [[0, 1], [2]]),
        (["a\u0301\u0323", "b"], ["a\u0323\u0301", "b"], [[0], [1]]),
        (["\u1ea1\u0301"], ["a", "\u0323", "\u0301"], [[0, 1, 2]]),
        (["dogs'", "'tis"], ["dogs’", "’", "tis"], [[0], [1, 2]]),
        (["…", "x—", "“y”"], ["...x", "--", '"', "y", '"'], [[0], [0, 1], [2, 3, 4]]),
    ],
)
def test_align_sees_through_spelling(a: list[str], b: list[str], a2b: list[list[int]]):
    alignment = align(a, b)
    assert rows(alignment.a2b) == a2b
    assert align(b, a) == alignment.transpose()


def test_align_pairs_dash_runs_of_other_lengths_one_by_one():
    alignment = align(["a", "--", "b", "-", "c", "—"], ["a", "—", "b", "---", "c", "-", "-"])
    assert rows(alignment.a2b) == [[0], [1], [2], [3], [4], [5, 6]]


def test_align_lone_surrogates_are_characters():
    assert rows(align(["\udc80", "'"], ["\udc80’"]).a2b) == [[0], [0]]


@given(two_cuts())
def test_align_equals_a_walk_over_the_characters(cuts: tuple[list[str], list[str]]):
    a, b = cuts
    assert rows(align(a, b).a2b) == brute_force(a, b)


@given(two_cuts())
def test_align_transposes(cuts: tuple[list[str], list[str]]):
    a, b = cuts
    alignment = align(a, b)
    assert alignment.transpose() == align(b, a)
    assert alignment.transpose().transpose() == alignment


@given(two_cuts(), st.data())
def test_align_ignores_added_whitespace(cuts: tuple[list[str], list[str]], data: st.DataObject):
    a, b = cuts
    spaces = data.draw(st.lists(st.text(" \t\n\u00a0\u3000", max_size=2), min_size=len(b)))
    spaced = [space + token + space for token, space in zip(b, spaces, strict=False)]
    assert align(a, spaced) == align(a, b)


@given(TEXTS, CUTS, CUTS, st.sampled_from(["NFC", "NFD"]))
def test_align_covers_every_token_under_any_normalization(
    text: str, a_places: list[int], b_places: list[int], form: str
):
    a = cut(text, a_places)
    b = cut(unicodedata.normalize(form, text.replace("…", "...").replace("—", "--")), b_places)
    alignment = align(a, b)
    assert alignment.transpose() == align(b, a)
    for tokens, ragged in ((a, alignment.a2b), (b, alignment.b2a)):
        assert [len(row) > 0 for row in ragged] == [bool(token.strip()) for token in tokens]
        # Contiguous cover: a step from one partner to the next never goes back.
        assert (np.diff(ragged.data) >= 0).all()


@given(TEXTS, CUTS)
def test_align_with_itself_is_the_identity(text: str, places: list[int]):
    tokens = cut(text, places)
    expected = [i if token.strip() else -1 for i, token in enumerate(tokens)]
    alignment = align(tokens, tokens)
    assert alignment.a2b_single.tolist() == expected
    assert alignment.a2b_data.tolist() == [i for i in expected if i >= 0]
    assert alignment.transpose() == alignment


@given(two_cuts())
def test_align_singles_are_the_mutual_only_partners(cuts: tuple[list[str], list[str]]):
    alignment = align(*cuts)
    a2b, b2a = rows(alignment.a2b), rows(alignment.b2a)
    assert alignment.a2b_single.tolist() == [
        row[0] if len(row) == 1 and b2a[row[0]] == [i] else -1 for i, row in enumerate(a2b)
    ]


def test_align_spans_words_of_a_multiword_token_share_partners():
    # "au marche": de + le over "au", against "au" and against single characters.
    words = ([0, 0, 3], [2, 2, 9])
    assert rows(align_spans(*words, [0, 3], [2, 9]).a2b) == [[0], [0], [1]]
    alignment = align_spans(*words, [0, 1, 3], [1, 2, 9])
    assert rows(alignment.a2b) == [[0, 1], [0, 1], [2]]
    assert rows(alignment.b2a) == [[0, 1], [0, 1], [2]]
    assert alignment.a2b_single.tolist() == [-1, -1, 2]


def test_align_spans_tokens_over_nothing_have_no_partner():
    alignment = align_spans([0, 2, 2, 5], [2, 2, 4, 9], [0, 7, 10], [2, 8, 12])
    assert rows(alignment.a2b) == [[0], [], [], [1]]
    assert rows(alignment.b2a) == [[0], [3], []]


def test_align_spans_does_not_change_its_arguments():
    starts = np.array([0, 2], dtype=np.int32)
    ends = np.array([2, 4], dtype=np.int32)
    align_spans(starts, ends, starts, ends)
    starts[0] = 1
    assert starts.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("starts", "ends", "message"),
    [
        ([0, 1], [1], "shape"),
        ([3], [1], "token 0 ends at 1, before its start 3"),
        ([4, 0], [5, 1], "token 1 starts or ends before token 0"),
        ([0, 2], [9, 4], "token 1 starts or ends before token 0"),
    ],
)
def test_align_spans_refuses_what_it_cannot_align(starts: list[int], ends: list[int], message: str):
    with pytest.raises(ValueError, match=message):
        align_spans(starts, ends, [0], [1])


@st.composite
def spans(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Sorted spans with gaps, some shared by several tokens, some empty."""
    edges = draw(st.lists(st.integers(0, 40), unique=True, max_size=12).map(sorted))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    repeated = [pair for pair in pairs for _ in range(draw(st.integers(1, 3)))]
    kept = [(s, s if draw(st.integers(0, 9)) == 0 else e) for s, e in repeated]
    return [s for s, _ in kept], [e for _, e in kept]


@given(spans(), spans())
def test_align_spans_equals_the_definition(
    a: tuple[list[int], list[int]], b: tuple[list[int], list[int]]
):
    alignment = align_spans(*a, *b)
    assert rows(alignment.a2b) == [
        [
            j
            for j, (b_start, b_end) in enumerate(zip(*b, strict=True))
            if max(a_start, b_start) < min(a_end, b_end)
        ]
        for a_start, a_end in zip(*a, strict=True)
    ]
    assert alignment.transpose() == align_spans(*b, *a)


def test_ragged_rows_by_index():
    ragged = Ragged(
        data=np.array([5, 6, 7], dtype=np.int32), lengths=np.array([2, 0, 1], dtype=np.int32)
    )
    assert len(ragged) == 3
    assert rows(ragged) == [[5, 6], [], [7]]
    assert ragged[-3].tolist() == [5, 6]
    for index in (3, -4):
        with pytest.raises(IndexError):
            ragged[index]


def test_ragged_refuses_lengths_that_do_not_add_up():
    with pytest.raises(ValueError, match="rows of 2 items in all over 1 items"):
        Ragged(data=np.zeros(1, dtype=np.int32), lengths=np.array([2], dtype=np.int32))


def test_alignment_equality_is_of_content():
    assert align(["ab", "c"], ["a", "bc"]) == align(["xy", "z"], ["x", "yz"])
    assert align(["ab", "c"], ["a", "bc"]) != align(["ab", "c"], ["abc"])
    assert align(["a"], ["a"]) != "a"
    with pytest.raises(TypeError):
        hash(align(["a"], ["a"]))
    assert isinstance(align(["a"], ["a"]).transpose(), Alignment)
