from __future__ import annotations

import pytest
from biluo_sentences import biluo_sentences
from hypothesis import given
from hypothesis import strategies as st

from nlptk.engine.data.tag_schemes import Scheme, TagSchemeError
from nlptk.engine.data.tags import (
    OverlappingEntitiesError,
    Repair,
    biluo_from_token_spans,
    biluo_to_iob,
    convert_tags,
    from_biluo,
    iob_to_biluo,
    repair_tags,
    to_biluo,
    token_spans_from_biluo,
)

SAME_ENTITIES = {
    Scheme.IOB1: ["I-PER", "I-PER", "B-PER", "O", "I-WORK-OF-ART", "I-B", "-", "I-B", "I-B", "I-B"],
    Scheme.IOB2: ["B-PER", "I-PER", "B-PER", "O", "B-WORK-OF-ART", "B-B", "-", "B-B", "I-B", "I-B"],
    Scheme.BILUO: [
        "B-PER",
        "L-PER",
        "U-PER",
        "O",
        "U-WORK-OF-ART",
        "U-B",
        "-",
        "B-B",
        "I-B",
        "L-B",
    ],
    Scheme.IOBES: [
        "B-PER",
        "E-PER",
        "S-PER",
        "O",
        "S-WORK-OF-ART",
        "S-B",
        "-",
        "B-B",
        "I-B",
        "E-B",
    ],
}
SAME_SPANS = [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "WORK-OF-ART"), (5, 6, "B"), (7, 10, "B")]


@pytest.mark.parametrize("source", Scheme)
@pytest.mark.parametrize("target", Scheme)
def test_convert_tags_between_all_schemes(source: Scheme, target: Scheme):
    assert convert_tags(SAME_ENTITIES[source], source, target=target) == SAME_ENTITIES[target]


@pytest.mark.parametrize("scheme", Scheme)
def test_to_biluo_and_from_biluo(scheme: Scheme):
    assert to_biluo(SAME_ENTITIES[scheme], scheme) == SAME_ENTITIES[Scheme.BILUO]
    assert from_biluo(SAME_ENTITIES[Scheme.BILUO], scheme) == SAME_ENTITIES[scheme]


def test_peer_named_conversions():
    assert iob_to_biluo(["I-A", "I-A", "B-A", "O", "I-B"]) == ["B-A", "L-A", "U-A", "O", "U-B"]
    assert biluo_to_iob(["B-A", "L-A", "U-A", "O", "U-B"]) == ["B-A", "I-A", "B-A", "O", "B-B"]


@pytest.mark.parametrize("scheme", Scheme)
def test_missing_tags_become_hyphens(scheme: Scheme):
    assert to_biluo(["-", "", None, "O"], scheme) == ["-", "-", "-", "O"]
    assert from_biluo(["-", "", None, "O"], scheme) == ["-", "-", "-", "O"]


def test_iob1_reads_superfluous_beginnings():
    assert to_biluo(["O", "B-A", "I-A"], Scheme.IOB1) == ["O", "B-A", "L-A"]


def test_token_spans_from_biluo():
    assert token_spans_from_biluo(SAME_ENTITIES[Scheme.BILUO]) == SAME_SPANS
    assert token_spans_from_biluo([]) == []
    with pytest.raises(TagSchemeError):
        token_spans_from_biluo(["B-A"])
    assert token_spans_from_biluo(["B-A"], repair=True) == [(0, 1, "A")]


@given(biluo_sentences(), st.sampled_from(Scheme), st.sampled_from(Scheme))
def test_round_trips_among_all_schemes(
    sentence: tuple[list[str], list[tuple[int, int, str]]], one: Scheme, other: Scheme
):
    tags, spans = sentence
    written = from_biluo(tags, one)
    there = convert_tags(written, one, target=other)
    assert convert_tags(there, other, target=one) == written
    assert to_biluo(there, other) == tags
    assert token_spans_from_biluo(tags) == spans
    assert repair_tags(written, one).tags == written
    assert repair_tags(written, one).repairs == []


@given(biluo_sentences(), st.randoms(use_true_random=False))
def test_biluo_from_token_spans_undoes_token_spans(
    sentence: tuple[list[str], list[tuple[int, int, str]]], random
):
    tags, spans = sentence
    random.shuffle(spans)
    outside = ["O" if tag == "-" else tag for tag in tags]
    assert biluo_from_token_spans(len(tags), spans) == outside
    unknown = ["-" if tag == "O" else tag for tag in outside]
    assert biluo_from_token_spans(len(tags), spans, missing="-") == unknown


@pytest.mark.parametrize("span", [(-1, 1, "A"), (1, 1, "A"), (2, 1, "A"), (2, 4, "A")])
def test_biluo_from_token_spans_refuses_spans_of_no_tokens(span: tuple[int, int, str]):
    with pytest.raises(ValueError, match="among 3"):
        biluo_from_token_spans(3, [span])


def test_biluo_from_token_spans_refuses_an_entity_as_missing():
    with pytest.raises(ValueError, match="U-A"):
        biluo_from_token_spans(1, [], missing="U-A")


def test_biluo_from_token_spans_names_both_of_an_overlap():
    with pytest.raises(OverlappingEntitiesError) as caught:
        biluo_from_token_spans(9, [(4, 6, "B"), (0, 1, "C"), (1, 5, "A")])
    assert (caught.value.first, caught.value.second) == ((1, 5, "A"), (4, 6, "B"))
    assert "tokens 1 to 5 ('A') and 4 to 6 ('B') overlap" in str(caught.value)


