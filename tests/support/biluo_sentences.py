"""Sentences of entity tags, well-formed, with what they say."""

from __future__ import annotations

from hypothesis import strategies as st

LABELS = st.sampled_from(["PER", "B", "I-L", "U-O", "-"])


@st.composite
def biluo_sentences(draw: st.DrawFn) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Well-formed BILUO tags with missing ones among them, and their entities."""
    tags: list[str] = []
    spans = []
    for kind in draw(st.lists(st.sampled_from("Ooe-eE"), max_size=8)):
        if kind in "Oo-":
            tags.append(kind.upper())
            continue
        label = draw(LABELS)
        size = draw(st.integers(1, 4))
        spans.append((len(tags), len(tags) + size, label))
        inside = [f"I-{label}"] * (size - 2)
        tags += [f"U-{label}"] if size == 1 else [f"B-{label}", *inside, f"L-{label}"]
    return tags, spans
