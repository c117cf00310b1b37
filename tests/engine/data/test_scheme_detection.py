from __future__ import annotations

from itertools import pairwise

import pytest
from biluo_sentences import biluo_sentences
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.scheme_detection import detect_scheme
from nlptk.engine.data.tag_schemes import Scheme, TagSchemeError
from nlptk.engine.data.tags import from_biluo


@pytest.mark.parametrize(
    ("corpus", "scheme"),
    [
        ([], Scheme.IOB2),
        ([["O", "O"], [], [None, "-", ""]], Scheme.IOB2),
        ([["B-A", "I-A"]], Scheme.IOB2),
        ([["O"], ["I-A", "I-A"]], Scheme.IOB1),
        ([["I-A", "B-A", "I-A"]], Scheme.IOB1),
        ([["I-A", "B-A"], ["O", "B-A"]], Scheme.IOB2),
        ([["I-A", "B-A"], ["O", "B-A", "I-B"]], Scheme.IOB1),
        ([["I-A"], ["B-A"], ["B-A", "I-B", "B-C"]], Scheme.IOB2),
        ([["I-A", "B-B"]], Scheme.IOB2),
        ([["-", "I-A"]], Scheme.IOB2),
        ([["-", "B-A", "I-A"], ["I-A"]], Scheme.IOB1),
        ([["B-A", "I-A"], ["U-A"]], Scheme.BILUO),
        ([["B-A", "L-A"]], Scheme.BILUO),
        ([["B-A", "E-A"]], Scheme.IOBES),
        ([["O", "S-L-A"]], Scheme.IOBES),
        ([["B-E-S", "I-E-S"]], Scheme.IOB2),
    ],
)
def test_detect_scheme(corpus: list[list[str | None]], scheme: Scheme):
    assert detect_scheme(iter(corpus)) is scheme


def test_detect_scheme_names_what_is_mixed():
    with pytest.raises(TagSchemeError) as caught:
        detect_scheme([["B-A", "E-A"], ["B-B", "L-B", "U-C"]])
    assert '"L-B", "U-C" of BILUO and "E-A" of IOBES' in str(caught.value)


@pytest.mark.parametrize("tag", ["M-A", "PER", "B-"])
def test_detect_scheme_refuses_what_is_no_tag(tag: str):
    with pytest.raises(TagSchemeError, match=f'"{tag}" is not a tag'):
        detect_scheme([["O", tag]])


@given(st.lists(biluo_sentences(), max_size=5), st.sampled_from(Scheme))
def test_detect_scheme_finds_the_writer(
    sentences: list[tuple[list[str], list[tuple[int, int, str]]]], scheme: Scheme
):
    corpus = [from_biluo(tags, scheme) for tags, _ in sentences]
    # Without a first entity after a known tag IOB1 and IOB2 look the same.
    telling = any(
        before != "-" and tag[0] in "BU" and before[1:] != tag[1:]
        for tags, _ in sentences
        for before, tag in pairwise(["O", *tags])
    )
    any_entity = any(spans for _, spans in sentences)
    evident = any_entity if scheme in (Scheme.BILUO, Scheme.IOBES) else telling
    found = detect_scheme(corpus)
    assert found is scheme or not evident
    if found is not scheme:
        assert found is Scheme.IOB2