@pytest.mark.parametrize(
    ("scheme", "tags", "index", "allowed"),
    [
        (Scheme.IOB2, ["O", "I-A"], 1, ("B-A",)),
        (Scheme.IOB2, ["I-A"], 0, ("B-A",)),
        (Scheme.IOB2, ["B-A", "I-B"], 1, ("B-B",)),
        (Scheme.IOB2, ["B-A", None, "I-A"], 2, ("B-A",)),
        (Scheme.BILUO, ["O", "L-A"], 1, ("B-A", "U-A")),
        (Scheme.BILUO, ["U-A", "I-A"], 1, ("B-A", "U-A")),
        (Scheme.BILUO, ["B-A", "O"], 1, ("I-A", "L-A")),
        (Scheme.BILUO, ["B-A", "-", "L-A"], 1, ("I-A", "L-A")),
        (Scheme.BILUO, ["B-A", "U-A"], 1, ("I-A", "L-A")),
        (Scheme.BILUO, ["B-A", "B-A", "L-A"], 1, ("I-A", "L-A")),
        (Scheme.BILUO, ["B-A", "L-B"], 1, ("I-A", "L-A")),
        (Scheme.BILUO, ["O", "B-A"], 1, ("U-A",)),
        (Scheme.BILUO, ["B-A", "I-A"], 1, ("L-A",)),
        (Scheme.IOBES, ["B-A", "O"], 1, ("I-A", "E-A")),
        (Scheme.IOBES, ["E-A"], 0, ("B-A", "S-A")),
        (Scheme.IOBES, ["B-A"], 0, ("S-A",)),
    ],
)
def test_ill_formed_tags_are_located(
    scheme: Scheme, tags: list[str | None], index: int, allowed: tuple[str, ...]
):
    with pytest.raises(TagSchemeError) as caught:
        to_biluo(tags, scheme)
    assert (caught.value.index, caught.value.allowed) == (index, allowed)
    assert caught.value.tag == (tags[index] or "-")
    message = str(caught.value)
    assert f"token at index {index}" in message
    assert all(tag in message for tag in allowed)
    assert str(scheme) in message


@pytest.mark.parametrize(
    ("scheme", "tags", "repaired"),
    [
        (Scheme.IOB2, ["O", "I-A", "I-B"], ["O", "B-A", "B-B"]),
        (Scheme.BILUO, ["B-A", "O"], ["U-A", "O"]),
        (Scheme.BILUO, ["I-A", "I-B", "L-B"], ["U-A", "B-B", "L-B"]),
        (Scheme.BILUO, ["B-A", "B-A", "L-A"], ["U-A", "B-A", "L-A"]),
        (Scheme.BILUO, ["U-A", "L-A", "I-A"], ["U-A", "U-A", "U-A"]),
        (Scheme.BILUO, ["B-A", "-", "L-A"], ["U-A", "-", "U-A"]),
        (Scheme.IOBES, ["B-A", "I-A", "S-A"], ["B-A", "E-A", "S-A"]),
        (Scheme.IOB1, ["B-A", "I-A", "", "I-B"], ["B-A", "I-A", "-", "I-B"]),
    ],
)
def test_repair_tags_reads_like_conlleval(scheme: Scheme, tags: list[str], repaired: list[str]):
    outcome = repair_tags(tags, scheme)
    assert outcome.tags == repaired
    assert outcome.repairs == [
        Repair(i, before, after)
        for i, (before, after) in enumerate(zip(tags, repaired, strict=True))
        if before not in ("", after)
    ]
    assert to_biluo(tags, scheme, repair=True) == to_biluo(repaired, scheme)


@given(
    st.sampled_from(Scheme),
    st.lists(st.tuples(st.sampled_from("BILO-"), st.sampled_from(["A", "B"])), max_size=12),
)
def test_repair_gives_well_formed_tags_and_keeps_labels(
    scheme: Scheme, drawn: list[tuple[str, str]]
):
    last = {Scheme.BILUO: "L", Scheme.IOBES: "E"}.get(scheme, "I")
    tags = [
        letter if letter in "O-" else f"{letter.replace('L', last)}-{label}"
        for letter, label in drawn
    ]
    outcome = repair_tags(tags, scheme)
    assert repair_tags(outcome.tags, scheme).repairs == []
    assert [tag[1:] for tag in outcome.tags] == [tag[1:] for tag in tags]
    undone = list(outcome.tags)
    for repair in outcome.repairs:
        assert repair.before != repair.after
        assert undone[repair.index] == repair.after
        undone[repair.index] = repair.before
    assert undone == tags


@pytest.mark.parametrize("repair", [True, False])
@pytest.mark.parametrize(
    ("scheme", "tag"),
    [
        (Scheme.IOB2, "L-A"),
        (Scheme.BILUO, "E-A"),
        (Scheme.IOBES, "U-A"),
        (Scheme.IOB2, "B"),
        (Scheme.IOB2, "B-"),
        (Scheme.IOB2, "PER"),
        (Scheme.IOB2, "PER-B"),
        (Scheme.IOB2, "X-A"),
        (Scheme.IOB2, "b-A"),
        (Scheme.IOB2, "O-A"),
    ],
)
def test_what_is_no_tag_of_the_scheme_is_never_repaired(scheme: Scheme, tag: str, repair: bool):
    with pytest.raises(TagSchemeError) as caught:
        to_biluo(["O", tag], scheme, repair=repair)
    assert (caught.value.index, caught.value.tag) == (1, tag)
    assert f'"{tag}"' in str(caught.value)
